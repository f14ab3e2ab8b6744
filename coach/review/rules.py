"""The verdict. The coach proposes, these rules decide, a manager disposes.

The first rule that applies decides, in this order:

| # | rule | decision |
|---|---|---|
| 1 | no stall signal | healthy |
| 2 | a stated reason to wait, its date not passed and within the limit | hold |
| 3 | the record says, in words that were found there, that the deal is over | remove |
| 4 | as many pivots as allowed were judged a failure | remove |
| 5 | the buyer says that what we sell is not what they need; a second statement bears it out, none denies it | remove |
| 6 | older than every win, hardly any odds, silent through several tries, and nothing open on our side | remove |
| 7 | asked for a yes or a no, no answer came from anyone, and nothing open on our side | remove |
| 8 | too little is known, and rounds of questions are left | ask |
| 9 | too little is known, and no round is left | remove |
| 10 | at least one alternative is viable | pivot |
| 11 | none is | remove |

"Too little is known" means one of: nothing is on record of what was tried; nobody at the buyer has been heard, nor has
the rep told what was learned; fewer than two of the first four questions are firmly answered; the reason for the
stall stands nowhere in words. A weak answer is enough where another one carries the point. An answer that the record
contradicts is known: the buyer's words stand against the rep's. Same facts, same verdict: no clock, no model.
"""

from datetime import date, timedelta

from coach.domain.base import Word
from coach.domain.deal import Hold
from coach.domain.evidence import Citation, Point
from coach.domain.obstacle import OBSTACLES, Obstacle
from coach.domain.review import Alternative, Answer, AnswerStatus, Decision, Question, Reason, Verdict
from coach.domain.stall import Stall
from coach.domain.texts import day_text

LONG_SILENT_DAYS = 60
"""Days without the buyer, for rule 6."""
HOPELESS_ODDS = 0.15
"""The upper end of the 95% interval of the share still won at this age, for rule 6."""
LEAST_TRIES = 2
LEAST_TRIES_WITHOUT_ODDS = 3
"""Our attempts to reach the buyer that must have gone unanswered, for rule 6: silence after nothing is ours."""
OLD_WITHOUT_ODDS = 1.5
"""Where too few deals were this old to give odds, rule 6 needs this many times the age of the oldest win."""
MOST_QUESTIONS = 3
LEAST_FIRM = 2
"""Of the first four questions, so many must be answered firmly (contradicted counts) before a pivot."""


class Limits(Word):
    """How far the rules go: rounds of questions to the rep, failed pivots, days a hold may last."""

    rounds: int = 2
    pivots: int = 2
    hold_days: int = 120


