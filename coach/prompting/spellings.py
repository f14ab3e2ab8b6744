"""How the name of a person or a company may be written in a text: forms to look for, folded alike."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

_ALIKE = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
                        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-"})  # fmt: skip
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "Ø": "Oe"})
_HONORIFICS_TOLD = """
mr mrs ms miss dr prof ing dipl herr frau mme mlle sr sra srta don dona dott avv sir
"""
_HONORIFICS = frozenset(_HONORIFICS_TOLD.split())
_PARTICLES_TOLD = """
van von de der den del della di da do dos das du la le el al ter ten zu zum y e jr sr ii iii
"""
_PARTICLES = frozenset(_PARTICLES_TOLD.split())

_VERBS_TOLD = """
will may can might must shall was has
"""
VERBS = frozenset(_VERBS_TOLD.split())
"""Names that open questions and stand in dates: looked for only within a full name."""

_WORDS_TOLD = """
a an and art april august autumn baker ball banks barber bay bell best bill bishop black blue bond bright brook
brown bush butler carpenter carter case chance chase church clay close cook cross dale dawn day dean drew faith
farmer field fisher ford forest fox frank free friend friday gale gardener gates glass gold good grace grant gray
green grey guy hall hand harmony hill hope hunt hunter joy judge june july just justice king knight lake lane law
lee little long lord love march mark marks mason miles mill miller monday moon moss north page park parks patience
penny pleasant pitt pool pope porter post potter power price rain read reading reed rich right rivers robin rock
rose rush sage sale sales savage saturday scout sharp shepherd short silver singer small smart smith snow south
spring star stern stone street strong summer sunday sue sure taylor thursday trust tuesday turner valentine walker
wall ward waters weaver wednesday wells west white wild winter wise wood woods work young vogel koch klein lang
gross kurz weiss schwarz bauer
"""
WORDS = frozenset(_WORDS_TOLD.split())
"""Names that are words too: taken for the name only with a capital."""

_NOBODY_TOLD = """
system admin administrator user unknown none n/a na nobody sales team support marketing service info office
reception switchboard purchasing procurement finance legal it hr management integration automation workflow api bot
calendar hubspot salesforce pipedrive zoho dynamics outlook gmail import migration noted contact customer client
buyer rep
"""
NOBODY = frozenset(_NOBODY_TOLD.split())
"""What stands in a field for people and is nobody's name."""

_GENERIC_TOLD = """
the and of for new group holding holdings gmbh ag kg ltd limited inc llc plc corp corporation company co sa sas sarl
srl spa bv nv ab as oy aps se partners partner international global national european services service solutions
systems system technologies technology software logistics logistik logistica transport industries industry trading
trade retail foods food drinks home office supply works consulting bank insurance university hospital city deal
renewal expansion upgrade pilot phase opportunity project business upsell proposal contract licence license in-house
inhouse internal no nothing status quo spreadsheet spreadsheets excel manual paper incumbent other unknown deutsche
general united first royal british american north south east west central
automotive aviation bakery bakeries dairy dairies books building chemicals construction cosmetics distribution
electric electronics energy
farms fashion finance freight furniture garden gardens health hotels marine materials media medical metal metals mining
motors paper pharma plastics print printing products seafood security sports steel storage textiles tools toys travel
anlagenbau apotheke bau baustoffe brauerei druck elektro energie fleisch getranke gruppe handel holz kartonagen
kunststoffe lebensmittel maschinenbau metall mobel moebel papier reisen spedition stahl technik textil verlag verpackung
aceites alimentos bebidas carnicas conservas construcciones frutas grupo hoteles industrias maquinas muebles quimica
alimentaire boissons chimie cosmetiques distribucion distribuzione freres groupe hotellerie industrie meubles pneus
textiles vins alimentari gruppo mobili pastificio ricambi bloemen bouw drukkerij groep handel opslag voeding
"""
GENERIC = frozenset(_GENERIC_TOLD.split())
"""Words of company and deal names that stand for no company alone."""


