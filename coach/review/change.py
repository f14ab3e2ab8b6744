"""The fact that would change a verdict, in one sentence about this deal: with its names, dates and limits."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import floor

from coach.domain.deal import Hold
from coach.domain.evidence import Citation
from coach.domain.review import Alternative, Question
from coach.domain.texts import day_text
from coach.review.verdict import Facts, Limits

_ASKED = {
    Question.TRIED: "what was tried",
    Question.WORKED: "what worked",
    Question.NOT_WORKED: "what did not",
    Question.LEARNED: "what was learned",
}


def healthy(facts: Facts) -> str:
    stall, name = facts.stall, facts.stall.name
    if stall.days_in_stage is None:
        return (
            f"The day on which {name} came into {stall.stage} is entered, and it is longer ago than won deals needed."
        )
    if stall.norm is None:
        return f"Won deals show how long {stall.stage} takes, and the {stall.days_in_stage} days of {name} are more."
    last = floor(stall.norm.days)
    late = facts.as_of + timedelta(days=max(1, last + 1 - stall.days_in_stage))
    where = f"in {stall.stage}" if stall.norm.measure == "in stage" else "open"
    return f"{name} is still {where} on {day_text(late)}, when it is past the {last} days that are normal."


def held(facts: Facts, hold: Hold) -> str:
    reason = hold.reason.strip().rstrip(".")
    return f"{day_text(hold.until)} passes without a move on {facts.stall.name}, or this no longer holds: {reason}."


def over(facts: Facts, cited: Iterable[Citation]) -> str:
    return f"{_anybody(facts, facts.over_by)} takes the purchase up again or meets with us{_after(cited)}."


def pivots_failed(facts: Facts, limits: Limits) -> str:
    again = facts.failed_pivots - limits.pivots + 1
    some = "One" if again == 1 else str(again)
    return (
        f"{some} of the {facts.failed_pivots} failed pivots on {facts.stall.name} is judged again, because "
        f"{_anybody(facts, facts.contact)} answers it after all or it was never carried out."
    )


def not_for_them(facts: Facts) -> str:
    who = _anybody(facts, facts.wrong_fit_by)
    return f"{who} asks for something that we do offer, or meets with us{_after(facts.not_for_them)}."


def hopeless(facts: Facts) -> str:
    since = f" since {day_text(facts.last_heard)}" if facts.last_heard else ""
    return f"{_anybody(facts, facts.contact)} answers in person, which nobody did{since}."


def closed_out(facts: Facts) -> str:
    asked = facts.closed_out[0].at
    when = f" of {day_text(asked)}" if asked else ""
    return f"{_anybody(facts, facts.closed_out_to)} answers our question{when} in person."


def too_little(facts: Facts, missing: Iterable[str], firm: Iterable[Question], least: int) -> str:
    """`missing` are the names of the rules; `firm` the questions that are firmly answered already."""
    told = _listed([_missing(rule, facts, list(firm), least) for rule in missing])
    owner = facts.stall.owner or "The rep"
    then = (
        f"the pivot is then “{facts.alternatives[0].title.rstrip('.')}”"
        if facts.alternatives
        else "with nothing left to try, the deal is then removed"
    )
    return f"{owner} can say {told}: {then}."


def rounds_used_up(facts: Facts, missing: Iterable[str], firm: Iterable[Question], least: int) -> str:
    told = _listed([_missing(rule, facts, list(firm), least) for rule in missing])
    return f"{facts.stall.owner or 'The rep'} can say {told} after all, or is given another round."


def pivot(best: Alternative) -> str:
    kill = best.kill_criterion.strip().rstrip(".")
    return (
        f"{best.with_whom} has not had the first step by {day_text(best.due_at)}, or this happens: "
        f"{kill[:1].lower()}{kill[1:]}."
    )


def nothing_left(facts: Facts) -> str:
    reason = facts.obstacles[0].name.replace("_", " ")
    beside = f" beside {facts.contact}" if facts.contact else ""
    return (
        f"Somebody{beside} comes on record at {facts.account or 'the buyer'}, or a play against “{reason}” that was "
        f"not tried on {facts.stall.name} is added to the playbook."
    )


def _missing(rule: str, facts: Facts, firm: list[Question], least: int) -> str:
    whom = facts.contact or facts.account or "the buyer"
    name, stage = facts.stall.name, facts.stall.stage
    last = f" up to {day_text(facts.last_entry.at)}" if facts.last_entry.at else ""
    heard = f" on {day_text(facts.last_heard)}" if facts.last_heard else ""
    number = "one more" if least - len(firm) == 1 else str(least - len(firm))
    thin = [words for question, words in _ASKED.items() if question not in firm]
    return {
        "tried_not_known": f"what was tried with {whom} that the record{last} does not show",
        "buyer_not_heard": f"what {whom} said, when and in which words",
        "nothing_learned": f"what {whom} said{heard} that explains it",
        "too_thin": f"{number} of these about {whom}, with names and dates ({', '.join(thin)})",
        "reason_not_known": f"who at {facts.account or 'the buyer'} said why {name} stands still in {stage}",
    }[rule]


def _anybody(facts: Facts, name: str | None) -> str:
    at = facts.account or "the buyer"
    return f"{name} or somebody else at {at}" if name else f"Somebody at {at}"


def _after(cited: Iterable[Citation]) -> str:
    last: date | None = max((c.at for c in cited if c.at is not None), default=None)
    return f" after {day_text(last)}" if last else ""


def _listed(things: list[str]) -> str:
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
