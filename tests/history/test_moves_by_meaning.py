"""Moves told by the meaning of what we did, with the model that ships."""

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import pytest

from coach.domain.attempt import NEVER_PROPOSED, Effect, Move
from coach.domain.failure import EmbedderUnavailable
from coach.history.attempts import attempts
from coach.history.learning import learn, told
from coach.history.meaning import MOVES_TOLD, Vectors, learned, meanings
from coach.history.moves_told import BY_MEANING, moves_told, play_move
from coach.models.embedding import MODEL_SHA256

UNSEEN = [
    ("Could Ms Sorensen from Havn Bakery ring you and tell how the switch went for her people?", Move.REFERENCE),
    ("Our chief executive wrote to their chief executive on Monday and suggested a talk.", Move.BRING_OUR_EXECUTIVE),
    ("Worked through the rejected pallets with the accountant, what each one cost them.", Move.BUSINESS_CASE),
    ("Left out the second harbour so that the price stays below what he may sign.", Move.RESCOPE),
    ("Here's the text for your talk with the governors, use as much of it as you like.", Move.EQUIP_CHAMPION),
    ("We forgot your samples in April and I am sorry, they went out this morning.", Move.REPAIR_OUR_SIDE),
    ("Let your team use it in one restaurant for a month and count the complaints.", Move.PILOT),
    ("You could pay the second half after the summer.", Move.COMMERCIAL_TERMS),
    ("Our security officer spoke with their auditor about the encryption.", Move.SECURITY_PACKAGE),
    ("Listed the steps to the opening with a date and a name for each.", Move.MUTUAL_PLAN),
    ("Unless you answer by the 12th I'll take it that it's a no and stop.", Move.CLOSE_OUT),
    ("Registered us in the supplier portal and asked the buyer what is missing.", Move.PROCUREMENT_PATH),
]
NOTHING_TRIED = [
    "Two halls, eighty people, three forklifts.",
    "Thank you for the friendly welcome on Tuesday.",
    "Please find enclosed the offer for the second floor.",
    "He is on holiday until the end of the month.",
    "They use a wall calendar and a telephone.",
]


def test_the_weights_that_ship_are_learned_from_the_sentences_that_ship(vectors: Vectors) -> None:
    """Retrained here, they tell the same: if this fails, run `python -m benchmarks.moves --write`."""
    examples, kept = told(subject=MOVES_TOLD), learned(MOVES_TOLD)
    assert kept.told_sha256 == examples.sha256
    assert kept.model_sha256 == MODEL_SHA256
    again = learn(examples, vectors)
    some = examples.sentences[::20]
    pairs = zip(meanings(some, vectors, subject=MOVES_TOLD), meanings(some, vectors, again, MOVES_TOLD), strict=True)
    moved = [abs(one[name] - other[name]) for one, other in pairs for name in one]
    assert max(moved) < 0.05


def test_the_sentences_that_ship_cover_every_move() -> None:
    examples = told(subject=MOVES_TOLD)
    counted = Counter(MOVES_TOLD.names[label] for label in examples.labels)
    assert set(counted) == set(Move)
    assert min(counted.values()) >= 70
    assert counted[Move.GROUNDWORK] >= 250
    assert len(set(examples.sentences)) == len(examples.sentences)
    assert len(files("coach.history").joinpath(MOVES_TOLD.kept).read_bytes()) < 120_000


def test_sentences_that_were_never_seen_are_told(vectors: Vectors) -> None:
    assert not {s for s, _ in UNSEEN} & set(told(subject=MOVES_TOLD).sentences)
    found = moves_told([([s], 0.0) for s, _ in UNSEEN], vectors)
    wrong = [(move, *pair) for move, pair in zip(found, UNSEEN, strict=True) if move is not pair[1]]
    assert len(wrong) <= 3, wrong


def test_facts_and_greetings_tell_of_no_move(vectors: Vectors) -> None:
    found = moves_told([([s], BY_MEANING) for s in NOTHING_TRIED], vectors)
    assert set(found) <= {None, Move.CHECK_IN}, found


def test_no_words_tell_nothing(vectors: Vectors) -> None:
    assert moves_told([((), BY_MEANING), (("n/a",), BY_MEANING)], vectors) == [None, None]
    assert moves_told([], vectors) == []


def test_an_attempt_that_no_phrase_tells_is_told_by_its_meaning(build: Any, vectors: Vectors) -> None:
    visit = build.activity(
        10, "meeting", direction="outbound", contact="Anna Berg", subject="Day in Odense",
        body="Took Anna and her foreman to see the line at Havn Bakery. Their bakers showed how they work with it.",
    )  # fmt: skip
    record = build.record(visit)
    assert attempts(record, build.day(90))[0].move is Move.GROUNDWORK
    found = attempts(record, build.day(90), vectors)[0]
    assert (found.move, found.effect) == (Move.REFERENCE, Effect.NONE)
    assert found.what.startswith("Brought a reference, with Anna Berg")


def test_what_a_phrase_says_stays(build: Any, vectors: Vectors) -> None:
    mail = build.mail_out(10, "ROI summary", "Our fitters could show it to your crew at another bakery.")
    assert attempts(build.record(mail), build.day(90), vectors)[0].move is Move.BUSINESS_CASE


def test_without_a_working_embedder_the_phrases_tell(build: Any) -> None:
    def broken(_: Sequence[str]) -> list[list[float]]:
        raise EmbedderUnavailable("The model is not there.", "Install it.")

    record = build.record(build.mail_out(10, "Hello", "Shall we meet at the bakery next week to see the oven?"))
    assert attempts(record, build.day(90), broken) == attempts(record, build.day(90))


@pytest.mark.parametrize(
    ("title", "first_step", "move"),
    [
        ("Bakers talk to bakers", "Let their head baker call the head baker of another customer.", Move.REFERENCE),
        ("From one chief to another", "Our managing director rings theirs for a short talk.", Move.BRING_OUR_EXECUTIVE),
        ("What the spoiled dough costs", "Price every spoiled batch of the year with their accountant.",
         Move.BUSINESS_CASE),
    ],
)  # fmt: skip
def test_the_move_of_a_play_is_told_where_its_author_names_none(
    vectors: Vectors, title: str, first_step: str, move: Move
) -> None:
    assert play_move(title, first_step, "", vectors) is move
    assert play_move(title, first_step, "") is None


def test_a_play_is_never_told_to_be_a_check_in(vectors: Vectors) -> None:
    found = play_move("Any news?", "Ask whether there is anything new.", "Just call.", vectors)
    assert found is None or found not in NEVER_PROPOSED