class Folded:
    """A text made comparable: lower case, no accents, nothing invisible, with the way back to the original."""

    def __init__(self, text: str) -> None:
        self.text = text
        if text.isascii():
            self.folded, self._starts = text.lower(), None
            return
        parts: list[str] = []
        starts: list[int] = []
        for position, character in enumerate(text):
            folded = _folded(character)
            parts.append(folded)
            starts.extend([position] * len(folded))
        self.folded, self._starts = "".join(parts), starts

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `folded[start:end]`, with the marks that hang on its last letter."""
        if self._starts is None:
            return start, end
        after = bisect_right(self._starts, self._starts[end - 1])
        return self._starts[start], self._starts[after] if after < len(self._starts) else len(self.text)


@cache
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf")).translate(_ALIKE)


def fold(text: str) -> str:
    return " ".join(Folded(text).folded.split())


def is_unspaced(text: str) -> bool:
    """Whether the script of the text puts no blanks between words."""
    return _UNSPACED.search(text) is not None


def people_in(field: str | None) -> Iterator[str]:
    """The names in a field for people: "Ana Costa; Bo Li", "Costa, Ana", none in "System" or a mail address."""
    for one in re.split(r"\s*(?:[;/|\n&]|\band\b|\bund\b|,(?=\s*\w+\s+\w+))\s*", field or ""):
        name = " ".join(re.sub(r"\([^)]*\)|\S*@\S*|<[^>]*>", " ", one).split()).strip(" ,.-")
        words = name_words(name)
        if words and any(len(word) > 1 for word in words) and not all(fold(w) in NOBODY for w in words):
            yield name


def name_words(name: str) -> list[str]:
    """The words of a person's name, without titles and quotation marks."""
    bare = (word.strip("\"'“”„’‘«».,()") for word in name.replace(",", " ").split())
    return [word for word in bare if word and fold(word).rstrip(".") not in _HONORIFICS]


def full_forms(name: str) -> Iterator[str]:
    """Folded spellings of a whole name: as it stands, without titles, any two of its words, the last one first."""
    words = name_words(name)
    pairs = [(one, other) for i, one in enumerate(words) for other in words[i + 1 :]] if len(words) < 6 else []
    forms = [name, " ".join(words), *(" ".join(pair) for pair in pairs)]
    forms += [f"{words[-1]} {words[0]}"] if len(words) > 1 else []
    for form in forms:
        for spelling in (form, form.translate(_UMLAUTS)):
            if len(fold(spelling)) > 1:
                yield fold(spelling)


def single_parts(name: str) -> Iterator[tuple[str, str]]:
    """Parts of a name that may stand for the person alone, folded and as written; none of one letter, no particles."""
    for word in name_words(name):
        pieces = [word, *(piece for piece in word.split("-") if len(piece) > 2)] if "-" in word else [word]
        for piece in pieces:
            folded = fold(piece)
            least = 2 if is_unspaced(piece) or piece[:1].isupper() else 3
            if len(folded) >= least and any(c.isalpha() for c in folded) and folded not in _PARTICLES | VERBS | NOBODY:
                yield folded, piece
                yield fold(piece.translate(_UMLAUTS)), piece


def company_forms(name: str) -> Iterator[str]:
    """Folded spellings of a company's name: as it stands, and without the general words at its end."""
    words = name.split()
    while words:
        yield fold(" ".join(words))
        if len(words) < 2 or fold(words[-1]).strip(".,()&+") not in GENERIC | {""}:
            return
        words.pop()
        while words and not fold(words[-1]).strip(".,()&+"):
            words.pop()


def company_parts(name: str, spoken: frozenset[str]) -> Iterator[str]:
    """Folded words of a company's name that may stand for it alone, the first and any that the texts never write
    small (`spoken` holds the words that they do)."""
    words = [word.strip("\"'“”„’‘«».,()") for word in re.split(r"[\s/&+]+", name)]
    for position, word in enumerate(words):
        folded = fold(word)
        if len(folded) < 3 or not word[:1].isupper() or folded in GENERIC | VERBS or not folded[0].isalpha():
            continue
        if position == 0 or (len(folded) > 3 and folded not in spoken):
            yield folded
            yield fold(word.translate(_UMLAUTS))


def spoken_small(texts: Iterable[str]) -> frozenset[str]:
    """The words that the texts write with a small letter, folded."""
    words = {word for text in texts for word in re.findall(r"[^\W\d_]+", text) if word[0].islower()}
    return frozenset(map(fold, words))
