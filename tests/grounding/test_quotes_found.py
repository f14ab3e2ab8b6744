import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.evidence import Evidence, Source, SourceKind
from coach.grounding.cite import Finder, cite
from coach.grounding.quotes import QuoteIndex, find_quote

HOSTILE = Path(__file__).parents[2] / "../shared/data/hostile"
SOURCE = "Dear Tom,\n\nthe board will not sign before 1,500 units — it’s “too early”. Café Zürich agreed\u00ad.\n"


def found(text: str, quote: str) -> str | None:
    place = find_quote(text, quote)
    return None if place is None else text[place[0] : place[1]]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("the board will not sign", "the board will not sign"),
        ("  the   board\nwill NOT sign.", "the board will not sign"),
        ('"the board will not sign"', "the board will not sign"),
        ("units - it's 'too early'", "units — it’s “too early”"),
        ("Cafe\u0301 Zu\u0308rich agreed.", "Café Zürich agreed\u00ad."),
        ("the board will not sign … Café Zürich agreed", SOURCE[11 : SOURCE.index("agreed") + 6]),
        ('the board will not sign [...] it\'s "too early"', SOURCE[11 : SOURCE.index("”") + 1]),
        ("the board\u200b will not sign", "the board will not sign"),
    ],
)
def test_invisible_differences_are_forgiven_and_the_source_is_quoted(quote: str, expected: str) -> None:
    assert found(SOURCE, quote).strip(" “”") == expected.strip(" “”")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "quote", "why"),
    [
        ("We are unable to sign this year.", "able to sign this year", "cuts a word"),
        ("They have 21,500 units on order.", "500 units on order", "cuts a number"),
        ("It costs 1.5 million a year", "5 million a year", "cuts a number"),
        ("The café is open today.", "The cafe is open", "drops an accent"),
        ("The board will sign soon.", "The bоard will sign", "Cyrillic o"),
        (
            "I think that we will surely not ever sign that paper.",
            "we will surely … ever sign that paper",
            "hides a not",
        ),
        ("We sign. " + "x " * 500 + "On Monday morning.", "We sign … On Monday morning", "too far apart"),
        ("We will sign on Monday morning.", "on Monday morning … We will sign", "wrong order"),
        ("The board will sign soon.", "will sign", "too short"),
        ("The board will sign soon.", "", "empty"),
        ("The board will sign soon.", "… “ ” …", "no words"),
    ],
)
def test_what_does_not_stand_there_is_not_found(text: str, quote: str, why: str) -> None:
    assert find_quote(text, quote) is None, why


@pytest.mark.parametrize(
    ("text", "quote"), [("No budget.", "No budget"), ("私たちは来年まで契約できません。", "来年まで契約できません")]
)
def test_a_short_source_may_be_quoted_whole_and_scripts_without_blanks_count_letters(text: str, quote: str) -> None:
    assert found(text, quote) == quote


def test_mutated_quotes_are_told_apart() -> None:
    if not HOSTILE.is_dir():
        pytest.skip("the shared hostile data is not here")
    texts = {
        key: QuoteIndex(text) for key, text in json.loads((HOSTILE / "citation_mutants_docs.json").read_text()).items()
    }
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    accepted_wrongly = []
    for line in (HOSTILE / "citation_mutants.jsonl").read_text().splitlines():
        row = json.loads(line)
        place = texts[str(row["doc_id"])].find(row["quote"])
        total[row["kind"]] += 1
        right[row["kind"]] += (place is not None) == row["supported"]
        if place is not None and not row["supported"]:
            accepted_wrongly.append(row)
    assert accepted_wrongly == []
    assert sum(total.values()) > 1000
    assert {kind: right[kind] / n for kind, n in total.items() if right[kind] / n < 0.99} == {}


_ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=120)
_ODD = st.text(alphabet="aé e\u0301\u0300ß İıµ½²…'’\"“„-–—\u200d\u200bﬁ\U0001f468שלוםعربي\ud800中文 \n.,1", max_size=60)


@given(text=st.one_of(_ANY, _ODD), data=st.data())
def test_every_citation_slices_back_to_its_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    quote = data.draw(
        st.sampled_from([text[start:end], text[start:end].upper(), text[start : start + 9] + "…" + text[end:]])
    )
    evidence = Evidence(source=Source.of(SourceKind.ACTIVITY, "A", text, title="t"), start=start // 2, end=len(text))
    citation = cite(evidence, quote)
    if citation is not None:
        assert text[citation.start : citation.end] == citation.quote
        assert evidence.start <= citation.start < citation.end <= evidence.end


@given(
    words=st.lists(st.text(alphabet="abcdéñüßøçمرح", min_size=1, max_size=9), min_size=4, max_size=30), data=st.data()
)
def test_every_run_of_whole_words_is_found(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 4))
    quote = " ".join(words[first : first + 4])
    if sum(c.isalnum() for c in quote) >= 8:
        assert found(text, quote) == quote


def test_many_quotes_are_looked_up_in_one_long_text() -> None:
    text = " ".join(f"word{i % 977} é{i % 13}" for i in range(9000))
    finder = Finder()
    evidence = Evidence.whole(Source.of(SourceKind.DOCUMENT, "D", text, title="long"))
    hits = [finder.cite(evidence, text[i * 900 : i * 900 + 80].split(" ", 1)[1].rsplit(" ", 1)[0]) for i in range(100)]
    missed = [finder.cite(evidence, f"nothing like this {i}… word1 é1") for i in range(100)]
    assert all(hits)
    assert not any(missed)
