"""Names out, tokens in, and back again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.prompting.masking import Mask
from coach.prompting.spellings import people_in

PEOPLE = (
    "Amparo Roldán",
    "Dr. Silke Amthor",
    'Francisco "Paco" Lago',
    "Mark Will",
    "Ana Costa",
    "Ana Pires",
    "Costa, Jorge",
    "Marc-Antoine Delcourt",
    "Timo Reiß",
    "Heiko Müller",
    "田中 太郎",
    "Rui",
)
COMPANIES = ("Sotogrande Cítricos", "Kestrel & Vane Foods Ltd.", "Yardstick", "acme", "株式会社山田")
DEALS = ("Sotogrande Citrus packing hall",)
TEXTS = ("The vane was broken, and we mark every door.",)


@pytest.fixture(scope="module")
def mask() -> Mask:
    return Mask(PEOPLE, COMPANIES, DEALS, TEXTS)


HIDDEN = [
    # the text, what is sent, what a reply with the same words is shown as
    ("Amparo Roldán agreed", "Person-1 agreed", "Amparo Roldán agreed"),
    ("amparo roldan agreed", "Person-1 agreed", "Amparo Roldán agreed"),
    ("AMPARO's mail", "Person-1's mail", "Amparo Roldán's mail"),
    ("Amparo\n  Rolda\u0301n", "Person-1", "Amparo Roldán"),
    ("A\u200bmparo", "Person-1", "Amparo Roldán"),
    ("Frau Amthor, Silke Amthor", "Frau Person-2, Person-2", "Frau Dr. Silke Amthor, Dr. Silke Amthor"),
    ("Paco and Paco Lago", "Person-3 and Person-3", 'Francisco "Paco" Lago and Francisco "Paco" Lago'),
    ("Reiss, REISS, Reiß", "Person-9, Person-9, Person-9", "Timo Reiß, Timo Reiß, Timo Reiß"),
    ("Müllers Angebot, Mueller", "Person-10s Angebot, Person-10", "Heiko Müllers Angebot, Heiko Müller"),
    ("Antoine and Marc-Antoine", "Person-8 and Person-8", "Marc-Antoine Delcourt and Marc-Antoine Delcourt"),
    ("田中さんは来た", "Person-11さんは来た", "田中 太郎さんは来た"),
    ("Ana Costa met Ana", "Person-5 met Name-1", "Ana Costa met Ana"),
    ("Jorge Costa; Costa", "Person-7; Name-2", "Costa, Jorge; Costa"),
    ("Mark will mark it. Will you?", "Person-4 will mark it. Will you?", "Mark Will will mark it. Will you?"),
    ("we asked mark will and Mark´will", "we asked mark will and Person-4", "we asked mark will and Mark Will"),
    ("Anatomy of Ruins, Costarica", "Anatomy of Ruins, Costarica", None),
    ("Kestrel & Vane; the vane", "Company-2; the vane", "Kestrel & Vane Foods Ltd.; the vane"),
    ("Kestrel wants it", "Company-2 wants it", "Kestrel & Vane Foods Ltd. wants it"),
    ("Sotogrande wants it", "Company-1 wants it", "Sotogrande Cítricos wants it"),
    ("the Sotogrande Citrus packing hall", "the Deal-1", "the Sotogrande Citrus packing hall"),
    ("a yardstick, no Yardstick", "a yardstick, no Company-3", "a yardstick, no Yardstick"),
    ("ACME and 株式会社山田", "Company-4 and Company-5", "acme and 株式会社山田"),
    ("Write to a.b+c@x-y.example.", "Write to mail-1.", "Write to a.b+c@x-y.example."),
    ("Call +49 (0)30 1234567", "Call phone-1", "Call +49 (0)30 1234567"),
    ("or 0171-1234567, (555) 123-4567", "or phone-2, phone-3", "or 0171-1234567, (555) 123-4567"),
    ("on 05.03.2026, 2026-03-20, 5/3/2026 - 6/3/2026", "on 05.03.2026, 2026-03-20, 5/3/2026 - 6/3/2026", None),
    ("1,000,000 or 1 000 000 or 250000 EUR", "1,000,000 or 1 000 000 or 250000 EUR", None),
    ("see https://x.example/a?b=1, www.foo.de. bar.com", "see link-1, link-2. link-3", None),
    ("e.g. this, i.e. that", "e.g. this, i.e. that", None),
]


@pytest.mark.parametrize(("text", "sent", "back"), HIDDEN, ids=[text for text, *_ in HIDDEN])
def test_what_is_hidden_and_what_comes_back(text, sent, back) -> None:
    one = Mask(PEOPLE, COMPANIES, DEALS, (*TEXTS, "a.b+c@x-y.example +49 (0)30 1234567 0171-1234567"))
    hidden = one.hidden(text)
    assert hidden.masked == sent
    assert hidden.original(0, len(sent)) == text
    assert one.show(sent) == (text if back is None else back)


WRITTEN = [
    ("person-5 said", "Ana Costa said"),
    ("PERSON‑5 said", "Ana Costa said"),
    ("Person 5 said", "Ana Costa said"),
    ("**Person-5**'s plan", "**Ana Costa**'s plan"),
    ("Person-05", "Ana Costa"),
    ("we met person 5 times", "we met person 5 times"),
    ("Person-99 and Person-5x1", "Person-99 and Ana Costax1"),
    ("Person-51", "Person-51"),
    ("Sales-Person-5", "Sales-Ana Costa"),
    ("mail 1 was sent", "mail 1 was sent"),
]


@pytest.mark.parametrize(("said", "shown"), WRITTEN)
def test_tokens_are_known_as_models_write_them(mask, said, shown) -> None:
    assert mask.show(said) == shown


def test_a_place_in_what_was_sent_is_a_place_in_the_text(mask) -> None:
    text = "AMPARO rang Silke, then Amparo Roldán wrote to Ana Costa."
    hidden = mask.hidden(text)
    assert hidden.masked == "Person-1 rang Person-2, then Person-1 wrote to Person-5."
    for words, behind in [
        ("Person-1 rang", "AMPARO rang"),
        ("rang Person-2", "rang Silke"),
        ("then Person-1 wrote", "then Amparo Roldán wrote"),
        ("Person-1 wrote to Person", "Amparo Roldán wrote to Ana Costa"),
        ("wrote", "wrote"),
    ]:
        start = hidden.masked.index(words)
        assert hidden.original(start, start + len(words)) == behind


@pytest.mark.parametrize("told", ["Ask Person-3 about it", "ask person 3", "PERSON_3", "Pers\u200bon-3"])
def test_a_text_that_speaks_of_tokens_gets_others(told) -> None:
    """Else whoever wrote it could put words into another's mouth."""
    one = Mask(PEOPLE, (), (), (told,))
    assert one.hide(f"{told}: Ana Costa") == f"{told}: Personx-5"
    assert one.show(told) == told


