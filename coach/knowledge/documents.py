"""A file that is not a play: its text as it is cited, and its title."""

import re
from pathlib import PurePosixPath

from coach.domain.failure import PlaybookFailure
from coach.domain.play import Document
from coach.knowledge.front_matter import FrontMatter, read_front_matter
from coach.knowledge.reading.kinds import HTML, ending
from coach.knowledge.reading.page import html_text


def read_document(text: str, path: str) -> Document:
    """A document from its text as it is kept, in Markdown; `path` is its id. HTML that was kept as it came is read now.

    Raises `PlaybookFailure` where nothing is left to cite.
    """
    title = None
    matter = read_front_matter(text)
    if ending(path) in HTML and "format" not in matter.fields:
        text, title = html_text(text)
        matter = FrontMatter(fields={}, start=0)
    if not text[matter.start :].strip():
        raise PlaybookFailure("It has no text in it.", "Nothing is lost by leaving it out.")
    stated = matter.fields.get("title")
    if isinstance(stated, str) and stated.strip():
        title = " ".join(stated.split())
    return Document(document_id=path, title=title or _title(text[matter.start :], path), path=path, text=text)


def _title(body: str, path: str) -> str:
    found = re.search(r"^#[ \t]+(.+?)[ \t#]*$", body[:5_000], re.MULTILINE)
    if found:
        return found[1].strip()[:200]
    place = PurePosixPath(path)
    stem = place.name.partition(".")[0]
    name = place.parent.name if stem in ("index", "README", "readme") and place.parent.name else stem
    return re.sub(r"[-_]+", " ", name).strip() or path
