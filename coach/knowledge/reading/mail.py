"""The text of a mail: who wrote it, when, about what, and what it says."""

import email
import email.policy
import re
from email.message import Message
from typing import Any

from coach.knowledge.reading.extract import Extract, Unreadable, clean, one_line
from coach.knowledge.reading.limits import MOST_PARTS
from coach.knowledge.reading.page import html_text

_HEADER = re.compile(rb"\A(?:From [^\n]*\n)?[!-9;-~]{1,70}:[ \t\r\n]")
_SHOWN = ("From", "To", "Date")


def read_mail(content: bytes) -> Extract:
    """Sender, date and subject, the body, and the names of what is attached, which is not opened.

    Raises `Unreadable`.
    """
    if not _HEADER.match(content.lstrip()[:2_000]):
        raise Unreadable("It is named .eml but does not begin as a mail does.", "Save the mail as .eml again.")
    try:
        mail = email.message_from_bytes(content.lstrip(), policy=email.policy.default)
        parts = _parts(mail)
        headers = {name: _header(mail, name) for name in ("Subject", *_SHOWN)}
        body, attached = _body(parts)
    except (Unreadable, MemoryError, RecursionError):
        raise
    except Exception as error:  # the parser of headers is known to raise of everything on broken ones
        raise Unreadable("It is damaged, or no mail at all.", "Save the mail as .eml again.") from error
    if not body and not headers["Subject"]:
        raise Unreadable("It has neither a subject nor a text.", "Nothing is lost by leaving it out.")
    head = [f"{name}: {headers[name]}" for name in _SHOWN if headers[name]]
    if attached:
        head.append("Attached: " + ", ".join(attached[:20]))
    remarks: tuple[str, ...] = ()
    if attached:
        named = ", ".join(attached[:5]) + (" and more" if len(attached) > 5 else "")
        remarks = (f"What is attached to it was not opened ({named}): save it and add it by itself.",)
    title = headers["Subject"] or None
    text = "\n\n".join(part for part in ("# " + (title or "Mail"), "  \n".join(head), body) if part)
    facts = tuple((name.lower(), headers[name]) for name in ("From", "Date"))
    return Extract(text, "mail", title, facts, remarks)


def _parts(mail: "Message[Any, Any]") -> list["Message[Any, Any]"]:
    """All parts, but none of those inside an attached mail."""
    found = []
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        found.append(part)
        if len(found) > MOST_PARTS:
            raise Unreadable(f"It has more than {MOST_PARTS:,} parts.", "Save its text as .txt and add that.")
        payload = part.get_payload()
        if part.is_multipart() and isinstance(payload, list) and part.get_content_maintype() == "multipart":
            waiting += [inner for inner in reversed(payload) if isinstance(inner, Message)]
    return found


def _body(parts: list["Message[Any, Any]"]) -> tuple[str, list[str]]:
    """The text, plain where there is a plain one, and the names of the rest."""
    plain: list[str] = []
    pages: list[str] = []
    attached: list[str] = []
    for part in parts:
        kind = part.get_content_type()
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            continue
        name = one_line(part.get_filename())[:100]
        if name or part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
            attached.append(name or {"message/rfc822": "a mail"}.get(kind, kind))
        elif kind == "text/plain":
            plain.append(clean(_text(part)).strip())
        else:
            pages.append(html_text(clean(_text(part)))[0])
    told = [text for text in plain if text] or [text for text in pages if text]
    return "\n\n".join(told), attached


def _text(part: "Message[Any, Any]") -> str:
    """A part in its own character set, or in UTF-8 or Windows-1252 where that is unknown or wrong."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return str(part.get_payload())
    for charset in (part.get_content_charset(), "utf-8"):
        try:
            return payload.decode(charset or "utf-8")
        except (LookupError, UnicodeError):
            continue
    return payload.decode("cp1252", "replace")


def _header(mail: "Message[Any, Any]", name: str) -> str:
    """A header in words; as it stands in the file where it cannot be parsed."""
    try:
        return one_line(str(mail.get(name, "")))[:500]
    except Exception:
        raw = next((value for key, value in mail.raw_items() if key.lower() == name.lower()), "")
        return one_line(str(raw))[:500]
