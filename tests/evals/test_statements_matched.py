"""When a text counts as claiming a statement: what repeats it does, what denies, quotes or asks it does not."""

import pytest

from coach.evals.statements import claims

BUDGET = "The board has approved the budget"


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("The board has approved the budget.", BUDGET),
        ("Nothing else happened. The budget was approved by their board in May.", BUDGET),
        ("The budget of 40,000 is approved by the board.", "The board approved 40,000 of budget"),
        ("The CFO does not want it.", "The CFO does not want it"),
        ("Dr. Pauls agreed to the visit", "Pauls agreed to a visit"),
        ("Ana says that the price is accepted.", "Ana says the price is accepted"),
    ],
)
def test_claimed(text: str, statement: str) -> None:
    assert claims(text, statement)


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("The board has not approved the budget.", BUDGET),
        ("Nobody on the board approved the budget.", BUDGET),
        ("It is unclear whether the board has approved the budget.", BUDGET),
        ("Has the board approved the budget?", BUDGET),
        ("Rui wrote on 3 May: “The board has approved the budget.”", BUDGET),
        ("Rui believes that the board has approved the budget.", BUDGET),
        ("The board meets in May.", BUDGET),
        ("The budget of 45,000 is approved by the board.", "The board approved 40,000 of budget"),
        ("The board approved. Their budget round is in May.", BUDGET),
        ("The CFO wants it.", "The CFO does not want it"),
        ("Finance books premium overtime at 1.2M; Lorna's 1.9M has agency in it", "Overtime premium is fixed at 1.9M"),
        ("anything at all", ""),
        ("", BUDGET),
    ],
)
def test_not_claimed(text: str, statement: str) -> None:
    assert not claims(text, statement)
