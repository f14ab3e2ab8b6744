"""Our people beside the rep: whether a mail is from one of them, whom it goes to, and who of them leads the company.

CRMs often keep a mail that a colleague wrote without direction and contact. Then its first line tells: it greets a
person of the buyer, and no person of the buyer wrote it.
"""

import re

from coach.domain.activity import Activity, ActivityKind
from coach.domain.record import Record
from coach.history.people import contact_of, same_person

_TITLE = (
    r"(?:co-?)?founder|owner|president|c[efot]o|cro|cco|chief \w+ officer|managing (?:director|partner)|"
    r"(?:general|country) manager|vice president|s?vp|evp|director of sales|sales director|vorst[äa]nd\w*|"
    r"gesch[äa]ftsf[üu]hr\w*|inhaber\w*|pdg|directeur g[ée]n[ée]ral|directrice g[ée]n[ée]rale|director general|"
    r"directora general|consejer[oa] delegad[oa]"
)
_OUR_LEADER = rf"(?:our|unser\w*|notre|nuestr[oa]) (?:{_TITLE})"
_ACTED = (
    r"wrote|written|writes|called|rang|phoned|met|visited|mailed|emailed|messaged|spoke|joined|sent|invited|"
    r"offered|asked|proposed|agree[ds]? to|to agree|hat|schr(?:ieb|eibt)|a [ée]crit|a appel[ée]|escribi[óo]|llam[óo]"
)
_OUR_LEADER_ACTED = re.compile(
    rf"{_OUR_LEADER}\b[^.!?\n]{{0,30}}?\b(?:{_ACTED})\b|(?:got|had|asked) [^.!?\n]{{0,30}}?{_OUR_LEADER}\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"^\W*(?:{_TITLE})\b", re.IGNORECASE)
_GREETED = 80
"""Letters of the body in which a greeting stands."""


def greeted(activity: Activity, record: Record) -> str | None:
    """The person of the buyer to whom a mail of ours without direction and contact is written; None for all else."""
    if activity.kind is not ActivityKind.EMAIL or activity.direction is not None or activity.contact:
        return None
    if not activity.author or contact_of(record, activity.author.strip()) is not None:
        return None
    line = (activity.body or "").lstrip()[:_GREETED].partition("\n")[0].partition(",")[0].casefold()
    words = re.findall(r"\w+", line)
    found = [c.name for c in record.contacts if set(re.findall(r"\w{2,}", c.name.casefold())) & set(words)]
    return found[0].strip() if len(found) == 1 else None


def is_of_our_leader(activity: Activity, record: Record) -> bool:
    """One of ours who is not the rep of the deal wrote it and signed with the title of somebody who leads a company."""
    author = (activity.author or "").strip()
    if not author or same_person(author, record.deal.owner) or contact_of(record, author) is not None:
        return False
    lines = [line.strip() for line in (activity.body or "").splitlines() if line.strip()]
    for at, line in enumerate(lines[-5:]):
        if line.casefold().startswith(author.casefold()):
            rest = line[len(author) :]
            after = lines[-5:][at + 1] if at + 1 < len(lines[-5:]) else ""
            return bool(_SIGNED.search(rest) or _SIGNED.search(after))
    return False


def our_leader_acted(text: str) -> bool:
    """Whether a rep's words tell that somebody who leads our company did something."""
    return bool(_OUR_LEADER_ACTED.search(text))
