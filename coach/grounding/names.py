"""Persons named in a claim must occur in what it rests on."""

import re
from collections.abc import Iterable

_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*[a-zß-ÿ][\w’'-]*"
_HONORIFIC = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|Sr|Sra)\b\.?\s+({_WORD})")
_RUN = re.compile(rf"\b{_WORD}(?:\s+(?:(?:van|von|de|der|den|da|del|di|le|la)\s+)*{_WORD})+")
_SPEAKER = re.compile(
    rf"\b({_WORD})(?:'s)? (?:said|says|wrote|writes|agreed|asked|asks|confirmed|promised|told|wants|wanted|rejected|"
    r"approved|refused|owns|signs|signed|decided|committed|offered|replied|answered|is the|has left|left)\b"
)
_ORDINARY_WORDS = """
a an the this that these those it its he she they we you i who what when where which why how nobody no one some all
both each every if after before since during once then there here also but and or so as at by for from in into of on
over to until up with without not only our their his her my your
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn winter easter christmas
buyer customer client champion sponsor contact rep manager owner team board management finance legal procurement
purchasing security operations sales marketing engineering it hr director directors officer chief head vice president
executive financial operating information technology technical commercial managing general economic user users
controller counsel committee company deal record proposal price budget pilot plan review demo call calls email emails
mail mails meeting meetings note notes contract project programme program english german french spanish dutch
european europe germany france spain italy poland ask call write send bring offer show meet get give agree
someone anyone everyone everybody somebody everything nothing works council supplier suppliers vendor competitor
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words that a sentence may write with a capital without naming a person."""


def unknown_names(claim: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The persons named in `claim` of whom the texts know nothing. Made for English claims; careful elsewhere.

    A name is taken for one when it follows an honorific, is a run of capitalised words, or speaks ("Karin said").
    """
    known = {word for text in texts for word in _words(text)} | _ORDINARY
    missing = [m.group() for m in _HONORIFIC.finditer(claim) if not _knows(m[1], known)]
    for match in _RUN.finditer(claim):
        words = re.findall(_WORD, match.group())
        opening = _opens(claim, match.start())
        while words and words[0].casefold() in _ORDINARY:
            words, opening = words[1:], False
        unknown = [not _knows(word, known) for word in words]
        # A word that opens a sentence has its capital from there; it is a name only beside another unknown one.
        if any(unknown[1:]) or (unknown[:1] == [True] and not opening):
            missing.append(" ".join(words))
    missing.extend(m[1] for m in _SPEAKER.finditer(claim) if not _knows(m[1], known))
    return tuple(dict.fromkeys(missing))


def _words(text: str) -> Iterable[str]:
    return (word.removesuffix("'s").removesuffix("’s") for word in re.findall(r"[\w’'-]+", text.casefold()))


def _knows(word: str, known: set[str]) -> bool:
    bare = word.casefold().removesuffix("'s").removesuffix("’s").strip("'’-")
    return bare in known or all(part in known for part in bare.split("-"))


def _opens(claim: str, at: int) -> bool:
    return not claim[:at].strip() or claim[:at].rstrip()[-1] in ".!?:"
