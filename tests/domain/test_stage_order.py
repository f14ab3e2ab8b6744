"""The order of a pipeline, read off the deals."""

import pytest

from coach.domain.deal import Outcome
from coach.domain.stage import Stage, StageKind, closing_names
from coach.domain.stage_order import Way, stages_seen

WON, LOST, OPEN = Outcome.WON, Outcome.LOST, Outcome.OPEN


def way(path: str, outcome: Outcome = OPEN) -> Way:
    entered = tuple(path.split())
    return Way(entered, entered[-1], outcome)


@pytest.mark.parametrize(
    ("ways", "names"),
    [
        ([], []),
        ([way("Fit Offer Talks")], ["Fit", "Offer", "Talks"]),
        # Skipping and stopping early do not disturb the order.
        (
            [way("Talks"), way("Talks"), way("Fit Talks"), way("Fit Offer"), way("Offer Talks")],
            ["Fit", "Offer", "Talks"],
        ),
        # One deal that went backwards is outvoted.
        ([way("Offer Fit"), way("Fit Offer"), way("Fit Offer")], ["Fit", "Offer"]),
        ([way("Fit Won", WON), way("Fit Lost", LOST), way("Fit Offer Lost", LOST)], ["Fit", "Offer", "Won", "Lost"]),
        ([Way((), "Fit", OPEN), way("Fit Offer")], ["Fit", "Offer"]),
    ],
)
def test_order(ways: list[Way], names: list[str]) -> None:
    found = stages_seen(ways)
    assert [stage.name for stage in found] == names
    assert [stage.position for stage in found] == list(range(1, len(names) + 1))


@pytest.mark.parametrize(
    ("ways", "stage", "kind"),
    [
        ([way("Fit Closed-Won", WON)], "Closed-Won", StageKind.WON),
        ([way("Fit closed_lost", OPEN)], "closed_lost", StageKind.LOST),
        ([way("Fit Gewonnen", WON), way("Fit Gewonnen", WON)], "Gewonnen", StageKind.WON),
        ([way("Fit Verloren", LOST)], "Verloren", StageKind.LOST),
        # Deals died in a stage that others went through, or are in now: it is not a closing one.
        ([way("Fit Offer", LOST), way("Fit Offer Won", WON)], "Offer", StageKind.OPEN),
        ([way("Fit Offer", LOST), way("Fit Offer", OPEN)], "Offer", StageKind.OPEN),
        ([way("Fit Done", LOST), way("Fit Done", WON)], "Done", StageKind.OPEN),
    ],
)
def test_kind(ways: list[Way], stage: str, kind: StageKind) -> None:
    assert {found.name: found.kind for found in stages_seen(ways)}[stage] is kind


def test_closing_names_are_the_marked_and_the_usual_ones_unless_marked_open() -> None:
    stages = (Stage(name="Signed", position=1, kind=StageKind.WON), Stage(name="Lost", position=2))
    names = closing_names(stages)
    assert {"signed", "won", "closed lost"} <= names
    assert "lost" not in names