LONG = ("a" * 50_000, "a." * 25_000, "a-" * 25_000, "@" * 50_000, "a@" * 25_000, "+1 " * 20_000, "1" * 50_000,
        "www." * 12_000, "http://" * 7_000, "ana " * 12_000, "ana" + " " * 50_000, "\ufdfa" * 10_000)  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=[text[:8].strip() for text in LONG])
def test_long_texts_made_to_be_slow_end(text) -> None:
    """Each of these takes minutes where a pattern can begin at every letter."""
    hidden = Mask(PEOPLE, COMPANIES, DEALS, (text,)).hidden(text)
    assert hidden.original(0, len(hidden.masked)) == text


def test_a_single_name_is_the_only_person_who_has_it() -> None:
    assert Mask(("Gwen Trevanion", "Gwen")).hide("Gwen, Gwen Trevanion") == "Person-1, Person-1"
    assert Mask(("Gwen", "Gwen Trevanion")).hide("Gwen, Gwen Trevanion") == "Person-1, Person-1"
    assert Mask(("Gwen Hale", "Gwen Orr", "Gwen")).hide("Gwen, Gwen Orr") == "Name-1, Person-2"
    assert Mask(("Vega Sol",), ("Vega Logistics",)).hide("Vega or Vega Logistics") == "Name-1 or Company-1"


def test_a_deal_named_after_a_customer_whom_no_field_names() -> None:
    one = Mask((), (), ("Borealis - 3 sites", "Website relaunch"), ("The website is old.",))
    assert one.hide("Borealis - 3 sites: BOREALIS and borealis") == "Deal-1: Company-1 and borealis"
    assert one.hide("Website, Website relaunch") == "Website, Deal-2"
    both = Mask((), ("Borealis Foods",), ("Borealis - 3 sites",))
    assert both.hide("Borealis; Borealis - 3 sites") == "Company-1; Deal-1"


def test_a_name_known_from_another_record_is_shown_as_it_stands_here() -> None:
    one = Mask(("Ana Costa", "Ruth Calder"), (), (), ("Ruth asked Ana.", "Ruth Calder"), strangers={"Ruth Calder"})
    assert one.hide("RUTH asked Ana") == "Person-2 asked Person-1"
    assert one.show("Person-2 asked Person-1") == "Ruth asked Ana Costa"
    two = Mask(("Gareth Pugh", "Gareth Mossley"), (), (), (), strangers={"Gareth Mossley"})
    assert two.hide("Gareth and Gareth Mossley") == "Person-1 and Person-2"


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Ana Costa", ["Ana Costa"]),
        ("Costa, Ana", ["Costa, Ana"]),
        ("Ana Costa; Bo Li / Rui", ["Ana Costa", "Bo Li", "Rui"]),
        ("Ana Costa, Bo Li", ["Ana Costa", "Bo Li"]),
        ("Ana Costa and Bo Li (IT)", ["Ana Costa", "Bo Li"]),
        ("Ana Costa <ana@x.example>", ["Ana Costa"]),
        ("ana@x.example", []),
        ("System", []),
        ("Sales Team", []),
        ("", []),
        (None, []),
    ],
)
def test_people_in_a_field(field, names) -> None:
    assert list(people_in(field)) == names


_TEXT = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [*PEOPLE, *COMPANIES, "Ana", "Müller", "roldan", "a@b.example", "+351 912 345 678", "mark", " ", "-"]
    )
).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(_TEXT)
def test_nothing_is_lost_on_the_way(text) -> None:
    one = Mask(PEOPLE, COMPANIES, DEALS, (text,))
    hidden = one.hidden(text)
    assert hidden.original(0, len(hidden.masked)) == text
    assert one.hide(hidden.masked) == hidden.masked
    assert one.hide(text) == hidden.masked
    lowered = hidden.masked.casefold()
    assert not [name for name in ("amparo", "amthor", "delcourt", "a@b.example") if name in lowered.split()]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.text(max_size=20), max_size=3), st.text(max_size=80))
def test_any_name_at_all_can_be_hidden(people, companies, text) -> None:
    one = Mask(people, companies, companies, (text, *people))
    hidden = one.hidden(f"{text} {' '.join(people)}")
    assert hidden.original(0, len(hidden.masked)) == hidden.text
