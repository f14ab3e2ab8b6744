"""When a coach may say that a deal is over: only on words of the record that decide it.

The record's own finding (`coach.history.over`) comes first. Beyond it, a coach that reads more languages than the
rules do may point to the buyer's own decision. A budget that is missing, a priority that has moved, a "not this year"
hold a deal up and do not end it.
"""
# ruff: noqa: E501 - phrases stay on one line each

import re
from datetime import date

from coach.domain.activity import Activity
from coach.domain.contact import is_from_buyer, is_two_way
from coach.domain.record import Record
from coach.history.effects import says_no
from coach.history.over import OverFound, over

_DECIDED = re.compile(
    r"signed with|(?:decided|chosen|opted|elected) (?:against|for|not to)|\b(?:gone|went|going) with|\bstay(?:ing)? with\b|\b(?:will|shall|do|are|won't)(?: not)?(?: be)? (?:order|buy|sign|proceed|continu|going ahead|moving (?:forward|ahead))|"
    r"cancel+ed|no longer (?:interested|looking|pursuing|considering)|not interested|no interest|(?:please|kindly) (?:stop|close|remove|do not (?:write|call|contact|send)|don't (?:write|call|contact|send))|stop (?:writing|calling|chasing)|"
    r"close[d]? (?:the|this|our|your) (?:file|topic|project|deal|case)|\bdeclin(?:e|ed)\b|(?:i|we) (?:say|said) no\b|kein(?:en)? (?:interesse|bedarf)|haben uns (?:gegen|f[üu]r)|absage|pas int[ée]ress|avons (?:choisi|d[ée]cid[ée] de ne)|no nos interesa|hemos (?:decidido no|elegido)|"
    r"decidimos n[ãa]o|n[ãa]o temos interesse",
    re.IGNORECASE,
)
_FOR_NOW = re.compile(
    r"\b(?:this (?:year|quarter|month)|for now|at the moment|until|before|yet|right now|currently|next (?:year|quarter)|later|derzeit|momentan|bis|avant|jusqu|hasta|at[ée]|if|unless|wenn|si)\b|\?",
    re.IGNORECASE,
)


def ends_the_deal(activity: Activity, quote: str, record: Record, as_of: date) -> bool:
    """Whether these words of this activity say that the deal is over, and nobody at the buyer was heard after them."""
    standing: OverFound | None = over(record, as_of)
    if standing is not None and standing.activity_id == activity.activity_id:
        return True
    if not is_from_buyer(activity) or not says_no(quote):
        return False
    if not _DECIDED.search(quote) or _FOR_NOW.search(quote):
        return False
    return not any(a.at > activity.at and a.at.date() <= as_of and is_two_way(a) for a in record.activities)
