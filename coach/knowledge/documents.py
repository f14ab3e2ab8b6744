"""Reading a file that is not a play: its text as it will be cited, and its title."""

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

from coach.domain.failure import PlaybookFailure
from coach.domain.play import Document
from coach.knowledge.front_matter import read_front_matter

MARKDOWN = (".md", ".markdown")
HTML = (".html", ".htm")
PLAIN = (".txt",)
READ = (*MARKDOWN, *HTML, *PLAIN)
NOT_YET = (".pdf", ".docx", ".pptx", ".eml")


def decode(content: bytes) -> str:
    """A file's text: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252. Lines end with a newline only.

    NUL, which no database keeps, becomes U+FFFD.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def read_document(text: str, path: str) -> Document:
    """A document from a file's text; `path` is its id. HTML becomes text with Markdown headings.

    Raises `PlaybookFailure` where nothing is left to cite.
    """
    title = None
    if path.lower().endswith(HTML):
        text, title = html_text(text)
    matter = read_front_matter(text)
    if not text[matter.start :].strip():
        raise PlaybookFailure(f"{path} has no text in it.", "Nothing is lost by leaving it out.")
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


class _TextOfPage(HTMLParser):
    """Collects what a reader sees. Nothing is run, fetched or kept as markup."""

    HIDDEN = frozenset({"script", "style", "template", "noscript", "svg", "head"})
    BLOCKS = frozenset({"p", "div", "section", "article", "br", "tr", "ul", "ol", "table", "blockquote", "pre", "hr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.title: list[str] = []
        self._hidden: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._in_title = tag == "title"
        if self._hidden == ["head"] and (tag == "body" or tag in self.BLOCKS):
            # A head that was never closed must not hide the page.
            self._hidden.clear()
        if tag in self.HIDDEN:
            self._hidden.append(tag)
        elif re.fullmatch(r"h[1-6]", tag):
            self.parts.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" | ")
        elif tag in self.BLOCKS:
            self.parts.append("\n" if tag in ("br", "tr") else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag in self.BLOCKS or re.fullmatch(r"h[1-6]", tag):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_text(markup: str) -> tuple[str, str | None]:
    """The visible text of a page and its title."""
    page = _TextOfPage()
    page.feed(markup)
    page.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(page.parts).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text, " ".join("".join(page.title).split()) or None
