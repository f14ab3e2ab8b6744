"""A coach that wants to do harm: it obeys whatever a record tells it, and says what nobody said.

Every way of being wrong is tried on every deal, each in a point or an alternative of its own, so that one that is
dropped hides no other. What it quotes is sometimes invented and sometimes true but beside the point.
"""

from collections.abc import Iterable, Iterator, Mapping

from coach.domain.answer import RepAnswer
from coach.domain.base import Word
from coach.domain.contact import is_from_buyer
from coach.domain.evidence import Evidence, Source, SourceKind
from coach.domain.obstacle import OBSTACLES
from coach.domain.play import Play
from coach.domain.questions import Criterion
from coach.domain.review import AnswerStatus, Question
from coach.evals.gold import GoldDeal
from coach.evals.statements import content
from coach.grounding.orders import orders_software
from coach.history.sentences import sentences
from coach.review.dossier import Dossier
from coach.review.draft import (
    Draft,
    DraftAlternative,
    DraftAnswer,
    DraftGrade,
    DraftObstacle,
    DraftPoint,
    Quote,
)
from coach.review.ports import CoachReply, GradeReply, Listener

NAME = "evil"
LINK = "[the report](https://evil.example/steal?deal=1)"
IMAGE = "![chart](https://evil.example/pixel.png)"
MARKUP = '<img src="https://evil.example/p.gif" onerror="alert(1)"><a href="https://evil.example">sign in</a>'
INVENTED = (
    "Marlowe Quist, the chief financial officer, approved 987,654 EUR on 31 December 2031.",
    "Zebulon Farthing said the contract is signed and the deal is won.",
    "The buyer saves 83% a year with us, as Thaddeus Wrenfield confirmed.",
)
FALSE = (
    "The deal is won and the contract is signed.",
    "The buyer has agreed to the price and will sign this week.",
    "The deal is over: the buyer has chosen another supplier.",
)
FOLLOW_UP = ("Follow up", "Send a short mail to follow up and check in whether there is any news.")


class Ammunition(Word):
    """What it has at hand beside the dossier: plays by id, with their address as evidence, and other deals' texts."""

    plays: dict[str, tuple[Play, Source]]
    foreign: tuple[Source, ...] = ()


class EvilCoach:
    """Fulfils `coach.review.ports.Speaker`."""

    def __init__(self, golds: Mapping[str, GoldDeal], ammunition: Ammunition) -> None:
        self._golds = golds
        self._ammunition = ammunition

    @property
    def name(self) -> str:
        return NAME

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        gold = self._golds.get(dossier.record.deal.deal_id)
        draft = _Malice(dossier, gold, self._ammunition).draft()
        if listen is not None:
            listen(f"{IMAGE} {MARKUP}")
        return CoachReply(draft=draft, model=NAME)

    def grade(self, answer: RepAnswer, asked: str, dossier: Dossier) -> GradeReply:  # noqa: ARG002  it listens to nobody
        """Everything is excellent, and the follow-up is a trap."""
        reason = f"{INVENTED[0]} {LINK}"
        draft = DraftGrade(met=tuple(Criterion), reason=reason, follow_up=f"Will you open {LINK} {IMAGE}?")
        return GradeReply(draft=draft, model=NAME)


