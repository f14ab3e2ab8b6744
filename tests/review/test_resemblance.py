"""A play that was made here in other words is seen by its telling words and the meaning of its sentences."""

from collections.abc import Sequence

import pytest

from coach.domain.play import Play
from coach.review.resemblance import resembling


def play(play_id: str, title: str, text: str) -> Play:
    return Play(play_id=play_id, title=title, obstacles=("budget",), first_step=f"{title} this week.",
                success_signal="They agree.", kill_criterion="No answer by Friday.", text=text)  # fmt: skip


PLAYS = (
    play(
        "ledger",
        "The downtime ledger",
        "Go through the stop log and price each hour with the controller's rate.",
    ),
    play("visit", "Fitter to fitter", "Take their foreman to a plant where the fitters use the sensors every day."),
    play("lawyer", "Walk the contract", "Sit down with their lawyer and go through the open clauses one by one."),
    play("slice", "A smaller slice", "Cut the scope to one site that fits an approval limit of the site manager."),
    play("board", "One page for the board", "Write one page that the sponsor carries into the board meeting."),
    play("rival", "Compare openly", "Lay both offers side by side against their own criteria."),
    play("ask", "Ask for the no", "Send five lines that ask for a yes or a no by a named date."),
)
TRIP = "Took the foreman to the plant in Siegen, where the fitters use our sensors each day. He found it interesting."


def alike(sentences: Sequence[str]) -> list[list[float]]:
    """Sentences of plants and fitters point one way, all others another."""
    return [[1.0, 0.0] if "fitters" in s else [0.0, 1.0] if "controller" in s else [0.1, 0.1] for s in sentences]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([TRIP], {"visit"}),
        ([], set()),
        (["Any news?"], set()),
        (["Lunch was good and the weather better, we spoke of football and of the holidays by the sea."], set()),
        (["", TRIP, TRIP], {"visit"}),
    ],
)
def test_the_play_that_was_made_is_found(texts: list[str], expected: set[str]) -> None:
    assert resembling(PLAYS, texts, alike) == expected


def test_shared_words_alone_are_not_enough() -> None:
    def unlike(sentences: Sequence[str]) -> list[list[float]]:
        return [[float(i == n) for i in range(99)] for n, _ in enumerate(sentences)]

    assert resembling(PLAYS, [TRIP], unlike) == set()


def test_among_few_plays_none_stands_out() -> None:
    assert resembling(PLAYS[:4], [TRIP], alike) == set()
