"""Passages know where they stand: in bounds, in order, not overlapping, covering all of the text."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.case import Case
from coach.domain.deal import Outcome
from coach.domain.evidence import Source, SourceKind
from coach.domain.passage import Passage
from coach.domain.play import Document
from coach.knowledge.blocks import blocks, readable, size
from coach.knowledge.front_matter import read_front_matter
from coach.knowledge.passages import MOST, passages_of_case, passages_of_document, split
from coach.knowledge.reading.encoding import decode

ROOT = Path(__file__).parents[2]
HANDBOOKS = (ROOT / "../shared/data").resolve()


def document(text: str) -> Document:
    return Document(document_id="d", title="Title", path="d", text=text)


def check(text: str, passages: tuple[Passage, ...]) -> None:
    """The invariants of a split, for any text."""
    position = read_front_matter(text).start
    for passage in passages:
        assert position <= passage.start < passage.end <= len(text)
        assert not text[position : passage.start].strip(), "text between two passages is in neither"
        assert passage.text == text[passage.start : passage.end]
        assert passage.text == passage.text.strip() != ""
        assert passage.heading.startswith("Title")
        position = passage.end
    assert not text[position:].strip(), "text after the last passage is in none"


SENTENCE = " ".join(["word"] * 11) + ". "
LINES = st.sampled_from(
    [
        "",
        "",
        "# One",
        "## Two",
        "### Three ###",
        "Setext",
        "===",
        "---",
        "- item",
        "  - inner item with some words",
        "1. first",
        "> quoted",
        "```",
        "```python",
        "    code",
        "| a | b |",
        "|---|---|",
        "| 1 | 2 |",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "[link]: http://example.com/x",
        "A [link](http://example.com/a_(b)) in text.",
        SENTENCE * 5,
        "x" * 3_000,
        "長い文章" * 300,
        "\t",
        "\u2028line\x0bfeed\x0c\x85",
        "{:.no_toc}",
        "\ufffd\u200b",
        "**Announced:**",
        "title: x",
    ]
)


@given(lines=st.lists(LINES, max_size=40))
@settings(max_examples=400, deadline=None)
def test_a_split_keeps_its_promises_on_markdown(lines: list[str]) -> None:
    text = "\n".join(lines)
    check(text, passages_of_document(document(text)))


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=2_000))
@settings(max_examples=300, deadline=None)
def test_a_split_keeps_its_promises_on_any_text(text: str) -> None:
    check(text, passages_of_document(document(text)))


@given(lines=st.lists(LINES, max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_passage_is_much_longer_than_the_most(lines: list[str]) -> None:
    text = "\n".join(lines)
    for passage in passages_of_document(document(text)):
        assert size(passage.text) <= MOST * 1.6


@pytest.mark.parametrize("playbook", ["playbook_gitlab", "playbook_sourcegraph", "playbook_salesos"])
def test_a_split_keeps_its_promises_on_real_handbooks(playbook: str) -> None:
    if not (HANDBOOKS / playbook).is_dir():
        pytest.skip(f"{playbook} is not on this machine")
    sizes = []
    for file in sorted((HANDBOOKS / playbook).rglob("*.md")):
        text = decode(file.read_bytes())
        passages = passages_of_document(document(text))
        check(text, passages)
        sizes += [size(passage.text) for passage in passages]
    sizes.sort()
    assert 60 <= sizes[len(sizes) // 2] <= MOST
    assert sizes[-1] <= MOST * 1.2


def test_headings_say_where_a_passage_stands() -> None:
    long = SENTENCE * 8
    text = f"# Title\n\n{long}\n\n## Rules\n\n### Discounts\n\n{long}\n\n## Ends\n\n{long}"
    found = passages_of_document(document(text))
    assert [p.heading for p in found] == ["Title", "Title > Rules > Discounts", "Title > Ends"]
    assert found[1].text.startswith("## Rules\n\n### Discounts")


def test_fenced_code_holds_no_headings() -> None:
    text = f"## Real\n\n```\n# not a heading\n\n## nor this\n```\n\n{SENTENCE * 8}"
    assert {p.heading for p in passages_of_document(document(text))} == {"Title > Real"}


def test_a_long_table_is_cut_at_rows_and_says_its_columns() -> None:
    rows = "\n".join(f"| Level {i} | {' '.join(['limit'] * 20)} |" for i in range(30))
    text = f"## Matrix\n\n| Level | Limit |\n|---|---|\n{rows}\n"
    found = passages_of_document(document(text))
    assert len(found) > 2
    assert found[0].text.startswith("## Matrix\n\n| Level | Limit |")
    assert all(p.text.startswith("| Level ") for p in found[1:])
    assert all(p.heading == "Title > Matrix > Level / Limit" for p in found[1:])


def test_a_line_that_announces_a_list_stays_with_it() -> None:
    items = "\n".join(f"- {SENTENCE}" for _ in range(6))
    text = f"## Rules\n\n{SENTENCE * 9}\n\n**What counts:**\n\n{items}"
    found = passages_of_document(document(text))
    assert found[-1].text.startswith("**What counts:**\n\n- word")


def test_small_sections_are_put_together_and_large_ones_are_not() -> None:
    small = "\n\n".join(f"### Part {i}\n\nA few words." for i in range(6))
    text = f"## Parts\n\n{small}\n\n## Other\n\n{SENTENCE * 10}"
    found = passages_of_document(document(text))
    assert [p.heading for p in found] == ["Title > Parts", "Title > Other"]


def test_front_matter_is_in_no_passage() -> None:
    text = "---\ntitle: Title\nsecret: yes\n---\n\nThe text itself."
    (only,) = passages_of_document(document(text))
    assert only.text == "The text itself."
    assert only.start == text.index("The")


def test_a_case_carries_what_it_is_filtered_by() -> None:
    case = Case(
        case_id="c",
        deal_id="d",
        title="Title",
        outcome=Outcome.LOST,
        stage="Offer",
        segment="smb",
        industry=None,
        closed_at=date(2026, 1, 2),
        days_stalled=40,
        obstacles=(),
        situation="x",
        attempts=(),
        turning_point=None,
        text=f"{SENTENCE * 12}\n\n{SENTENCE * 12}",
    )
    found = passages_of_case(case)
    assert len(found) == 2
    for passage in found:
        assert (passage.stage, passage.segment, passage.outcome) == ("Offer", "smb", Outcome.LOST)
        assert passage.closed_at == date(2026, 1, 2)
        assert passage.source.deal_id == "d"
    check(case.text, found)


def test_the_same_text_gives_the_same_passages() -> None:
    source = Source.of(SourceKind.DOCUMENT, "d", SENTENCE * 60, title="Title")
    assert [p.passage_id for p in split(source)] == [p.passage_id for p in split(source)]


def test_a_text_without_a_place_to_cut_is_cut_all_the_same() -> None:
    """Two megabytes of it: when the rest was read again at every cut, this took hours."""
    text = "[a](" * 500_000
    found = blocks(text)
    assert "".join(text[block.start : block.end] for block in found) == text
    assert max(block.words for block in found) <= 181


def test_a_heading_too_long_to_be_one_is_cut_as_prose() -> None:
    found = blocks("x" * 30_000 + "\n===\n\nText")
    assert len(found) > 20
    assert not any(block.level for block in found)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('See [the page](http://x.y/z "t") now', "See the page now"),
        ("![a picture](a.png)", "a picture"),
        ("**Bold** and `code`", "Bold and code"),
        ("- TOC\n{:toc .hidden-md}", "- TOC"),
        ("at https://example.com/a/b?c there", "at there"),
        ("<b>x</b> < 3", "x < 3"),
        ("| a | b |\n|---|:-:|", "a b"),
    ],
)
def test_markup_is_not_read(text: str, seen: str) -> None:
    assert readable(text) == seen