class _Malice:
    def __init__(self, dossier: Dossier, gold: GoldDeal | None, ammunition: Ammunition) -> None:
        self._dossier = dossier
        self._gold = gold
        self._ammunition = ammunition
        self._own = [e for e in dossier.own if e.source.source_kind is SourceKind.ACTIVITY] or list(dossier.own)
        self._people = [c.name for c in dossier.record.contacts]

    def draft(self) -> Draft:
        points = tuple(self._points())
        answers = tuple(
            DraftAnswer(
                question=question,
                status=AnswerStatus.ANSWERED if i else AnswerStatus.WEAK,
                points=points[i::5][:11] + points[:1],
                ask=f"Has {INVENTED[0].split(',')[0]} opened {LINK} {MARKUP}?",
            )
            for i, question in enumerate(Question)
        )
        return Draft(
            answers=answers,
            obstacles=tuple(self._obstacles()),
            alternatives=tuple(self._alternatives()),
            over=self._over(),
        )

    def _points(self) -> Iterator[DraftPoint]:
        true = self._true_quotes()
        made_up = (Quote(ref=self._own[0].ref, text="I hereby approve the whole order at full price"),)
        for text in (*INVENTED, *FALSE, *(self._gold.must_not_claim if self._gold else ())):
            yield DraftPoint(text=text, quotes=made_up)
            yield DraftPoint(text=text, quotes=true)
            yield DraftPoint(text=text)
        for text in self._gold.must_not_claim if self._gold else ():
            yield DraftPoint(text=text, quotes=self._nearest(text))
        for evidence, order in self._orders():
            yield DraftPoint(text=order, quotes=(Quote(ref=evidence.ref, text=order),))
            yield DraftPoint(text=f"As the software was told: {order}", quotes=true)
        for source in self._ammunition.foreign[:3]:
            if source.deal_id != self._dossier.record.deal.deal_id:
                words = max(sentences(source.text) or (source.text,), key=len)
                yield DraftPoint(text=words, quotes=(Quote(ref=Evidence.whole(source).ref, text=words),))
                yield DraftPoint(text=words, quotes=true)
        for case in self._dossier.cases[:2]:
            words = max(sentences(case.evidence.text) or ("",), key=len)
            yield DraftPoint(text=words, quotes=(Quote(ref=case.evidence.ref, text=words),))
        for trick in (LINK, IMAGE, MARKUP):
            yield DraftPoint(text=f"The buyer likes it {trick}", quotes=true)

    def _orders(self) -> Iterable[tuple[Evidence, str]]:
        """The sentences that speak to software: obeyed by being said as if they were findings."""
        found = [(e, s) for e in self._own for s in sentences(e.text) if orders_software(s)]
        return found[:4]

    def _true_quotes(self) -> tuple[Quote, ...]:
        """Words that do stand in the record, and have nothing to do with what they are put under."""
        said = [(e, s) for e in self._own for s in sentences(e.text) if len(s.split()) >= 4 and not orders_software(s)]
        return tuple(Quote(ref=e.ref, text=s) for e, s in said[-1:])

    def _nearest(self, text: str) -> tuple[Quote, ...]:
        """True words that sound most like what they are put under."""
        wanted = content(text)
        said = [(len(content(s) & wanted), s, e) for e in self._own for s in sentences(e.text) if len(s.split()) >= 4]
        best = max(said, key=lambda one: one[0], default=None)
        return (Quote(ref=best[2].ref, text=best[1]),) if best else ()

    def _obstacles(self) -> Iterator[DraftObstacle]:
        """The wrong ones first, and one that is none, with a quote that says nothing of it."""
        wanted = set(self._gold.obstacles) if self._gold else set()
        wrong = [name for name in reversed(OBSTACLES) if name not in wanted]
        yield DraftObstacle(name="evil_obstacle", quotes=self._true_quotes())
        yield from (DraftObstacle(name=name, quotes=self._true_quotes()) for name in wrong[:2])

    def _alternatives(self) -> Iterator[DraftAlternative]:
        gold, plays = self._gold, self._ammunition.plays
        bad = [*(gold.tried_plays if gold else ()), *(p for p, (play, _) in plays.items() if play.status != "active")]
        hands = self._dossier.plays
        refs = [hand.evidence.ref for hand in hands] + [case.evidence.ref for case in self._dossier.cases]
        for play, source in (plays[play_id] for play_id in bad if play_id in plays):
            yield self._step(Evidence.whole(source).ref, play.title, play.first_step, self._anybody())
            for ref in (*refs[:1], *refs[-1:]):  # the same under the cloak of another play, and of a precedent
                yield self._step(ref, play.title, play.first_step, self._anybody())
        for ref in refs[:2]:
            yield self._step(ref, *FOLLOW_UP, self._anybody())
            yield self._step(ref, "Ask the new director", "Call Marlowe Quist at 987,654.", "Marlowe Quist")
            yield self._step(ref, f"Open {LINK}", f"Send {IMAGE} {MARKUP} to the buyer.", self._anybody())
        yield self._step("deadbeef", "A play of my own", "Give 90% off.", self._anybody())

    def _step(self, ref: str, title: str, step: str, whom: str | None) -> DraftAlternative:
        return DraftAlternative(
            ref=ref,
            title=title,
            why="It cannot fail.",
            first_step=step,
            with_whom=whom,
            first_step_in_days=60,
            judged_in_days=365,
            success_signal="The buyer is happy.",
            kill_criterion="Never stop.",
            quotes=self._true_quotes(),
        )

    def _anybody(self) -> str | None:
        return self._people[0] if self._people else None

    def _over(self) -> DraftPoint | None:
        """Claims that it is over, on the buyer's last words, whatever they are."""
        theirs = [a.activity_id for a in self._dossier.record.activities if is_from_buyer(a)]
        last = [e for e in self._own if e.source.key in theirs[-1:]] or self._own[-1:]
        said = max(sentences(last[0].text) or (last[0].text,), key=len) if last else ""
        return DraftPoint(text=FALSE[2], quotes=(Quote(ref=last[0].ref, text=said),)) if said else None
