"""The smallest parts of a Markdown text that a passage may begin or end at, with their offsets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

LONGEST = 180
"""Words; a longer block is cut further: a list into items, a table into rows, prose into sentences."""

CHARACTERS_A_WORD = 12
"""A text with few spaces (code, Chinese, a long address) counts as words of this length."""

CHARACTERS_AT_MOST = 60 * (LONGEST + 1)
"""A text of this length counts as more than `LONGEST` words, whatever is in it."""

_LINK = re.compile(r"!?\[([^\]\[]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)?(?:\s+\"[^\"]*\")?\)")
_MARKUP = re.compile(r"<[^<>]{0,300}>|https?://\S+|\{[:%][^{}]*\}|[*`|#>_~]+|-{3,}|:-+:?")
_SENTENCE = re.compile(r"(?<=[.!?;:])[ \t]+|\n")


@dataclass(frozen=True)
class Block:
    """`text[start:end]` of the source. `level` is 1 to 6 for a heading, whose words are in `text`; `columns` holds
    the head of the table that a row stands in when the row does not follow it."""

    start: int
    end: int
    words: int
    level: int = 0
    text: str = ""
    columns: str = ""


def readable(text: str) -> str:
    """A text as an embedder or a word index should see it: link addresses, tags and markup left out."""
    return " ".join(_MARKUP.sub(" ", _LINK.sub(r"\1", text)).split())


def size(text: str) -> int:
    """How long a text is, in words."""
    plain = readable(text)
    return max(plain.count(" ") + 1 if plain else 0, len(plain) // CHARACTERS_A_WORD, len(text) // 60)


def blocks(text: str, start: int = 0) -> list[Block]:
    """The blocks of `text[start:]`, in order, without blank lines at their ends, none overlapping."""
    from markdown_it import MarkdownIt

    lines = _Lines(text, start)
    parser = MarkdownIt("commonmark").enable("table")
    tokens: list[Token] = []
    # Only the block rules: what stands inside a paragraph is no place to cut, and this is ten times as fast.
    parser.block.parse(text[start:], parser, {}, tokens)
    found: list[Block] = []
    done = 0
    for index, token in enumerate(tokens):
        if token.level or token.map is None or token.nesting < 0:
            continue
        first, last = token.map
        # Lines that make no token, like a link's definition, are text all the same.
        found += _cut(lines.block(done, first), text)
        block = lines.block(first, last)
        if block and token.type == "heading_open" and block[0].words <= LONGEST:
            title = readable(tokens[index + 1].content)[:120]
            found.append(replace(block[0], level=int(token.tag[1]), text=title))
        else:
            found += _cut(block, text, _inner(tokens, index, lines))
        done = max(done, last)
    return found + _cut(lines.block(done, lines.count), text)


class _Lines:
    """Line numbers to offsets. Lines end at a newline and nothing else, as markdown-it counts them."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._starts = [start]
        for match in re.finditer("\n", text[start:]):
            self._starts.append(start + match.end())
        self.count = len(self._starts)

    def block(self, first: int, last: int) -> list[Block]:
        """The lines from `first` to before `last`, as one block; none when they are blank."""
        if first >= last or first >= self.count:
            return []
        end = self._starts[last] if last < self.count else len(self._text)
        return _trimmed(self._text, self._starts[first], end)


def _inner(tokens: "list[Token]", index: int, lines: _Lines) -> list[Block]:
    """The items of the list, or the rows of the table, that begins at `index`."""
    kind = {"bullet_list_open": "list_item_open", "ordered_list_open": "list_item_open", "table_open": "tr_open"}
    wanted = kind.get(tokens[index].type)
    if wanted is None:
        return []
    depth = 1 if wanted == "list_item_open" else 2
    inner: list[Block] = []
    columns = ""
    for position in range(index + 1, len(tokens)):
        token = tokens[position]
        if token.level == 0:
            break
        if token.type == wanted and token.level == depth and token.map:
            block = lines.block(*token.map)
            if wanted == "tr_open" and tokens[position - 1].type == "thead_open":
                head = takewhile(lambda t: t.type != "tr_close", tokens[position:])
                columns = readable(" / ".join(t.content for t in head if t.type == "inline"))[:120]
            elif wanted == "tr_open" and inner:
                block = [replace(b, columns=columns) for b in block]
            inner += block
    return inner


def _cut(block: list[Block], text: str, inner: list[Block] | None = None) -> list[Block]:
    """A block that is too long, in smaller ones that cover it."""
    if not block or block[0].words <= LONGEST:
        return block
    whole = block[0]
    if inner and len(inner) > 1:
        ends = [following.start for following in inner[1:]] + [whole.end]
        starts = [whole.start, *ends[:-1]]
        parts = [
            replace(part, columns=item.columns)
            for start, end, item in zip(starts, ends, inner, strict=True)
            for part in _trimmed(text, start, end)
        ]
        return [piece for part in parts for piece in _cut([part], text)]
    return list(_sentences(whole, text))


def _sentences(block: Block, text: str) -> Iterator[Block]:
    """Cut at the ends of sentences or lines; where there are none, at a fixed length."""
    most = LONGEST * CHARACTERS_A_WORD // 2
    ends = [block.start + m.end() for m in _SENTENCE.finditer(text[block.start : block.end])] + [block.end]
    start = block.start
    previous = start
    for end in ends:
        if _is_long(text, start, end) and previous > start:
            yield from _of_like(block, text, start, previous)
            start = previous
        while end - start > most and _is_long(text, start, end):
            space = text.rfind(" ", start + most // 2, start + most)
            cut = space + 1 if space > 0 else start + most
            yield from _of_like(block, text, start, cut)
            start = cut
        previous = end
    yield from _of_like(block, text, start, block.end)


def _is_long(text: str, start: int, end: int) -> bool:
    """Whether the stretch holds more than `LONGEST` words, without reading on when it must."""
    return end - start >= CHARACTERS_AT_MOST or size(text[start:end]) > LONGEST


def _of_like(block: Block, text: str, start: int, end: int) -> list[Block]:
    return [replace(part, columns=block.columns) for part in _trimmed(text, start, end)]


def _trimmed(text: str, start: int, end: int) -> list[Block]:
    """The stretch without blank space at its ends; none when nothing is left."""
    slice_ = text[start:end]
    kept = slice_.strip()
    if not kept:
        return []
    first = start + len(slice_) - len(slice_.lstrip())
    return [Block(first, first + len(kept), size(kept))]
