"""The one question to ask the rep where the record says too little: about this deal, with its names and dates."""

from coach.domain.attempt import Attempt
from coach.domain.base import days_between
from coach.domain.review import Question
from coach.history.people import person
from coach.review.builtin.pairs import asked, pairs
from coach.review.builtin.people import untouched
from coach.review.builtin.sayings import Kind
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, listed, lower_first, quoted


def asks(at: Situation) -> dict[Question, str]:
    """A question for each of the five, whether it is needed or not."""
    return {
        Question.TRIED: _tried(at),
        Question.WORKED: _worked(at),
        Question.NOT_WORKED: _not_worked(at),
        Question.LEARNED: _learned(at),
        Question.ALTERNATIVES: _alternatives(at),
    }


def _tried(at: Situation) -> str:
    whom = at.main_contact or at.record.deal.account or "the buyer"
    last = at.past[-1] if at.past else None
    if last is None:
        name = at.record.deal.name
        return f"What was done on {name} so far, and with whom? The record holds not one call, mail or meeting."
    if not at.substantive:
        entries = "one entry" if len(at.past) == 1 else f"{len(at.past)} entries"
        return (
            f"What did you try with {whom} that is not written down? The record shows {entries}, "
            f"the last on {day(last.at, at.as_of)}, and none of them tried anything new."
        )
    move = at.substantive[-1]
    return f"What did you try with {whom} after {day(move.started_at, at.as_of)} ({_what(move)}), and what came back?"


def _worked(at: Situation) -> str:
    last = at.last_two_way
    if last is None:
        return f"Has anybody at {_account(at)} ever answered you, and who? The record holds only our side."
    who = person(last) or at.main_contact or "the buyer"
    return f"When {who} last took part, on {day(last.at, at.as_of)}, what did they want to do next, in their words?"


def _not_worked(at: Situation) -> str:
    last = at.last_two_way
    if at.tries_since and last is not None:
        who = person(last) or "the buyer"
        tries = "one try" if len(at.tries_since) == 1 else f"{len(at.tries_since)} tries"
        return (
            f"{who} was last heard on {day(last.at, at.as_of)} and {tries} since brought nothing: "
            f"why, and who at {_account(at)} could tell you?"
        )
    if at.substantive:
        attempt = at.substantive[-1]
        what = _what(attempt)
        when = day(attempt.started_at, at.as_of)
        return f"{what[0].upper()}{what[1:]} on {when}: what did the buyer make of it, and who said so?"
    first = day(at.past[0].at, at.as_of) if at.past else "the first contact"
    return f"What held {_account(at)} back after {first}, and who told you?"


def _learned(at: Situation) -> str:
    found = pairs(at)
    if found:
        return asked(at, found[0])
    pointed = untouched(at)
    if pointed is not None:
        name, where = pointed
        return (
            f"{person(where) or 'The buyer'} pointed to {name} on {day(where.at, at.as_of)}, and nobody of us is on "
            f"record with {name} since: what does {name} say?"
        )
    owed = at.reply_owed
    if owed is not None:
        wrote = f"{owed.who or 'The buyer'} wrote on {day(owed.at, at.as_of)}: {quoted(at.around(owed))}"
        return f"{wrote} Who answers that, and by when?"
    if at.last_two_way is None:
        return f"What does anybody at {_account(at)} say this is worth to them, and who signs for it?"
    return _who_decides(at)


def _who_decides(at: Situation) -> str:
    unheard = [c.name for c in at.power if not at.has_spoken(c.name)]
    whom = at.main_contact or "your contact"
    if unheard:
        return f"What does {listed(unheard)} think of this? Everything on record comes from {whom}."
    if not at.power:
        amount = _amount(at)
        return f"Who at {_account(at)} signs for {amount}, and has {whom} said so?"
    return f"What would have to happen at {_account(at)} for {at.power[0].name} to decide this month?"


def _alternatives(at: Situation) -> str:
    last = at.last_two_way
    since = f" has not been heard since {day(last.at, at.as_of)}" if last is not None else " has never answered"
    main = at.main_contact or "The buyer"
    others = [c.name for c in at.record.contacts if c.name != at.main_contact]
    quiet = last is None or days_between(last.at, at.as_of) > 30
    if quiet and not others:
        return f"{main}{since}: who else at {_account(at)} feels the problem, and how do you reach them?"
    if quiet:
        who = f"who of {listed(others[:3])} wants this" if len(others) > 1 else f"does {others[0]} want this"
        return f"{main}{since}: {who}, and when did you last speak?"
    dated = next((s for s in reversed(at.sayings) if s.own_words and Kind.DATE in s.kinds), None)
    if dated is not None:
        named = f"{dated.who or 'The buyer'} named a date on {day(dated.at, at.as_of)}: {quoted(dated.quote)}"
        return f"{named} What do we do before it?"
    return f"What would {main} do next week if we asked for one thing only?"


def _what(attempt: Attempt) -> str:
    """The attempt in a few words, without with whom and how often."""
    return lower_first(attempt.what.split(" (")[0].split(", with ")[0])


def _account(at: Situation) -> str:
    return at.record.deal.account or at.record.deal.name


def _amount(at: Situation) -> str:
    deal = at.record.deal
    return f"{deal.amount:,.0f} {deal.currency or ''}".strip() if deal.amount is not None else "this"
