from datetime import date

import pytest

from coach.grounding.figures import Known
from coach.grounding.names import unknown_names

TEXTS = [
    "Budget is 40,000 EUR by 2026-09-03; 38.5% of Q3 trucks, two weeks, 1.234,50, 8% off, page 14 of 30, S/4, 23 Oct."
]
MEASURED = [77, date(2026, 8, 12)]


@pytest.mark.parametrize(
    "claim",
    ["40k on 3 Sep", "September 3rd", "38.5 % in Q3", "for two weeks", "1234.50 EUR",
     "quiet for 77 days since 12 Aug 2026",
     "the 14th of 30", "S/4", "40 000 EUR", "40.000 EUR", "0.04m", "23.10.2026", "no figure at all", "12.08.2026"],
)  # fmt: skip
def test_known_figures_in_other_formats_pass(claim: str) -> None:
    assert Known(TEXTS, MEASURED).unknown(claim) == ()


@pytest.mark.parametrize(
    ("claim", "missing"),
    [("41k", "41k"), ("on 3 Sep 2025", "3 Sep 2025"), ("in Q4", "Q4"), ("three weeks", "three weeks"),
     ("24 Oct", "24 Oct"),
     ("39%", "39%"), ("78 days", "78"), ("2026-09-04", "2026-09-04"), ("S/5", "S/5"),
     ("77,000", "77,000"), ("a 90-day wait", "90-day")],
)  # fmt: skip
def test_other_values_are_named(claim: str, missing: str) -> None:
    assert Known(TEXTS, MEASURED).unknown(claim) == (missing,)


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("Karin Holm has not answered", ()),
        ("Anna's board said no", ()),
        ("The Managing Director signs", ()),
        ("Chief Financial Officer left", ()),
        ("Ask Anna Berg about the plan", ()),
        ("Mr Stone agreed", ("Mr Stone", "Stone")),
        ("Sarah said yes", ("Sarah",)),
        ("We met Peter Vogel", ("Peter Vogel",)),
        ("Anna Stone joined the call", ("Anna Stone",)),
        ("Bring Sarah Connor a slice", ("Sarah Connor",)),
        ("Ask Sarah about it", ("Sarah",)),
        ("Everything from Karin Holm on", ()),
        ("Yesterday Karin agreed", ()),
    ],
)
def test_persons_nobody_wrote_about_are_named(claim: str, missing: tuple[str, ...]) -> None:
    assert unknown_names(claim, ["Anna Berg <anna@x.example>", "Karin Holm"]) == missing
