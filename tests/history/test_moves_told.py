from typing import Any

import pytest

from coach.domain.attempt import Move
from coach.history.moves import LEXICON, move_of
from coach.history.sentences import sentences


@pytest.mark.parametrize(
    ("kind", "subject", "body", "move"),
    [
        ("email", "ROI summary", "Attached the payback on your figures.", Move.BUSINESS_CASE),
        ("email", "Your DPA", "Here is the security questionnaire and the pen test summary.", Move.SECURITY_PACKAGE),
        ("email", "Just checking in", "Any news from your side?", Move.CHECK_IN),
        ("email", "Touching base", "Did you have a chance to look at it?", Move.CHECK_IN),
        ("email", "Autumn", "We can do 10% off if you sign in October.", Move.COMMERCIAL_TERMS),
        ("email", "Shall I close your file?", "One word is enough.", Move.CLOSE_OUT),
        ("email", "Where we are", "We apologised too little: I apologise for the silence.", Move.REPAIR_OUR_SIDE),
        ("email", "Two weeks on your line", "A pilot with one number as its goal.", Move.PILOT),
        ("email", "A customer like you", "A reference call with an existing customer, if you like.", Move.REFERENCE),
        ("email", "Start small", "A lighter version, one plant first.", Move.RESCOPE),
        ("email", "From here to go-live", "A joint plan with names on each step.", Move.MUTUAL_PLAN),
        ("email", "Next", "Our managing director would like to meet yours.", Move.BRING_OUR_EXECUTIVE),
        ("email", "Bestellung", "Was braucht der Einkauf noch?", Move.PROCUREMENT_PATH),
        ("email", "Wirtschaftlichkeit", "Anbei die Rechnung.", Move.BUSINESS_CASE),
        ("email", "Suite", "Je relance notre échange.", Move.CHECK_IN),
        ("email", "Propuesta", "¿Alguna novedad?", Move.CHECK_IN),
        ("email", "Price indication", "54,000 a year.", Move.GROUNDWORK),
        ("call", "Voicemail", "Left a message.", Move.CHECK_IN),
        ("call", "Discovery", "Nine doors, forty trucks.", Move.GROUNDWORK),
        ("meeting", "Demo for the planners", "Asked for containers too.", Move.TAILORED_DEMO),
        ("meeting", "First visit", "Walked the yard. Next: reference call to build confidence.", Move.GROUNDWORK),
        ("meeting", "First visit", "Walked the yard. They had a bad pilot with somebody in 2019.", Move.GROUNDWORK),
    ],
)
def test_the_move_is_told_from_the_words(build: Any, kind: str, subject: str, body: str, move: Move) -> None:
    activity = build.activity(1, kind, direction="outbound", contact="Anna Berg", subject=subject, body=body)
    assert move_of(activity) is move


def test_whom_it_goes_to_decides_where_the_words_do_not(build: Any) -> None:
    mail = build.mail_out(1, "Your yard", "Could we speak?")
    assert move_of(mail, first_at_power=True) is Move.REACH_POWER
    assert move_of(mail, new_person=True) is Move.WIDEN_CONTACTS
    assert move_of(build.mail_out(1, "Security questionnaire"), first_at_power=True) is Move.SECURITY_PACKAGE


def test_every_move_has_its_phrases_but_groundwork() -> None:
    assert set(Move) - set(LEXICON) == {Move.GROUNDWORK}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear Dr. Kroll, two points. First: price.", ("Dear Dr. Kroll, two points.", "First: price.")),
        ("She said no. Then yes.", ("She said no.", "Then yes.")),
        ("See No. 4 there. Done", ("See No. 4 there.", "Done")),
        ("- one thing\n- another", ("one thing", "another")),
        ('He said: "We wait. Not now." Fine.', ('He said: "We wait.', "Not now.", "Fine.")),
        ("Really?! Yes", ("Really?!", "Yes")),
        ("  \n --- \n", ()),
        ("", ()),
    ],
)
def test_sentences_are_slices(text: str, expected: tuple[str, ...]) -> None:
    found = sentences(text)
    assert found == expected or [s.strip('"') for s in found] == [s.strip('"') for s in expected]
    assert all(sentence in text for sentence in found)
