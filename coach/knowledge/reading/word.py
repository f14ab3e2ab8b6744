"""The text of a Word file: its body in order, as a reader sees it."""

import io
import re
from collections.abc import Iterator
from typing import Any

from coach.knowledge.reading.archive import only_xml
from coach.knowledge.reading.extract import Extract, Unreadable, damaged, joined, one_line, rows

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOXED = ("txbxContent",)
_THROUGH = frozenset(
    {"hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "ruby", "rubyBase"}
    | {"oMath", "oMathPara", "Choice", "dir", "bdo"}
)
"""What stands around text without changing it. Deleted and moved text, instructions and comments are not in it."""

_TINY = 4
"""Half points: nobody reads letters of two points."""


def read_word(content: bytes) -> Extract:
    """Headings, paragraphs, lists, tables and notes at the foot; no headers, comments or deleted text.

    Raises `Unreadable`.
    """
    import docx

    slim, remarks = only_xml(content)
    try:
        document = docx.Document(io.BytesIO(slim))
        walk = _Walk(_styles(document))
        blocks = list(walk.blocks(document.element.body))
        blocks += _notes(document, walk)
    except Exception as error:  # a closed list of what broken XML and lost parts bring does not exist
        raise damaged(error, "Word file", "Word", ".docx") from error
    body = joined(blocks)
    if walk.hidden:
        words = f"{walk.hidden} word{'s' * (walk.hidden > 1)}"
        remarks = (*remarks, f"It holds hidden text ({words}), which was left out.")
    if not body:
        raise Unreadable("It has no text in it.", "Nothing is lost by leaving it out.")
    return Extract(body, "Word", walk.title or one_line(_stated(document)) or None, remarks=remarks)


def _stated(document: Any) -> str:
    """The title in the file's properties."""
    try:
        return str(document.core_properties.title)
    except Exception:  # a part of its own, which may be missing or broken and is not needed
        return ""


def _styles(document: Any) -> dict[str, str]:
    """The name of each style by its id, with the names of those it is based on after it."""
    try:
        styles = document.part.styles.element.iterchildren(f"{_W}style")
    except Exception:
        return {}
    names: dict[str, tuple[str, str]] = {}
    for style in styles:
        name, based = style.find(f"{_W}name"), style.find(f"{_W}basedOn")
        names[style.get(f"{_W}styleId", "")] = (
            "" if name is None else name.get(f"{_W}val", ""),
            "" if based is None else based.get(f"{_W}val", ""),
        )
    chains = {}
    for style_id in names:
        chain: list[str] = []
        at = style_id
        while at in names and len(chain) < 10:
            chain.append(names[at][0])
            at = names[at][1]
        chains[style_id] = " < ".join(chain)
    return chains


def _notes(document: Any, walk: "_Walk") -> list[str]:
    """Footnotes and endnotes, under a heading of their own."""
    from docx.oxml import parse_xml

    found = []
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/footnotes", "/endnotes")):
            continue
        for note in parse_xml(relation.target_part.blob):
            if note.get(f"{_W}type") is None:
                found += list(walk.blocks(note))
    return ["## Notes", *found] if found else []


class _Walk:
    """Goes through the body and keeps what it meets on the way."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles
        self.title: str | None = None
        self.hidden = 0

    def blocks(self, parent: Any) -> Iterator[str]:
        for child in parent:
            name = _name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield rows(list(self._rows(child)))
            elif name in _THROUGH:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        boxes: list[Any] = []
        text = "\n".join(" ".join(line.split()) for line in "".join(self._text(paragraph, boxes)).split("\n")).strip()
        if text:
            yield self._marked(paragraph, text)
        for box in boxes:
            yield from self.blocks(box)

    def _marked(self, paragraph: Any, text: str) -> str:
        """The text with the mark of a heading or an item of a list."""
        styled = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style = self._styles.get(styled.get(f"{_W}val", ""), "").lower() if styled is not None else ""
        if style.startswith("title"):
            self.title = self.title or one_line(text)
            return f"# {one_line(text)}"
        heading = re.search(r"(?:^|< )heading ([1-9])", style)
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        level = int(heading[1]) if heading else _number(outline) + 1 if outline is not None else 0
        if 1 <= level <= 9 and len(text) < 300:
            return "#" * min(level, 6) + " " + one_line(text)
        numbered = paragraph.find(f"{_W}pPr/{_W}numPr")
        if numbered is not None or style.startswith("list "):
            depth = _number(numbered.find(f"{_W}ilvl")) if numbered is not None else 0
            return "  " * min(max(depth, 0), 6) + "- " + text.replace("\n", " ")
        return text

    def _text(self, parent: Any, boxes: list[Any]) -> Iterator[str]:
        """What a reader sees of a paragraph; text boxes that hang on it go to `boxes`."""
        for child in parent:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name == "tab":
                yield " "
            elif name in ("br", "cr"):
                yield "\n"
            elif name in ("noBreakHyphen", "softHyphen"):
                yield "-" if name == "noBreakHyphen" else ""
            elif name == "r":
                if _is_hidden(child):
                    self.hidden += len("".join(self._text(child, [])).split())
                else:
                    yield from self._text(child, boxes)
            elif name == "AlternateContent":
                choice = next((c for c in child if _name(c) == "Choice"), None)
                yield from () if choice is None else self._text(choice, boxes)
            elif name in ("drawing", "pict"):
                boxes += [box for box in child.iter() if _name(box) in _BOXED]
            elif name in _THROUGH:
                yield from self._text(child, boxes)

    def _rows(self, table: Any) -> Iterator[list[str]]:
        """The cells of each row. A cell over several columns is followed by empty ones; a merged one is not said
        twice."""
        for row in _direct(table, "tr"):
            cells: list[str] = []
            for cell in _direct(row, "tc"):
                merged = cell.find(f"{_W}tcPr/{_W}vMerge")
                goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
                text = "" if goes_on else " ".join(self._cell(cell))
                span = cell.find(f"{_W}tcPr/{_W}gridSpan")
                more = min(_number(span, 1) - 1, 50) if span is not None else 0
                cells += [text, *[""] * more]
            yield cells

    def _cell(self, cell: Any) -> Iterator[str]:
        for block in self.blocks(cell):
            # A table in a table, a list or a heading reads on as one line.
            inner = re.sub(r"\|(?: --- \|)+|(?<!\\)\|", " ", block) if "\n| --- |" in block else block
            yield re.sub(r"^(?:#{1,6}|-)\s+", "", inner)


def _direct(parent: Any, wanted: str) -> Iterator[Any]:
    """Children of a name, those in a content control or an insertion too."""
    for child in parent:
        if _name(child) == wanted:
            yield child
        elif _name(child) in _THROUGH:
            yield from _direct(child, wanted)


def _name(element: Any) -> str:
    """The name without its namespace; comments and instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _number(element: Any, otherwise: int = 0) -> int:
    value = "" if element is None else element.get(f"{_W}val", "")
    return int(value) if re.fullmatch(r"\d{1,4}", value) else otherwise


def _is_hidden(run: Any) -> bool:
    """Marked as hidden, or written too small to be read: text for machines, not for readers."""
    vanish, size = run.find(f"{_W}rPr/{_W}vanish"), run.find(f"{_W}rPr/{_W}sz")
    marked = vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false", "off")
    return marked or (size is not None and 0 < _number(size, 99) <= _TINY)
