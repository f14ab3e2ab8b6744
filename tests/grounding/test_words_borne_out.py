"""How far a claim is made of the words it cites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.grounding.support import share_borne_out

MAIL = "Please send me one page, not forty slides, and tell me where the number comes from. Marcus Bolitho, 27 Aug 2026"


@pytest.mark.parametrize(
    ("claim", "least", "most"),
    [
        ("Marcus wants one page and asks where the number comes from.", 0.6, 1.0),
        ("Marcus Bolitho asked for a page instead of slides.", 0.6, 1.0),
        ("Marcus approved the budget and will sign next week.", 0.0, 0.35),
        ("Their legal team rejected our contract terms.", 0.0, 0.1),
        ("The buyer has it.", 1.0, 1.0),
        ("", 1.0, 1.0),
    ],
)
def test_a_share_between_nothing_and_all(claim: str, least: float, most: float) -> None:
    assert least <= share_borne_out(claim, [MAIL]) <= most


@pytest.mark.parametrize(
    ("one", "other"),
    [("decided", "decision decide"), ("approves", "approval"), ("Verzögerung", "Verzögerungen"), ("CFO's", "CFO")],
)
def test_forms_of_a_word_count_as_the_word(one: str, other: str) -> None:
    assert share_borne_out(one, [other]) == 1.0


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_never_raises_and_stays_in_bounds(claim: str, texts: list[str]) -> None:
    assert 0.0 <= share_borne_out(claim, texts) <= 1.0
    assert share_borne_out(claim, [claim, *texts]) == 1.0
