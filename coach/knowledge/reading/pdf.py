"""The text of a PDF, page by page, by PDFium (the parser of Chromium)."""

import contextlib
from typing import Any

from coach.knowledge.reading.extract import Extract, Unreadable, joined, one_line
from coach.knowledge.reading.limits import MOST_PAGES
from coach.knowledge.reading.lines import NoMeaning, text_of

_MOST_BOOKMARKS = 2_000


def read_pdf(content: bytes) -> Extract:
    """Each page under a heading with its number and the bookmarks that lead to it. Raises `Unreadable`."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(content)
        count = len(document)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise Unreadable("It has a password.", "Save it without one and add that.") from error
        if "ecurity" in str(error):
            raise Unreadable("It is encrypted in a way that is not read.", "Print it to a new PDF.") from error
        raise Unreadable("It is damaged, or no PDF at all.", "Save or print it as PDF again.") from error
    if count > MOST_PAGES:
        raise Unreadable(f"It has {count:,} pages, more than {MOST_PAGES:,}.", "Split it and add the parts.")
    bookmarks = _bookmarks(document)
    blocks: list[str] = []
    unread: list[int] = []
    blank = 0
    for number in range(count):
        try:
            page = document[number]
            text = text_of(page.get_textpage())
            page.close()
        except (pdfium.PdfiumError, NoMeaning):
            unread.append(number + 1)
            continue
        if not text:
            blank += 1
            continue
        blocks += [" · ".join([f"## Page {number + 1}", *bookmarks.get(number, [])[:3]]), text]
    _any_text(blocks, unread, count)
    remarks = []
    if unread:
        remarks.append(f"Its page{'s' * (len(unread) > 1)} {_some(unread)} could not be read.")
    if blank:
        remarks.append(f"{blank} of its {count} pages had no text: pictures are not read.")
    form = f"PDF, {count} page{'s' * (count > 1)}"
    return Extract(joined(blocks), form, _title(document), remarks=tuple(remarks))


def _any_text(blocks: list[str], unread: list[int], count: int) -> None:
    if blocks:
        return
    if unread:
        raise Unreadable(
            "Its text cannot be made out: pages are damaged, or its fonts do not say which characters they draw.",
            "Save it as PDF again from the program that made it, or run text recognition (OCR) on it.",
        )
    which = "It has no pages" if not count else "It has no text, only pictures or empty pages (a scan?)"
    raise Unreadable(f"{which}.", "Run text recognition (OCR) on it and add the result.")


def _bookmarks(document: Any) -> dict[int, list[str]]:
    """The titles that lead to each page. A broken outline has none."""
    import pypdfium2 as pdfium

    found: dict[int, list[str]] = {}
    with contextlib.suppress(pdfium.PdfiumError, ValueError, RecursionError, UnicodeError):
        for seen, bookmark in enumerate(document.get_toc()):
            if seen >= _MOST_BOOKMARKS:
                break
            target = bookmark.get_dest()
            title = one_line(bookmark.get_title())[:100]
            page = target.get_index() if target else None
            if title and page is not None:
                found.setdefault(page, []).append(title)
    return found


def _title(document: Any) -> str | None:
    """The title that the file states, unless it is the name of the file it was made from."""
    import pypdfium2 as pdfium

    title = ""
    with contextlib.suppress(pdfium.PdfiumError, ValueError, UnicodeError):
        title = one_line(document.get_metadata_value("Title"))
    made_from = title.lower().startswith(("microsoft", "untitled", "powerpoint")) or "." in title[-6:]
    return None if len(title) < 4 or made_from else title


def _some(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:5])) + (f" and {len(numbers) - 5} more" if len(numbers) > 5 else "")
