"""The text of a web page: what its reader sees, with Markdown headings, lists and tables."""

import re
from html.parser import HTMLParser

from coach.knowledge.reading.encoding import decode
from coach.knowledge.reading.extract import Extract, Unreadable, one_line, rows

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,30})""", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d])"
)


def read_page(content: bytes) -> Extract:
    """Raises `Unreadable` where nothing can be seen."""
    body, title, hidden = _read(decode(content, _charset(content)))
    if not body:
        raise Unreadable("It has no text in it.", "Nothing is lost by leaving it out.")
    words = f"{hidden} word{'s' * (hidden > 1)}"
    remarks = (f"It holds hidden text ({words}), which was left out.",) if hidden else ()
    return Extract(body, "HTML", title, remarks=remarks)


def html_text(markup: str) -> tuple[str, str | None]:
    """The visible text of a page and its title."""
    body, title, _ = _read(markup)
    return body, title


def _read(markup: str) -> tuple[str, str | None, int]:
    page = _TextOfPage()
    page.feed(markup)
    page.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in page.text().split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text, one_line("".join(page.title)) or None, page.hidden_words


def _charset(content: bytes) -> str | None:
    found = _CHARSET.search(content[:2_000])
    return found[1].decode("ascii") if found else None


class _TextOfPage(HTMLParser):
    """Collects what a reader sees. Nothing is run, fetched or kept as markup."""

    HIDDEN = frozenset({"script", "style", "template", "noscript", "svg", "head", "iframe", "object"})
    BLOCKS = frozenset({"p", "div", "section", "article", "br", "tr", "ul", "ol", "table", "blockquote", "pre", "hr"})
    LOOKED_BACK = 50
    VOID = frozenset(
        {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.hidden_words = 0
        self._parts: list[str] = []
        self._hidden: list[str] = []
        self._unseen: list[str] = []
        """Elements open since one that a style hides, that one first."""
        self._rows: list[list[str]] | None = None
        """Of the outermost table that is open; the parts of its cell go to `_parts` from `_cell` on."""
        self._cell: int | None = None
        self._tables = 0
        self._in_title = False

    def text(self) -> str:
        self._end_table()
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        if self._hidden == ["head"] and (tag == "body" or tag in self.BLOCKS):
            # A head that was never closed must not hide the page.
            self._hidden.clear()
        if tag not in self.VOID and (self._unseen or _is_unseen(attrs)):
            self._unseen.append(tag)
        if tag in self.HIDDEN:
            self._hidden.append(tag)
        elif re.fullmatch(r"h[1-6]", tag):
            self._parts.append("\n\n" + "#" * int(tag[1]) + " ")
        elif tag == "li":
            self._parts.append("\n- ")
        elif tag == "table":
            self._tables += 1
            if self._tables == 1:
                self._rows = []
        elif tag in ("tr", "td", "th") and self._rows is not None:
            self._end_cell()
            if tag == "tr" or not self._rows:
                self._rows.append([])
            if tag != "tr":
                self._cell = len(self._parts)
        elif tag in self.BLOCKS:
            self._parts.append("\n" if tag in ("br", "tr") else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if self._unseen:
            self._end_unseen(tag)
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag == "table":
            self._tables = max(0, self._tables - 1)
            if not self._tables:
                self._end_table()
        elif tag in ("td", "th", "tr") and self._tables == 1:
            self._end_cell()
        elif tag in self.BLOCKS or re.fullmatch(r"h[1-6]", tag):
            self._parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif self._unseen and not self._hidden:
            self.hidden_words += len(data.split())
        elif not self._hidden:
            self._parts.append(re.sub(r"\s+", " ", data))

    def _end_unseen(self, tag: str) -> None:
        """Close the innermost hidden element of a name; ends without a beginning change nothing."""
        for place in range(len(self._unseen) - 1, max(-1, len(self._unseen) - 1 - self.LOOKED_BACK), -1):
            if self._unseen[place] == tag:
                del self._unseen[place:]
                return

    def _end_cell(self) -> None:
        if self._cell is not None and self._rows:
            self._rows[-1].append("".join(self._parts[self._cell :]))
            del self._parts[self._cell :]
        self._cell = None

    def _end_table(self) -> None:
        """A table of one column or row lays out the page and holds no figures: its cells are read as paragraphs."""
        self._end_cell()
        table = [row for row in self._rows or [] if any(cell.strip() for cell in row)]
        self._rows = None
        if len(table) > 1 and max(map(len, table)) > 1 and all(len(cell) < 2_000 for row in table for cell in row):
            self._parts.append(f"\n\n{rows(table)}\n\n")
        else:
            self._parts += [f"\n\n{cell}\n\n" for row in table for cell in row]


def _is_unseen(attrs: list[tuple[str, str | None]]) -> bool:
    return any(name == "hidden" or (name == "style" and _UNSEEN.search((value or "").lower())) for name, value in attrs)
