"""What a file is by its name and by its first bytes, and what to do with one that is not read."""

from pathlib import PurePosixPath

MARKDOWN = (".md", ".markdown")
HTML = (".html", ".htm")
PLAIN = (".txt",)
PARSED = (*HTML, ".pdf", ".docx", ".pptx", ".eml")
"""Read in a process of their own."""

READ = (*MARKDOWN, *PLAIN, *PARSED)
NAMED = ".md, .txt, .html, .pdf, .docx, .pptx, .eml"

_INSTEAD = {
    "Save it as .docx and add that.": (".doc", ".docm", ".dot", ".dotx", ".rtf", ".odt", ".pages", ".wpd"),
    "Save it as .pptx and add that.": (".ppt", ".pptm", ".pps", ".ppsx", ".odp", ".key"),
    "Save it as .eml and add that.": (".msg", ".mbox", ".pst"),
    "Unpack it and add the folder.": (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz"),
    "Write what it teaches in a .md file; deals and activities go in with `coach import`.": (
        ".csv",
        ".tsv",
        ".xls",
        ".xlsx",
        ".xlsm",
        ".ods",
        ".parquet",
    ),
    "Describe in a .md file what it shows.": (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".mp4", ".mp3"),
}

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office file with a password or from before 2007"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a rar archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)

_OFFICE = (
    (b"word/document", "a Word file", ".docx"),
    (b"ppt/presentation", "a PowerPoint file", ".pptx"),
    (b"xl/workbook", "an Excel file", ".xlsx"),
)


def ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def why_not(path: str) -> str | None:
    """One sentence and the next step for a file whose kind is not read; None for one that is."""
    suffix = ending(path)
    if suffix in READ:
        return None
    for step, endings in _INSTEAD.items():
        if suffix in endings:
            return f"{suffix} files are not read. {step}"
    kind = f"{suffix} files are not" if suffix else "It has no ending, and is not"
    return f"{kind} among the kinds that are read. Save it as one of {NAMED} and add that."


def mistaken(content: bytes, path: str) -> str | None:
    """One sentence and the next step where the first bytes are not of the kind that the name says."""
    suffix = ending(path)
    if not content:
        return "It is empty: there is no text in it. Nothing is lost by leaving it out."
    found = _found(content)
    if suffix == ".pdf":
        wanted, name = b"%PDF-" in content[:1024], "PDF"
    elif suffix in (".docx", ".pptx"):
        word, name = (b"word/", "Word") if suffix == ".docx" else (b"ppt/", "PowerPoint")
        other = _office(content)
        wanted = content.startswith(b"PK\x03\x04") and (other is None or other[1] == suffix or word in content)
        name += " file"
    else:
        # A text may well begin with a few bytes that mean something elsewhere ("MZ", "GIF8"), but holds no NUL then.
        wanted = found is None or (found in ("a program", "a picture") and b"\0" not in content[:1024])
        name = "text"
    if wanted:
        return None
    if found is None:
        return f"It is named {suffix} but is not a {name}. Give it the ending of what it is, or save it again."
    if "password" in found:
        return f"It is {found}. Open it, save it as {suffix} without a password, and add that."
    office = _office(content)
    if office and found == "a zip archive":
        return f"It is named {suffix} but is {office[0]}. Name it {office[1]}, or save it as {suffix}."
    return f"It is named {suffix} but is {found}. Give it the ending of what it is, or save it as {suffix}."


def _found(content: bytes) -> str | None:
    return next((what for magic, what in _MAGIC if content.startswith(magic)), None)


def _office(content: bytes) -> tuple[str, str] | None:
    """Which Office file an archive is, by the names in its directory."""
    if not content.startswith(b"PK"):
        return None
    return next(((what, suffix) for part, what, suffix in _OFFICE if part in content), None)
