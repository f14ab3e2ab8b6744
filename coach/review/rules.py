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
| 11 | none is for want of anybody known at the buyer, and rounds are left | ask |
| 12 | none is | remove |

"Too little is known" means one of: nothing is on record of what was tried; nobody at the buyer has been heard, nor has
the rep told what was learned; fewer than two of the first four questions are firmly answered; the reason for the
stall stands nowhere in words (silence or a single contact is no reason). A weak answer is enough where another one
carries the point. An answer that the record contradicts is known: the buyer's words stand against the rep's.

Every reason cites a place in the record. Same facts, same verdict: no clock, no model.
"""

from datetime import timedelta

from coach.domain.evidence import Citation
from coach.domain.obstacle import OBSTACLES, SYMPTOMS
from coach.domain.review import Answer, AnswerStatus, Decision, Question, Reason, Verdict
from coach.domain.texts import day_text
from coach.review import change
from coach.review.verdict import Facts, Limits

__all__ = ["Facts", "Limits", "decide", "missing_answers"]

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
MOST_CITED = 4
_FIRST_FOUR = (Question.TRIED, Question.WORKED, Question.NOT_WORKED, Question.LEARNED)


def decide(facts: Facts, limits: Limits | None = None) -> Verdict:
    """The verdict on one deal, by the table above."""
    allowed = limits or Limits()
    for rule in (
        _healthy,
        _hold,
        _over,
        _pivots_failed,
        _not_for_them,
        _hopeless,
        _closed_out,
        _too_little,
        _pivot,
        _nobody,
    ):
        verdict = rule(facts, allowed)
        if verdict is not None:
            return verdict
    return _nothing_left(facts)


def _healthy(facts: Facts, _: Limits) -> Verdict | None:
    stall = facts.stall
    if stall.stalled:
        return None
    days = "" if stall.days_in_stage is None else f": {stall.days_in_stage} days in {stall.stage}"
    norm = f", where {stall.norm.days:.0f} are normal" if days and stall.norm else ""
    text = f"Nothing in the record says that this deal is stalled{days}{norm}."
    return Verdict(
        decision=Decision.HEALTHY,
        reasons=(Reason(rule="not_stalled", text=text, citations=(facts.card,)),),
        would_change_if=change.healthy(facts),
    )


def _hold(facts: Facts, limits: Limits) -> Verdict | None:
    hold = facts.hold
    if hold is None or not facts.as_of <= hold.until <= facts.as_of + timedelta(days=limits.hold_days):
        return None
    text = f"There is a reason to wait until {day_text(hold.until)}: {hold.reason.strip().rstrip('.')}."
    return Verdict(
        decision=Decision.HOLD,
        reasons=(Reason(rule="on_hold", text=text, citations=facts.hold_card or (facts.card,)),),
        would_change_if=change.held(facts, hold),
    )


def _over(facts: Facts, _: Limits) -> Verdict | None:
    if facts.over is None:
        return None
    cited = facts.over.citations
    return _remove(change.over(facts, cited), Reason(rule="over", text=facts.over.text, citations=cited))


def _pivots_failed(facts: Facts, limits: Limits) -> Verdict | None:
    if facts.failed_pivots < limits.pivots:
        return None
    text = f"{_count(facts.failed_pivots, 'pivot')} failed here, and {limits.pivots} are allowed."
    cited = facts.fruitless or (facts.last_entry,)
    return _remove(change.pivots_failed(facts, limits), Reason(rule="pivots_failed", text=text, citations=cited))


def _not_for_them(facts: Facts, _: Limits) -> Verdict | None:
    if not facts.not_for_them:
        return None
    text = "The buyer says that what they need is not what we sell, and nothing on record since speaks against it."
    return _remove(change.not_for_them(facts), Reason(rule="wrong_fit", text=text, citations=facts.not_for_them))


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
    age = f"{stall.days_in_stage} days in {stall.stage}; no won deal was there for more than {stall.max_days:.0f}."
    reasons = [Reason(rule="older_than_every_win", text=age, citations=(facts.card,)), _silent(facts)]
    if stall.p_win is not None:
        odds = (
            f"Of {stall.p_win.n} past deals still open at this age, {stall.p_win.value:.0%} were won "
            f"(at most {stall.p_win.high:.0%} with 95% confidence)."
        )
        reasons.append(Reason(rule="odds", text=odds, citations=(facts.card,)))
    return _remove(change.hopeless(facts), *reasons)


def _closed_out(facts: Facts, _: Limits) -> Verdict | None:
    if not facts.closed_out or facts.reply_owed is not None or facts.person_untouched is not None:
        return None
    text = "The buyer was asked for a yes or a no, and nobody has answered within 21 days or since."
    asked = Reason(rule="close_out_unanswered", text=text, citations=facts.closed_out)
    return _remove(change.closed_out(facts), asked, _silent(facts))


def _too_little(facts: Facts, limits: Limits) -> Verdict | None:
    missing = missing_answers(facts)
    if not missing:
        return None
    rules, firm = [reason.rule for reason in missing], _firm(facts)
    if facts.rounds_used < limits.rounds:
        return Verdict(
            decision=Decision.ASK,
            reasons=missing,
            open_questions=facts.questions[:MOST_QUESTIONS],
            would_change_if=change.too_little(facts, rules, firm, LEAST_FIRM),
        )
    text = f"{_count(facts.rounds_used, 'round')} of questions brought no answer that a next step could rest on."
    used = Reason(rule="rounds_used_up", text=text, citations=facts.rep_said or (facts.last_entry,))
    return _remove(change.rounds_used_up(facts, rules, firm, LEAST_FIRM), used, *missing)


def missing_answers(facts: Facts) -> tuple[Reason, ...]:
    """What is not known and could change the decision. Each cites the place in the record where it could stand."""
    missing: list[Reason] = []
    heard = facts.silence or (facts.last_entry,)
    if not _is_known(facts.answer(Question.TRIED)):
        text = "The record does not say what was tried to move this deal."
        missing.append(Reason(rule="tried_not_known", text=text, citations=(facts.last_entry,)))
    learned = facts.answer(Question.LEARNED)
    if not facts.buyer_spoke and not _is_firm(learned):
        text = "Nobody at the buyer is on record with a word of their own."
        missing.append(Reason(rule="buyer_not_heard", text=text, citations=heard))
    elif not _is_known(learned) and not facts.obstacles:
        text = "The record does not say what was learned from the buyer."
        missing.append(Reason(rule="nothing_learned", text=text, citations=heard))
    if not missing and len(_firm(facts)) < LEAST_FIRM:
        text = "Too little is on record to tell what would move this deal."
        missing.append(Reason(rule="too_thin", text=text, citations=_all_there_is(facts)))
    if not any(obstacle.citations and obstacle.name not in SYMPTOMS for obstacle in facts.obstacles):
        text = "The record does not say in words why the deal stands still."
        missing.append(Reason(rule="reason_not_known", text=text, citations=heard))
    return tuple(missing)


def _firm(facts: Facts) -> list[Question]:
    return [question for question in _FIRST_FOUR if _is_firm(facts.answer(question))]


def _is_known(answer: Answer | None) -> bool:
    return answer is not None and answer.status is not AnswerStatus.UNANSWERED and bool(answer.points)


def _is_firm(answer: Answer | None) -> bool:
    firm = (AnswerStatus.ANSWERED, AnswerStatus.CONTRADICTED)
    return answer is not None and answer.status in firm and bool(answer.points)


def _all_there_is(facts: Facts) -> tuple[Citation, ...]:
    """What the answers to the first four questions rest on, thin as they are."""
    told = [answer for answer in facts.answers if answer.question in _FIRST_FOUR]
    cited = dict.fromkeys(c for answer in told for point in answer.points for c in point.citations)
    return tuple(cited)[:MOST_CITED]


def _pivot(facts: Facts, _: Limits) -> Verdict | None:
    if not facts.alternatives:
        return None
    best = facts.alternatives[0]
    main = next(obstacle for obstacle in facts.obstacles if obstacle.citations)
    meaning = OBSTACLES.get(main.name, f"{main.name.replace('_', ' ').capitalize()}.")
    known = f"It is on record what holds it up. {meaning}"
    reasons = [Reason(rule="reason_known", text=known, citations=main.citations)]
    if facts.reply_owed is not None:
        text = "The buyer asked us something that is still open."
        reasons.append(Reason(rule="reply_owed", text=text, citations=(facts.reply_owed,)))
    text = (
        f"Not tried yet: {best.title[0].lower()}{best.title[1:].rstrip('.')}, with {best.with_whom} "
        f"by {day_text(best.due_at)}."
    )
    reasons.append(Reason(rule="alternative_viable", text=text, citations=best.citations))
    return Verdict(decision=Decision.PIVOT, reasons=tuple(reasons), would_change_if=change.pivot(best))


def _nobody(facts: Facts, limits: Limits) -> Verdict | None:
    if not facts.nobody_named or facts.rounds_used >= limits.rounds:
        return None
    where = facts.account or "the buyer"
    text = f"What fits is left to try, and the record names nobody at {where} to try it with."
    question = f"Who at {where} has a reason to act on this, and when did you last speak with them?"
    return Verdict(
        decision=Decision.ASK,
        reasons=(Reason(rule="nobody_named", text=text, citations=facts.silence or (facts.last_entry,)),),
        open_questions=(question, *facts.questions)[:MOST_QUESTIONS],
        would_change_if=f"Somebody at {where} is named who can take the first step on {facts.stall.name}.",
    )


def _nothing_left(facts: Facts) -> Verdict:
    text = (
        "What was tried is known, and nothing that fits is left to try: no play that was not tried here already "
        "has a person at the buyer to try it with."
    )
    left = Reason(rule="no_alternative", text=text, citations=facts.fruitless or (facts.last_entry,))
    if facts.silent_days is None or facts.silent_days >= LONG_SILENT_DAYS:
        return _remove(change.nothing_left(facts), left, _silent(facts))
    return _remove(change.nothing_left(facts), left)


def _remove(would_change_if: str, *reasons: Reason) -> Verdict:
    return Verdict(decision=Decision.REMOVE, reasons=reasons, would_change_if=would_change_if)


def _silent(facts: Facts) -> Reason:
    text = "Nobody at the buyer has ever answered, as far as the record shows."
    if facts.silent_days is not None:
        text = f"Nobody at the buyer has answered for {facts.silent_days} days."
    return Reason(rule="silent", text=text, citations=facts.silence or (facts.last_entry,))


def _count(n: int, thing: str) -> str:
    words = {1: "One", 2: "Two", 3: "Three"}
    return f"{words.get(n, str(n))} {thing}{'' if n == 1 else 's'}"