class Facts(Word):
    """All that the rules look at. `alternatives` are the viable ones.

    `silent_days` is None where the buyer never spoke; `tries_since` counts our attempts to reach them since;
    `closed_out` is our request for a yes or a no that nobody answered; `reply_owed` the buyer's last request that we
    have not answered; `person_untouched` somebody the buyer pointed to whom we never approached; `questions` what to
    ask, best first.
    """

    as_of: date
    stall: Stall
    hold: Hold | None = None
    hold_card: tuple[Citation, ...] = ()
    answers: tuple[Answer, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    over: Point | None = None
    not_for_them: tuple[Citation, ...] = ()
    silent_days: int | None = None
    tries_since: int = 0
    buyer_spoke: bool = False
    closed_out: tuple[Citation, ...] = ()
    reply_owed: Citation | None = None
    person_untouched: str | None = None
    rounds_used: int = 0
    failed_pivots: int = 0
    questions: tuple[str, ...] = ()

    def answer(self, question: Question) -> Answer | None:
        return next((a for a in self.answers if a.question is question), None)


def decide(facts: Facts, limits: Limits | None = None) -> Verdict:
    """The verdict on one deal, by the table above."""
    allowed = limits or Limits()
    for rule in (_healthy, _hold, _over, _pivots_failed, _not_for_them, _hopeless, _closed_out, _too_little, _pivot):
        verdict = rule(facts, allowed)
        if verdict is not None:
            return verdict
    return _nothing_left(facts)


def _healthy(facts: Facts, _: Limits) -> Verdict | None:
    if facts.stall.stalled:
        return None
    stall = facts.stall
    days = "" if stall.days_in_stage is None else f": {stall.days_in_stage} days in {stall.stage}"
    norm = f", where {stall.norm.days:.0f} are normal" if days and stall.norm else ""
    return Verdict(
        decision=Decision.HEALTHY,
        reasons=(
            Reason(rule="not_stalled", text=f"Nothing in the record says that this deal is stalled{days}{norm}."),
        ),
        would_change_if="A stall signal appears, such as more days in the stage than won deals needed.",
    )


def _hold(facts: Facts, limits: Limits) -> Verdict | None:
    hold = facts.hold
    if hold is None or not facts.as_of <= hold.until <= facts.as_of + timedelta(days=limits.hold_days):
        return None
    text = f"There is a reason to wait until {day_text(hold.until)}: {hold.reason.rstrip('.')}."
    return Verdict(
        decision=Decision.HOLD,
        reasons=(Reason(rule="on_hold", text=text, citations=facts.hold_card),),
        would_change_if=f"{day_text(hold.until)} passes, or the reason to wait falls away before.",
    )


def _over(facts: Facts, _: Limits) -> Verdict | None:
    if facts.over is None:
        return None
    reason = Reason(rule="over", text=facts.over.text, citations=facts.over.citations)
    return _remove("Somebody at the buyer who can decide takes the purchase up again, in their own words.", reason)


def _pivots_failed(facts: Facts, limits: Limits) -> Verdict | None:
    if facts.failed_pivots < limits.pivots:
        return None
    text = f"{_count(facts.failed_pivots, 'pivot')} failed here, and {limits.pivots} are allowed."
    change = "The buyer moves on their own, or the failed pivots turn out not to have been carried out."
    return _remove(change, Reason(rule="pivots_failed", text=text))


def _not_for_them(facts: Facts, _: Limits) -> Verdict | None:
    if not facts.not_for_them:
        return None
    text = "The buyer says that what they need is not what we sell, and nothing on record since speaks against it."
    reason = Reason(rule="wrong_fit", text=text, citations=facts.not_for_them)
    return _remove("We come to offer what they ask for, or they name a need that we do meet.", reason)


def _hopeless(facts: Facts, _: Limits) -> Verdict | None:
    stall = facts.stall
    if stall.days_in_stage is None or stall.max_days is None or stall.days_in_stage <= stall.max_days:
        return None
    if facts.reply_owed is not None or facts.person_untouched is not None:
        return None
    if facts.silent_days is not None and facts.silent_days < LONG_SILENT_DAYS:
        return None
    if stall.p_win is not None and stall.p_win.high > HOPELESS_ODDS:
        return None
    if facts.tries_since < (LEAST_TRIES if stall.p_win is not None else LEAST_TRIES_WITHOUT_ODDS):
        return None
    if stall.p_win is None and stall.days_in_stage < OLD_WITHOUT_ODDS * stall.max_days:
        return None
    reasons = [
        Reason(
            rule="older_than_every_win",
            text=f"{stall.days_in_stage} days in {stall.stage}; no won deal was there for more than "
            f"{stall.max_days:.0f}.",
        ),
        Reason(rule="silent", text=_silence(facts)),
    ]
    if stall.p_win is not None:
        text = (
            f"Of {stall.p_win.n} past deals still open at this age, {stall.p_win.value:.0%} were won "
            f"(at most {stall.p_win.high:.0%} with 95% confidence)."
        )
        reasons.append(Reason(rule="odds", text=text))
    return _remove("Somebody at the buyer answers, or a person with a reason to act now is named.", *reasons)


def _closed_out(facts: Facts, _: Limits) -> Verdict | None:
    if not facts.closed_out or facts.reply_owed is not None or facts.person_untouched is not None:
        return None
    text = "The buyer was asked for a yes or a no, and nobody has answered within 21 days or since."
    asked = Reason(rule="close_out_unanswered", text=text, citations=facts.closed_out)
    return _remove("Anybody at the buyer answers in person.", asked, Reason(rule="silent", text=_silence(facts)))


def _too_little(facts: Facts, limits: Limits) -> Verdict | None:
    missing = missing_answers(facts)
    if not missing:
        return None
    if facts.rounds_used < limits.rounds:
        return Verdict(
            decision=Decision.ASK,
            reasons=tuple(Reason(rule=rule, text=text) for rule, text in missing),
            open_questions=facts.questions[:MOST_QUESTIONS],
            would_change_if="An answer that names what the buyer said, and who said it, decides it.",
        )
    used = Reason(
        rule="rounds_used_up",
        text=f"{_count(facts.rounds_used, 'round')} of questions brought no answer that a next step could rest on.",
    )
    change = "The rep can name what the buyer said to the open questions: "
    change += facts.questions[0] if facts.questions else "what was tried, and what the buyer made of it."
    return _remove(change, used, *(Reason(rule=rule, text=text) for rule, text in missing))


def missing_answers(facts: Facts) -> tuple[tuple[str, str], ...]:
    """What is not known and could change the decision: rule names, each with a sentence."""
    missing: list[tuple[str, str]] = []
    if not _is_known(facts.answer(Question.TRIED)):
        missing.append(("tried_not_known", "The record does not say what was tried to move this deal."))
    learned = facts.answer(Question.LEARNED)
    if not facts.buyer_spoke and not _is_firm(learned):
        missing.append(("buyer_not_heard", "Nobody at the buyer is on record with a word of their own."))
    elif not _is_known(learned) and not facts.obstacles:
        missing.append(("nothing_learned", "The record does not say what was learned from the buyer."))
    firm = [q for q in _FIRST_FOUR if _is_firm(facts.answer(q))]
    if not missing and len(firm) < LEAST_FIRM:
        missing.append(("too_thin", "Too little is on record to tell what would move this deal."))
    if not any(obstacle.citations for obstacle in facts.obstacles):
        missing.append(("reason_not_known", "The record does not say in words why the deal stands still."))
    return tuple(missing)


_FIRST_FOUR = (Question.TRIED, Question.WORKED, Question.NOT_WORKED, Question.LEARNED)


def _is_known(answer: Answer | None) -> bool:
    return answer is not None and answer.status is not AnswerStatus.UNANSWERED and bool(answer.points)


def _is_firm(answer: Answer | None) -> bool:
    return (
        answer is not None
        and answer.status in (AnswerStatus.ANSWERED, AnswerStatus.CONTRADICTED)
        and bool(answer.points)
    )


def _pivot(facts: Facts, _: Limits) -> Verdict | None:
    if not facts.alternatives:
        return None
    best = facts.alternatives[0]
    reasons = []
    if facts.obstacles:
        main = facts.obstacles[0]
        meaning = OBSTACLES.get(main.name, f"{main.name.replace('_', ' ').capitalize()}.")
        reasons.append(
            Reason(rule="reason_known", text=f"It is on record what holds it up. {meaning}", citations=main.citations)
        )
    if facts.reply_owed is not None:
        reasons.append(
            Reason(
                rule="reply_owed",
                text="The buyer asked us something that is still open.",
                citations=(facts.reply_owed,),
            )
        )
    reasons.append(
        Reason(
            rule="alternative_viable",
            text=f"Not tried yet: {best.title[0].lower()}{best.title[1:].rstrip('.')}, with {best.with_whom} "
            f"by {day_text(best.due_at)}.",
            citations=best.citations,
        )
    )
    return Verdict(
        decision=Decision.PIVOT,
        reasons=tuple(reasons),
        would_change_if=f"The first step is not done by {day_text(best.due_at)}, or this happens: "
        f"{best.kill_criterion[0].lower()}{best.kill_criterion[1:]}",
    )


def _nothing_left(facts: Facts) -> Verdict:
    text = (
        "What was tried is known, and nothing that fits is left to try: no play that was not tried here already "
        "has a person at the buyer to try it with."
    )
    reasons = [Reason(rule="no_alternative", text=text)]
    if facts.silent_days is None or facts.silent_days >= LONG_SILENT_DAYS:
        reasons.append(Reason(rule="silent", text=_silence(facts)))
    return _remove("A new person at the buyer, or a way that was not tried yet, comes up.", *reasons)


def _remove(would_change_if: str, *reasons: Reason) -> Verdict:
    return Verdict(decision=Decision.REMOVE, reasons=reasons, would_change_if=would_change_if)


def _silence(facts: Facts) -> str:
    if facts.silent_days is None:
        return "Nobody at the buyer has ever answered, as far as the record shows."
    return f"Nobody at the buyer has answered for {facts.silent_days} days."


def _count(n: int, thing: str) -> str:
    words = {1: "One", 2: "Two", 3: "Three"}
    return f"{words.get(n, str(n))} {thing}{'' if n == 1 else 's'}"
