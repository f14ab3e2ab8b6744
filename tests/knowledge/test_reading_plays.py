"""A play file in, a play or a sentence that says what to mend out."""

from datetime import date
from pathlib import Path

import pytest

from coach.domain.attempt import Move
from coach.domain.failure import PlaybookFailure
from coach.domain.obstacle import OBSTACLES
from coach.domain.play import PlayStatus
from coach.knowledge.moves import move_of
from coach.knowledge.plays import is_play, play_text, read_play

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
FIELDS = {
    "id": "side-door",
    "title": '"Go in by another door"',
    "obstacles": "[gone_quiet, single_threaded]",
    "first_step": "Call the person who does the work.",
    "success_signal": "They call back.",
    "kill_criterion": "Nobody calls back in 14 days.",
}


def play(body: str = "Do it now.", **fields: str | None) -> str:
    lines = [f"{name}: {value}" for name, value in (FIELDS | fields).items() if value is not None]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


def test_a_whole_play() -> None:
    found = read_play(
        play(
            stages="early, middle",
            segments="[enterprise]",
            with_whom="[champion, economic buyer, the plant manager]",
            days="21",
            status="draft",
            owner="enablement",
            reviewed_on="2026-01-31",
            move="widen_contacts",
            colour="blue",
        ),
        "plays/side-door.md",
    )
    assert found.obstacles == ("gone_quiet", "single_threaded")
    assert found.stages == ("early", "middle")
    assert found.with_whom == ("champion", "economic_buyer", "the plant manager")
    assert (found.days, found.status, found.reviewed_on) == (21, PlayStatus.DRAFT, date(2026, 1, 31))
    assert (found.move, found.text) == (Move.WIDEN_CONTACTS, "Do it now.")


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("obstacles", "Gone Quiet, no-champion", ("gone_quiet", "no_champion")),
        ("obstacles", "gone_quiet", ("gone_quiet",)),
        ("obstacles", "\n  - budget\n  - budget", ("budget",)),
        ("with_whom", "champion, legal", ("champion", "legal")),
        ("with_whom", "the plant manager, or her deputy", ("the plant manager, or her deputy",)),
        ("with_whom", "[Economic Buyer]", ("economic_buyer",)),
        ("with_whom", None, ()),
        ("days", '"10 days"', 10),
        ("days", None, 14),
        ("status", "Active", PlayStatus.ACTIVE),
        ("reviewed_on", "2026-01-31 10:00:00", date(2026, 1, 31)),
        ("reviewed_on", '"2026-01-31"', date(2026, 1, 31)),
        ("reviewed_on", None, None),
        ("title", None, "A heading"),
        ("owner", "12", "12"),
    ],
)
def test_what_is_tolerated(field: str, written: str | None, read: object) -> None:
    found = read_play(play("# A heading\n\nText.", **{field: written}), "x.md")
    assert getattr(found, field) == read


def test_the_file_name_is_the_id_where_none_is_given() -> None:
    assert read_play(play(id=None), "plays/Ask for the no!.md").play_id == "Ask-for-the-no"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"first_step": None}, "first_step is missing"),
        ({"success_signal": None}, "success_signal is missing"),
        ({"kill_criterion": "''"}, "kill_criterion is missing"),
        ({"obstacles": "[]"}, "obstacles is missing"),
        ({"obstacles": "{a: b}"}, "obstacles is not a list"),
        ({"first_step": "[a, b]"}, "first_step is not one text"),
        ({"days": "soon"}, "days “soon”"),
        ({"days": "0"}, "days “0”"),
        ({"days": "100000"}, "days “100000”"),
        ({"status": "alive"}, "status “alive”"),
        ({"move": "dance"}, "move “dance”"),
        ({"move": "check_in"}, "move “check_in”"),
        ({"reviewed_on": "spring"}, "reviewed_on “spring”"),
        ({"id": "'../../etc'"}, "id “../../etc”"),
        ({"title": "one: two: three"}, "front matter cannot be read"),
        ({"title": "&a [x]", "obstacles": "*a"}, "aliases"),
    ],
)
def test_a_bad_play_names_file_field_and_next_step(fields: dict[str, str | None], said: str) -> None:
    text = play(**fields)
    assert is_play(text)
    with pytest.raises(PlaybookFailure) as caught:
        read_play(text, "plays/bad.md")
    assert said in caught.value.sentence
    assert "plays/bad.md" in caught.value.sentence
    assert caught.value.next_step


@pytest.mark.parametrize(
    "text",
    [
        "# Just a page",
        "---\ntitle: A page\nid: 7\n---\nText",
        "---\n\nprose between two rulers\n\n---\n",
        "---\nlayout: page",
        "",
    ],
)
def test_other_pages_are_no_plays(text: str) -> None:
    assert not is_play(text)


def test_a_play_is_cited_with_its_steps_first() -> None:
    found = read_play(play(first_step="Call\n  the person."), "x.md")
    text = play_text(found)
    assert text.startswith("Go in by another door\n\nFirst step: Call the person.\n\nSuccess signal: They call back.")
    assert text.endswith("\n\nDo it now.")
    for words in (found.first_step, found.success_signal, found.kill_criterion, found.text):
        assert words in text


@pytest.mark.parametrize(
    ("title", "first_step", "move"),
    [
        ("Run a bounded pilot", "Agree the pilot's criteria.", Move.PILOT),
        ("Write the business case in their numbers", "Ask for three figures.", Move.BUSINESS_CASE),
        ("Send the security package before they ask", "Mail the questionnaire.", Move.SECURITY_PACKAGE),
        ("Agree a mutual action plan", "Draft the plan.", Move.MUTUAL_PLAN),
        ("Be kind", "Smile.", None),
        ("Demo and pilot", "Choose.", None),
    ],
)
def test_a_move_is_read_off_the_words(title: str, first_step: str, move: Move | None) -> None:
    assert move_of(title, first_step, "") == move


@pytest.mark.parametrize("path", sorted((KNOWLEDGE / "plays").glob("*.md")), ids=lambda path: path.stem)
def test_each_shipped_play_can_be_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert is_play(text)
    found = read_play(text, path.name)
    assert found.play_id == path.stem
    assert set(found.obstacles) <= set(OBSTACLES)
    assert found.move
    assert found.status is PlayStatus.ACTIVE
