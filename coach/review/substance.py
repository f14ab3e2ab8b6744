"""Whether the words of a proposed step have substance: it tries something, the buyer shows whether it worked, and it
is plain when to stop.

Told from the words alone, with quoted text left out: what somebody said is not what is proposed. These are cheap
checks that catch the plain cases; they let through what they cannot read.
"""
# ruff: noqa: E501 - phrases stay on one line each

import re

_QUOTED = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|\"[^\"]*\"|(?<!\w)'[^'\n]{3,}'(?!\w)|‘[^’]{3,}’(?!\w)")
_NEWS = (
    r"(?:follow(?:s|ing|ed)?[- ]?up|check(?:s|ing|ed)?[- ]?(?:back )?(?:in\b|on\b|back\b)|touch(?:es|ing|ed)?[- ]?base|circl(?:e|es|ing) back|nudg(?:e|es|ing)|"
    r"bump(?:s|ing)?\b|remind(?:s|ing|er)?\b|chas(?:e|es|ing)\b|stay(?:s|ing)? in (?:touch|contact)|keep(?:s|ing)? in (?:touch|contact)|keep(?:s|ing)? (?:the )?(?:conversation|dialogue|momentum) (?:going|warm|alive)|"
    r"reach(?:es|ing)? out|get(?:s|ting)? (?:back )?in (?:touch|contact)|reconnect(?:s|ing)?|re-?engag(?:e|es|ing)\b|catch(?:es|ing)?[- ]?up|"
    r"(?:ask|asks|asking|see|sees|hear|hears|enquire|inquire|find out) (?:for |about |if |whether |how )?(?:there (?:is|are) )?(?:any |an? )?(?:(?:status )?updates?|news|progress|feedback|things (?:stand|are|look)|they are doing|it is going)|"
    r"nachfass(?:en)?|nachhak(?:en)?|dranbleiben|relanc(?:er?|e)\b|(?:hacer|dar) seguimiento|fazer (?:o )?(?:acompanhamento|follow))"
)
_LEADING_IN = (
    r"^\W*(?:(?:step \d+|first step|first|next|then|please|simply|just|to)\b[,: ]*)*(?:(?:the )?(?:rep|sales manager|account manager|we|i)\b|(?-i:[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,2})(?= \w))?\s*"
    r"(?:(?:will|should|can|to|could|shall|needs to|just|simply|then|again|once more|politely|briefly)\s+)*"
)
_BY_MEANS = (
    r"(?:(?:call|phone|ring|e-?mail|mail|write|message|ping|text|contact)(?:s|es|ing)?\b(?:(?![.,;:]|\bwith\b|\bthen\b).){0,60}?\b(?:(?:and|for|as|about)\s+)*|"
    r"(?:send|drop|make|do|schedule|book|set up|arrange|have|give)(?:s|es|ing)?\b(?:(?![.,;:]|\bwith\b|\bthen\b|\band\b).){0,24}?\b)?"
    r"(?:(?:to|a|an|another|one|some|short|quick|brief|friendly|gentle|polite|regular|weekly|final|simple|light|new)\s+)*"
)
_ONLY_NEWS = re.compile(_LEADING_IN + _BY_MEANS + r"\W?" + _NEWS, re.IGNORECASE)
_NAMES = re.compile(_NEWS, re.IGNORECASE)

_US = r"(?:we|i|us|our (?:\w+ ){0,2}?(?:team|rep|reps|manager|executive|engineer|lawyer|side|company|colleague|ceo|cfo|vp|director)|(?:the|a|our) (?:sales )?(?:rep|seller|salesperson|sales manager|account (?:manager|executive))|sales|ae)"
_OUR_DOING = (
    r"(?:send|sent|present|call|phon|e-?mail|writ|wrote|propos|offer|shar|deliver|prepar|submit|follow|schedul|book|ask|invit|draft|show|demo|complet|finish|updat|log|creat|contact|reach|"
    r"giv|gave|make|made|run|ran|build|built|explain|describ|provid|arrang|organi[sz]|set up|hand|get back|answer|repl|forward|add|enter|mov|close the|push|pitch|discuss|speak|spoke|talk|visit)\w*"
)
_HELPERS = r"(?:(?:have|has|had|will|can|could|should|already|also|then|successfully|finally|at least|able to)\s+)*"
_BEFORE = r"^\W*(?:(?:when|once|if|that|after|as soon as|by [^,]{3,30},|within [^,]{3,30},|success(?: is| signal)?:?|it works (?:if|when))\s+)*"
_OURS = re.compile(rf"{_BEFORE}{_US}\s+{_HELPERS}{_OUR_DOING}\b", re.IGNORECASE)
_OUR_THING = re.compile(
    rf"{_BEFORE}(?:(?:the|a|an|our|this|one|new|revised|updated|final|written|short|first)\s+)*(?:\w+[- ]){{0,2}}?"
    r"(?:proposal|offer|quote|quotation|business case|deck|slides?|summary|e-?mail|mail|message|letter|one-?pager|documents?|plan|questionnaire|package|presentation|case study|contract draft|draft|answers?)\s+"
    r"(?:(?:has|have|is|are|was|were|gets?|been|being|be)\s+)*(?:sent|delivered|submitted|shared|presented|prepared|written|e-?mailed|handed over|finished|completed|drafted|ready|out)\b(?!.{0,25}\b(?:back|by (?!us\b|our\b|the rep\b|e?-?mail|\w+day\b|\d)|to us|with their|inside|internally)\b)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\d|\b(?:by|within|until|before|after|on) (?:the )?(?:end|next|this|mon|tues|wednes|thurs|fri|\w+ (?:days?|weeks?|months?)|january|february|march|april|may|june|july|august|september|october|november|december|date|deadline|due)|\b(?:days?|weeks?|months?|deadline|date|quarter|tomorrow)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:(?:do|does|did|is|are|will|has|have)(?: not|n't) (?:work|succeed|improve|move|help|go (?:well|anywhere)|engaged?|interested|make progress)\w*|fail(?:s|ed|ure)?|no (?:progress|interest|momentum|traction|success|engagement|movement|response|reaction|results?)|"
    r"(?:los(?:e|es|ing)|lost) (?:interest|momentum)|interest (?:fades|drops|wanes)|nothing (?:happens|changes|comes of it|moves)|goes (?:nowhere|cold|quiet|dark)|not interested|unsuccessful|stays? (?:silent|stuck|stalled))\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 3


def without_quotes(text: str) -> str:
    return " ".join(_QUOTED.sub(" ", text).split())


def only_asks_for_news(text: str) -> str | None:
    """The words by which a title or a step is no more than asking for news; None where it does something.

    It is where the text begins with that, alone or by a call or a mail; not where it comes after an act, stands in a
    quote, or is told of somebody else ("ask who follows up on it").
    """
    said = without_quotes(text)
    if _ONLY_NEWS.match(said) is None:
        return None
    found = _NAMES.search(said)
    return " ".join(found[0].split()) if found else None


def is_ours(signal: str) -> bool:
    """Whether a signal of success tells what we do, not what the buyer does."""
    said = without_quotes(signal)
    return bool(_OURS.search(said) or _OUR_THING.search(said))


def tells_when_to_stop(kill: str) -> bool:
    """Whether a reason to stop names a time, or something that is seen to happen: "if it does not work" is neither."""
    said = without_quotes(kill)
    return bool(_WHEN.search(said)) or (len(said.split()) >= _FEWEST_WORDS and not _VAGUE.search(said))
