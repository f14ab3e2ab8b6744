import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from coach.ui.plain import highlighted, plain, plain_lines

NASTY = [
    "![pixel](https://evil.example/p.png)",
    "[click](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "see www.evil.example or https://evil.example or a@evil.example",
    "$$x^2$$ and `code` and **bold** and :material/delete: and :smile: and :red[x]",
    "# no heading\n- no list\n> no quote\n1. no list\n---",
    "a | b\n--|--\n1 | 2",
    "[^1]: note ~~gone~~ &amp; &#33; \\",
]


def shown(markdown: str) -> str:
    """What a reader sees: escapes and the widthless joiner taken away."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", markdown.replace("\u2060", ""))


@pytest.mark.parametrize("text", NASTY)
def test_nothing_but_words_comes_of_untrusted_text(text: str) -> None:
    html = MarkdownIt("gfm-like", {"linkify": False}).render(plain_lines(text))

    assert not re.search(r"<(?!/?p>|br ?/?>)", html)
    for found in ("https://", "www.", "a@", ":material/", ":smile:"):
        assert found not in html


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\u2060")))
def test_one_line_says_what_was_written(text: str) -> None:
    assert shown(plain(text)) == " ".join(text.split())


@given(st.text(alphabet="ab*[]:\n\r _\u2028", min_size=1, max_size=60), st.data())
def test_the_mark_covers_the_quote_and_nothing_else(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    told = highlighted(text, start, end)

    marked = re.findall(r":orange-background\[((?:\\.|[^\\\]])*)\]", told)
    assert "".join("".join(shown(m).split()) for m in marked) == "".join(text[start:end].split())
    whole = re.sub(r":orange-background\[((?:\\.|[^\\\]])*)\]", r"\1", told)
    assert "".join(shown(whole).split()) == "".join(text.split())


def test_a_quote_over_two_paragraphs_is_marked_in_each() -> None:
    text = "One two.\n\nThree four."

    assert highlighted(text, 4, 16).count(":orange-background[") == 2
