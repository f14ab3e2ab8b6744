"""Obstacles told by the meaning of sentences, with the model that ships."""

from collections import Counter
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from coach.domain.obstacle import OBSTACLES
from coach.history.learning import learn, told
from coach.history.lexicon import obstacles_in
from coach.history.meaning import NAMES, NONE, Vectors, features, learned, meanings
from coach.history.obstacles import named, obstacles
from coach.models.embedding import MODEL_SHA256

UNSEEN = [
    ("The person who ran the trial has since been hired by a bank.", "champion_left"),
    ("The owner alone decides such things and he hasn't been at any of our meetings.", "no_access_to_power"),
    ("I've no idea how I should explain to the treasurer what we'd be getting for it.", "unclear_value"),
    ("The town has cancelled all its purchases because there isn't any cash left.", "budget"),
    ("The tender was won by another firm, they beat you on price.", "competitor"),
    ("The crew is happy with the notebook and sees no sense in a new system.", "status_quo"),
    ("Their engineers want to see it run on the ferry before they believe it.", "technical_proof"),
    ("Our lawyers have been going back and forth on the liability section.", "security_legal"),
    ("It hangs at the purchasing department, which requires further quotations.", "procurement"),
    ("All our people have been moved to the flood repairs, everything else must wait.", "priority_shift"),
    ("I rang her four times and left messages, she never called.", "gone_quiet"),
    ("The product is made for airports and we run a small flying club.", "wrong_fit"),
    ("You promised to send the drawings in May and they have not come.", "our_side"),
    ("There's no hurry, we could just as well do it the year after.", "no_compelling_event"),
    ("We only know the one lady at this customer and nobody else.", "single_threaded"),
    ("No one inside is willing to stand up for the idea.", "no_champion"),
]
HARMLESS = [
    "Lovely to see all of you at the harbour on Monday.",
    "Please find enclosed the drawings of hall two.",
    "They run eleven ferries and have about two hundred staff.",
    "Could you bring the price list to our meeting on the ninth?",
    "We showed her the map view and the weekly report.",
    "The board has approved the money for both sites.",
    "Dear Ms Nakamura, thank you for the friendly call.",
    "Logged automatically: the attachment was downloaded twice.",
]


def _first(chances: dict[str, float]) -> str:
    return max(chances, key=lambda name: chances[name])


def test_the_weights_that_ship_are_learned_from_the_sentences_that_ship(vectors: Vectors) -> None:
    """Retrained here, they tell the same: if this fails, run `python -m benchmarks.obstacles --write`."""
    examples, kept = told(), learned()
    assert kept.told_sha256 == examples.sha256
    assert kept.model_sha256 == MODEL_SHA256
    again = learn(examples, vectors)
    some = examples.sentences[::20]
    pairs = zip(meanings(some, vectors), meanings(some, vectors, again), strict=True)
    moved = [abs(one[name] - other[name]) for one, other in pairs for name in one]
    assert max(moved) < 0.05


def test_the_sentences_that_ship_cover_every_obstacle() -> None:
    examples = told()
    counted = Counter(NAMES[label] for label in examples.labels)
    assert set(counted) == {NONE, *OBSTACLES}
    assert min(counted.values()) >= 45
    assert counted[NONE] >= 500
    assert len(set(examples.sentences)) == len(examples.sentences)
    assert len(files("coach.history").joinpath("meaning.npz").read_bytes()) < 200_000


def test_sentences_that_were_never_seen_are_told_better_than_by_the_lexicon(vectors: Vectors) -> None:
    assert not {s for s, _ in UNSEEN} & set(told().sentences)
    first = [_first(chances) for chances in meanings([s for s, _ in UNSEEN], vectors)]
    right = sum(one == name for one, (_, name) in zip(first, UNSEEN, strict=True))
    by_words = sum(name in obstacles_in(sentence) for sentence, name in UNSEEN)
    assert right >= 11, list(zip(first, UNSEEN, strict=True))
    assert right > by_words


def test_greetings_facts_and_good_news_state_nothing(vectors: Vectors) -> None:
    told_wrong = {s: chances for s, chances in zip(HARMLESS, meanings(HARMLESS, vectors), strict=True)
                  if _first(chances) != NONE}  # fmt: skip
    assert not told_wrong


def test_a_name_or_a_greeting_is_too_short_to_mean_anything(vectors: Vectors) -> None:
    assert meanings(["Voicemail.", "", "Henrik Larsen"], vectors) == [{}, {}, {}]


def test_the_same_sentences_mean_the_same_in_any_company(vectors: Vectors) -> None:
    sentences = [s for s, _ in UNSEEN]
    assert meanings(sentences, vectors) == meanings(sentences, vectors)
    alone = [meanings([s], vectors)[0] for s in sentences]
    assert alone == meanings(sentences, vectors)


def test_features_are_the_vector_then_the_words_then_a_one() -> None:
    made = features(["no money left"], [[0.5, 0.5]])
    assert made[0, :2].tolist() == [0.5, 0.5]
    assert np.linalg.norm(made[0, 2:-1]) == pytest.approx(1.0)
    assert made[0, -1] == 1.0


def test_meaning_finds_what_the_lexicon_does_not_and_quotes_it(build: Any, vectors: Vectors) -> None:
    text = "Hello Tom. The town has cancelled all its purchases because there isn't any cash left. See you."
    record = build.record(build.mail_in(20, text))
    assert "budget" not in named(obstacles(record, build.day(22)))
    first = obstacles(record, build.day(22), vectors)[0]
    assert (first.name, first.said, first.from_buyer) == ("budget", True, True)
    assert first.quote == "The town has cancelled all its purchases because there isn't any cash left."


def test_the_buyers_having_heard_nothing_is_our_side_the_reps_is_silence(build: Any, vectors: Vectors) -> None:
    sentence = "I have not heard anything from you for weeks."
    theirs = obstacles(build.record(build.mail_in(20, sentence)), build.day(25), vectors)
    note = build.activity(20, "note", direction="internal", author="Tom Rep", body="Not heard back from her for weeks.")
    ours = obstacles(build.record(note), build.day(25), vectors)
    assert "our_side" in named(theirs)
    assert "gone_quiet" not in named(theirs)
    assert "our_side" not in named(ours)
