"""The turns of phrase of the coach without a model: dates, counts, quoted words."""

from datetime import date, datetime

from coach.domain.texts import day_text

LONGEST_QUOTE = 260


def day(moment: date | datetime, as_of: date) -> str:
    """ "12 Aug", with the year when it is another one than the review's."""
    text = day_text(moment)
    return text.rsplit(" ", 1)[0] if moment.year == as_of.year else text


def quoted(words: str) -> str:
    """The words in quotation marks, on one line, cut at a word where they are long."""
    line = " ".join(words.split())
    if len(line) > LONGEST_QUOTE:
        line = line[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    inner = line.replace("“", "‘").replace("”", "’").replace('"', "'")
    return f"“{inner}”"


def counted(n: int, thing: str) -> str:
    return f"{n} {thing}{'' if n == 1 else 's'}"


def later(days: int | None) -> str:
    if days is None:
        return "later"
    return "the same day" if days == 0 else "a day later" if days == 1 else f"{days} days later"


def listed(things: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def plain(name: str) -> str:
    return name.replace("_", " ")


def lower_first(text: str) -> str:
    """The sentence to go on in another; a word written in capitals stays."""
    return text if not text or text[:2].isupper() or text.split(" ", 1)[0] == "I" else text[0].lower() + text[1:]
