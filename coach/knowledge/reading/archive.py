"""The archive that an Office file is: looked through before anything of it is unpacked."""

import io
import re
import zipfile

from coach.knowledge.reading.extract import Unreadable
from coach.knowledge.reading.limits import (
    LARGEST_UNPACKED,
    LARGEST_XML,
    LARGEST_XML_IN_ALL,
    MOST_ENTRIES,
    STEEPEST,
)

_AGAIN = "Open it in its own program, save it again, and add that."
_LESS = "Split it, or save only the text of it, and add that."
_ENCRYPTED = 0x1


def only_xml(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The same archive with nothing but XML in it, and remarks on what was left alone.

    Pictures, fonts, macros and embedded files keep their names and lose their bytes, so that references to them still
    lead somewhere. Raises `Unreadable` for an archive that is damaged, has a password, would unpack to too much, names
    a place outside of itself, or holds XML that declares entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _look_through(entries)
            slim = io.BytesIO()
            with zipfile.ZipFile(slim, "w", zipfile.ZIP_STORED) as copy:
                for entry in entries:
                    if not entry.is_dir():
                        copy.writestr(entry.filename, _xml(archive, entry) if _is_xml(entry) else b"")
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # what broken archives bring is no closed list: BadZipFile, zlib.error, ValueError, ...
        raise Unreadable("The archive inside it is damaged.", _AGAIN) from error
    return slim.getvalue(), _remarks(entries)


def _look_through(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(f"The archive inside it holds {len(entries):,} files, more than {MOST_ENTRIES:,}.", _LESS)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Unreadable("It has a password.", "Save it without one and add that.")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise Unreadable("The archive inside it names a place outside of itself.", _AGAIN)
        if name.casefold() in seen:
            raise Unreadable("The archive inside it holds two files of one name.", _AGAIN)
        seen.add(name.casefold())
    total = sum(entry.file_size for entry in entries)
    if total > LARGEST_UNPACKED:
        raise Unreadable(f"It unpacks to {total // 1_000_000:,} MB, more than {LARGEST_UNPACKED // 1_000_000}.", _LESS)
    xml = [entry for entry in entries if _is_xml(entry)]
    for entry in xml:
        steep = entry.file_size > 1_000_000 and entry.file_size > STEEPEST * max(1, entry.compress_size)
        if steep or entry.file_size > LARGEST_XML:
            size = f"{max(1, entry.file_size // 1_000_000):,} MB"
            raise Unreadable(f"A part of it unpacks from {entry.compress_size // 1_000:,} KB to {size}.", _LESS)
    if sum(entry.file_size for entry in xml) > LARGEST_XML_IN_ALL:
        raise Unreadable(f"Its text unpacks to more than {LARGEST_XML_IN_ALL // 1_000_000} MB.", _LESS)


def _is_xml(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels"))


def _xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A part unpacked. No Office program writes a document type, and only one can declare entities."""
    part = archive.read(entry)
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", part.replace(b"\0", b""), re.IGNORECASE):
        raise Unreadable("Its XML declares a document type, as no Office program writes.", _AGAIN)
    return part


def _remarks(entries: list[zipfile.ZipInfo]) -> tuple[str, ...]:
    names = [entry.filename.lower() for entry in entries]
    remarks = []
    if any(name.endswith("vbaproject.bin") for name in names):
        remarks.append("Its macros were left alone.")
    embedded = sum("/embeddings/" in name for name in names)
    if embedded:
        named = "A file" if embedded == 1 else f"{embedded} files"
        remarks.append(f"{named} embedded in it stayed closed: to have such a file read, save and add it by itself.")
    return tuple(remarks)
