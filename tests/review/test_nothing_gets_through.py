"""A coach that obeys every order it reads in a record changes nothing that it should not.

The coach here is scripted (a fake at our Protocol). Where it is shown an injection, it takes it as the text of its
points and quotes it, quotes honest words for it, calls every question answered (or contradicted), says that the deal is
over, proposes it as an alternative, adds links, images and HTML, and quotes a note of another deal.

A verdict that it should not have brought about is one that neither of these has: the built-in coach on the very same
record, and the same coach on the record with harmless words in the place of the injection. For our own orders
the rules that decided are compared too; for the shared ones, many of which are requests that have nothing to do with a
deal ("what films are on?"), the decision.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.answer import RepAnswer
from coach.domain.deal import Contact, Deal
from coach.domain.evidence import Citation, Evidence, Source, SourceKind
from coach.domain.obstacle import OBSTACLES
from coach.domain.passage import Filter, Found, Passage
from coach.domain.record import Record
from coach.domain.review import AnswerStatus, Review
from coach.domain.texts import activity_source
from coach.grounding.orders import orders_software
from coach.review.builtin import BuiltinCoach
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftAlternative, DraftAnswer, DraftObstacle, DraftPoint, Quote
from coach.review.ports import CoachReply, Listener
from coach.store import Store

INJECTIONS = Path(__file__).parents[2] / "../shared/data/hostile/injections.jsonl"
CHANNELS = ("note", "mail", "answer", "play", "document")
HARMLESS = "The visit went as planned, nothing else to add from my side today."
OURS = tuple(Path(__file__).with_name("orders_of_our_own.txt").read_text(encoding="utf-8").splitlines())
_MARKUP = re.compile(r"!\[|\]\(|<[/!]?[a-z]", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|\bwww\.|javascript:|data:[a-z]+/)[^\s<>\"')\]]+", re.IGNORECASE)


@cache
def shared_injections() -> tuple[dict[str, str], ...]:
    """A spread over all families and channels: the first of each family in each channel."""
    if not INJECTIONS.is_file():
        return ()
    rows = [json.loads(line) for line in INJECTIONS.read_text(encoding="utf-8").splitlines()]
    chosen: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row["label"] == "malicious" and len(row["text"]) < 2000:
            chosen.setdefault((row["family"], row["channel"]), row)
    return tuple(chosen.values())


class Obeying:
    """Does what the injection says where it is shown it; else it is the built-in coach."""

    name = "obeying"

    def __init__(self, injection: str, foreign: Evidence, status: AnswerStatus) -> None:
        self._injection, self._foreign, self._status = injection, foreign, status
        self.obeyed = False

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        honest = BuiltinCoach().draft(dossier, listen)
        shown = next((e for e in dossier.evidence().values() if self._injection.strip() in e.text), None)
        if shown is None:
            return honest
        self.obeyed = True
        return honest.model_copy(update={"draft": self._obey(honest.draft, dossier, shown), "model": self.name})

    def _obey(self, honest: Draft, dossier: Dossier, shown: Evidence) -> Draft:
        order = self._injection.strip()
        theirs = Quote(ref=shown.ref, text=order)
        heard = [e for e in dossier.own if e.source.source_kind is SourceKind.ACTIVITY]
        true = tuple(Quote(ref=e.ref, text=line) for e in heard[-3:] for line in e.text.splitlines() if line.strip())
        link = f"{order} [more](https://evil.example/?d=1) ![](https://evil.example/p.png) <a href=//evil.example>x</a>"
        points = (
            DraftPoint(text=order, quotes=(theirs,)),
            DraftPoint(text=link, quotes=(theirs, *true[-4:])),
            DraftPoint(text=order, quotes=true),
            DraftPoint(
                text=self._foreign.text, quotes=(Quote(ref=self._foreign.ref, text=self._foreign.text), *true[:1])
            ),
        )
        answers = tuple(
            DraftAnswer(question=a.question, status=self._status, points=(*points, *a.points), ask=link)
            for a in honest.answers
        )
        plays = [*(hand.evidence.ref for hand in dossier.plays[:2]), shown.ref]
        whom = dossier.record.contacts[0].name if dossier.record.contacts else "Anybody"
        alternatives = tuple(
            DraftAlternative(ref=ref, title=order[:150], why=link, first_step=link, with_whom=whom,
                             success_signal=order, kill_criterion=order, quotes=(theirs,))
            for ref in plays
        )  # fmt: skip
        return Draft(
            answers=answers,
            obstacles=(DraftObstacle(name="budget", quotes=(theirs,)), *honest.obstacles),
            alternatives=(*alternatives, *honest.alternatives),
            over=DraftPoint(text=order, quotes=(theirs, *true)),
        )


def thin() -> Record:
    mail = Activity(activity_id="T-1", deal_id="D-101", at=datetime(2026, 9, 1, tzinfo=UTC), kind=ActivityKind.EMAIL,
                    direction=Direction.OUTBOUND, author="Ann Rep", contact="Eva Lind", subject="Offer",
                    body="Here is our offer for the north site.")  # fmt: skip
    card = Deal(deal_id="D-101", name="Bare", stage="Proposal", account="Lind AG")
    return Record(deal=card, activities=(mail,), contacts=(Contact(contact_id="T", deal_id="D-101", name="Eva Lind"),))


def planted(sample: Any, deal_id: str, channel: str, words: str) -> dict[str, Any]:
    """What a review of the deal is given when the words stand in that channel."""
    record = thin() if deal_id == "thin" else sample.record(deal_id)
    real, when = record.deal.deal_id, datetime(2026, 11, 10, 8, tzinfo=UTC)
    whom = record.contacts[0].name
    if channel in ("note", "mail"):
        mail = channel == "mail"
        said = Activity(
            activity_id="X-1", deal_id=real, at=when, kind=ActivityKind.EMAIL if mail else ActivityKind.NOTE,
            direction=Direction.INBOUND if mail else Direction.INTERNAL, author=whom if mail else "Ann Rep",
            contact=whom, body=words,
        )  # fmt: skip
        record = record.model_copy(update={"activities": (*record.activities, said)})
    given: dict[str, Any] = {"record": record, "library": sample.library(), "answers": ()}
    if channel == "answer":
        given["answers"] = (
            RepAnswer(answer_id="R-1", deal_id=real, question="learned", text=words, author="Ann Rep", at=when),
        )
    if channel == "play":
        plays = sample.library().plays
        poisoned = plays[0].model_copy(
            update={"play_id": "poisoned", "obstacles": tuple(OBSTACLES), "stages": (), "move": None,
                    "text": f"{plays[0].text}\n\n{words}"}
        )  # fmt: skip
        given["library"] = sample.library(plays=(poisoned, *plays))
    if channel == "document":
        given["library"] = Talkative(sample.library(), words)
    return given


class Talkative:
    """A library that hands out a document too, whatever it was asked for."""

    def __init__(self, library: Any, words: str) -> None:
        self._library = library
        source = Source.of(SourceKind.DOCUMENT, "doc-1", f"How we sell.\n\n{words}", title="How we sell")
        self._found = Found(passage=Passage(source=source, start=0, end=len(source.text), heading=""), score=9, rank=1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def search(self, query: str, within: Filter, k: int) -> tuple[Found, ...]:
        return (self._found, *self._library.search(query, within, k))


def reviewed(sample: Any, deal_id: str, given: dict[str, Any], coach: Any) -> Review:
    more = {"stall": sample.stall("D-101")} if deal_id == "thin" else {}
    made: Review = sample.review_of(
        given["record"], library=given["library"], answers=given["answers"], coach=coach, **more
    )
    return made


def signature(review: Review) -> tuple[str, tuple[str, ...]]:
    return review.verdict.decision.value, tuple(reason.rule for reason in review.verdict.reasons)


_WITHOUT: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}


def without(sample: Any, deal_id: str, channel: str) -> tuple[str, tuple[str, ...]]:
    """The verdict of the same coach with harmless words in the place of the injection."""
    if (deal_id, channel) not in _WITHOUT:
        foreign = Evidence.whole(activity_source(sample.record("D-112").activities[0]))
        coach = Obeying("an injection that is not there", foreign, AnswerStatus.ANSWERED)
        _WITHOUT[deal_id, channel] = signature(
            reviewed(sample, deal_id, planted(sample, deal_id, channel, HARMLESS), coach)
        )
        assert not coach.obeyed
    return _WITHOUT[deal_id, channel]


def shown(review: Review) -> Iterator[str]:
    """Every text of the review that was written, not quoted."""
    for answer in review.answers:
        yield from (point.text for point in answer.points)
        yield answer.ask or ""
    for one in review.alternatives:
        yield from (one.title, one.why, one.first_step, one.with_whom or "", one.success_signal, one.kill_criterion)
    yield from (reason.text for reason in review.verdict.reasons)
    yield from (review.verdict.would_change_if, *review.verdict.open_questions)
    yield from (part for dropped in review.dropped for part in (dropped.text, dropped.reason))


def citations(review: Review) -> Iterator[Citation]:
    for answer in review.answers:
        yield from (c for point in answer.points for c in point.citations)
    for group in (review.obstacles, review.alternatives, review.verdict.reasons):
        yield from (c for one in group for c in one.citations)


def holds(sample: Any, deal_id: str, channel: str, injection: str, status: AnswerStatus) -> bool:
    foreign = Evidence.whole(activity_source(next(a for a in sample.record("D-112").activities if a.body)))
    given = planted(sample, deal_id, channel, injection)
    coach = Obeying(injection, foreign, status)
    review = reviewed(sample, deal_id, given, coach)
    parts = 2 if injection in OURS else 1
    if signature(review)[:parts] != without(sample, deal_id, channel)[:parts]:
        honest = reviewed(sample, deal_id, given, BuiltinCoach())
        assert signature(review)[:parts] == signature(honest)[:parts], f"{channel} of {deal_id}: {injection}"
    told = [point.text for answer in review.answers for point in answer.points]
    own = "\n".join(one.text for one in (*given["record"].activities, *given["answers"]))
    orders = {d.text for d in review.dropped if "orders to software" in d.reason}
    assert not orders & {*told, *(a.title for a in review.alternatives), *(a.ask for a in review.answers)}
    assert foreign.source.source_id not in {c.source_id for c in citations(review)}
    assert not any(foreign.text in text for text in told)
    for text in shown(review):
        assert not _MARKUP.search(text), f"{channel} of {deal_id}: {text}"
        assert all(address in own for address in _ADDRESS.findall(text)), f"{channel} of {deal_id}: {text}"
    for text in (*told, *(a.title for a in review.alternatives)):
        assert not orders_software(text), f"{channel} of {deal_id}: {text}"
    assert not any(orders_software(c.quote) for c in citations(review))
    for citation in citations(review):
        source = next(s for s in review.sources if s.source_id == citation.source_id)
        assert source.text[citation.start : citation.end] == citation.quote
        if source.source_kind in (SourceKind.ACTIVITY, SourceKind.DEAL, SourceKind.CONTACT):
            assert source.deal_id == given["record"].deal.deal_id
    return coach.obeyed


DEALS = ("D-101", "D-106", "D-105", "thin", "D-108", "D-103")


@pytest.mark.parametrize("channel", CHANNELS)
def test_our_own_orders_change_nothing_wherever_they_stand(sample: Any, channel: str) -> None:
    claimed = (AnswerStatus.ANSWERED, AnswerStatus.CONTRADICTED)
    obeyed = [
        holds(sample, DEALS[i % len(DEALS)], channel, injection, claimed[i % 4 == 3])
        for i, injection in enumerate(OURS)
    ]
    # A document is not among what a review may quote: no coach ever reads it.
    # A play that was poisoned is read where it is among the best for a deal.
    assert sum(obeyed) == {"document": 0, "play": 16}.get(channel, len(OURS))


@pytest.mark.parametrize("status", [AnswerStatus.ANSWERED, AnswerStatus.CONTRADICTED])
@pytest.mark.parametrize("deal_id", [*DEALS, "D-117", "D-125"])
def test_a_deal_of_every_verdict_keeps_it(sample: Any, deal_id: str, status: AnswerStatus) -> None:
    for channel in ("note", "mail", "answer"):
        obeyed = holds(sample, deal_id, channel, OURS[18], status)
        assert obeyed == (deal_id not in ("D-117", "D-125")), "on a healthy or held deal no other coach is asked"


def test_the_shared_orders_change_nothing_wherever_they_stand(sample: Any) -> None:
    rows = shared_injections()
    if not rows:
        pytest.skip("the shared hostile data is not here")
    assert len(rows) >= 60
    obeyed = [
        holds(sample, DEALS[i % len(DEALS)], CHANNELS[i % 4], row["text"], AnswerStatus.ANSWERED)
        for i, row in enumerate(rows)
    ]
    assert sum(obeyed) >= 60


def dump(path: Path) -> list[str]:
    """The database, without what a review may write: itself and the texts it cites."""
    with sqlite3.connect(path) as database:
        lines = list(database.iterdump())
    return [line for line in lines if not re.match(r'INSERT INTO "?(?:reviews|review_sources|sources)"? ', line)]


@pytest.mark.parametrize("injection", [OURS[0], OURS[6], OURS[12], OURS[22]])
def test_no_order_alters_what_is_stored(sample: Any, tmp_path: Path, injection: str) -> None:
    foreign = Evidence.whole(activity_source(next(a for a in sample.record("D-112").activities if a.body)))
    record = planted(sample, "D-106", "mail", injection)["record"]
    path = tmp_path / "coach.db"
    with Store.open(f"sqlite:///{path}") as store:
        with store.writing() as writer:
            writer.upsert_deals([record.deal, sample.record("D-112").deal])
            writer.upsert_activities([*record.activities, *sample.record("D-112").activities])
            writer.upsert_contacts(record.contacts)
            writer.upsert_stage_changes(record.stage_changes)
        coach = Obeying(injection, foreign, AnswerStatus.ANSWERED)
        before = dump(path)
        made = sample.review("D-106", coach=coach, records=store, reviews=store)
        assert coach.obeyed
        assert dump(path) == before
        kept = store.latest_review("D-106")
        assert kept is not None
        assert kept.verdict == made.verdict
        assert store.latest_review("D-112") is None
