"""What is two-way contact, and what is noise: one table for each side."""

from typing import Any

import pytest

from coach.domain.contact import is_from_buyer, is_held, is_noise, is_two_way

REAL = [
    ("email", "inbound", "RE: Proposal", "Thanks, I will read it on Monday."),
    ("email", "inbound", "RE: Proposal", "No thank you, please unsubscribe me from anything about this."),
    ("email", "inbound", "RE: Proposal", "I'm on holiday until Monday, let us talk after that."),
    ("email", "inbound", "Accepted: Review", "Accepted. I will bring our finance lead, she has questions on page two."),
    ("note", "inbound", None, "Left at reception: please call me, Anna"),
    ("call", "outbound", "Price", "Spoke for ten minutes. She has no answer on the budget yet."),
    ("call", "outbound", "Voicemail, then called back", "Left a message. She rang back within the hour."),
    ("call", None, None, None),
    ("call", "inbound", "Quick question", "He rang from the car."),
    ("meeting", "outbound", "Workshop", "Four people. Their CFO declined, the others stayed to the end."),
    (
        "meeting",
        "outbound",
        "Review",
        "She asked who owns the fines if a carrier no-shows. " + "More detail followed. " * 12,
    ),
    ("meeting", None, "Site visit", None),
]
NOT = [
    ("email", "outbound", "Any news?", "Just checking in."),
    ("email", None, "Any news?", "Just checking in."),
    ("email", "inbound", "Automatic reply: Proposal", "I am back on 3 March."),
    ("email", "inbound", "Abwesenheitsnotiz: Angebot", "Ich bin bis Montag im Urlaub."),
    ("email", "inbound", "Réponse automatique : devis", "Je suis absente."),
    (
        "email",
        "inbound",
        "RE: Proposal",
        "I am out of the office. I will reply when I return. In urgent cases call Bo.",
    ),
    ("email", "inbound", "Undeliverable: Proposal", "The address was not found."),
    ("email", "inbound", "Delivery Status Notification (Failure)", "550"),
    ("email", "inbound", "Accepted: Review", "Anna Berg has accepted this invitation."),
    ("email", "inbound", "Accepted: Review", ""),
    ("email", "inbound", "Declined: Review", None),
    ("email", "inbound", "Logistics news", "Ten trends. Click here to unsubscribe."),
    ("other", "inbound", "LinkedIn message", "Thanks!"),
    ("other", "inbound", "Email opened", "Auto-logged: opened twice"),
    ("email", "inbound", "Link clicked", ""),
    ("note", "inbound", "Viewed the proposal", "Page 4, 20 s"),
    ("note", "internal", "They love it", "Great feeling."),
    ("task", "outbound", "Task completed: call Anna", None),
    ("call", "outbound", "Voicemail Anna", "Left a cheerful one."),
    ("call", "outbound", "lm henrik", "nothing back."),
    ("call", "outbound", "Call to Anna", "No answer."),
    ("call", "outbound", "Anruf", "Nicht erreicht, Nachricht hinterlassen."),
    ("call", "outbound", "Appel", "Tombé sur la messagerie."),
    ("call", "outbound", "Llamada", "No contesta, dejé un mensaje."),
    ("call", "outbound", "Chamada", "Não atendeu."),
    ("call", "internal", "Prep with Sam", "Talked about the demo."),
    ("meeting", "inbound", "Canceled: Executive session", "Auto-logged from calendar."),
    ("meeting", "outbound", "Review", "No-show. Waited ten minutes."),
    ("meeting", None, "Cancelled by Samir", None),
    ("call", "outbound", "Dunmarrow", "Switchboard: he works at the parent's mill now."),
    ("call", "outbound", None, "reception only, took a message"),
    ("call", "outbound", None, "Number goes to reception."),
    ("meeting", "outbound", "Besprechung", "Vom Kunden abgesagt."),
    ("meeting", "internal", "Deal desk", "Agreed on 5%."),
]


@pytest.mark.parametrize(("kind", "direction", "subject", "body"), REAL)
def test_counts(build: Any, kind: str, direction: str | None, subject: str | None, body: str | None) -> None:
    activity = build.activity(1, kind, direction=direction, subject=subject, body=body)
    assert is_two_way(activity)
    assert not is_noise(activity)


@pytest.mark.parametrize(("kind", "direction", "subject", "body"), NOT)
def test_does_not_count(build: Any, kind: str, direction: str | None, subject: str | None, body: str | None) -> None:
    assert not is_two_way(build.activity(1, kind, direction=direction, subject=subject, body=body))


@pytest.mark.parametrize("kind", ["email", "call", "meeting", "note"])
def test_what_is_planned_has_not_happened(build: Any, kind: str) -> None:
    planned = build.activity(1, kind, direction="inbound", status="planned")
    assert not is_two_way(planned)
    assert not is_from_buyer(planned)
    assert not is_held(planned)


def test_a_mail_without_a_direction_is_the_buyers_when_the_contact_wrote_it(build: Any) -> None:
    assert is_two_way(build.activity(1, author="Anna Berg", contact="Anna Berg", body="Thanks"))
    assert not is_two_way(build.activity(1, author="Tom Rep", contact="Anna Berg", body="Thanks"))


def test_what_a_machine_wrote_is_noise_in_any_kind(build: Any) -> None:
    for kind in ("email", "note", "meeting", "call", "other", "task"):
        assert is_noise(build.activity(1, kind, direction="inbound", author="mailer-daemon@x.example"))
        assert is_noise(build.activity(1, kind, direction="outbound", subject="RE: Out of office"))


@pytest.mark.parametrize(
    ("author", "body", "counts"),
    [
        ("Anna Berg", "Can we do Thursday instead?", True),
        ("Anna Berg", "Thanks!", False),
        (None, "Can we do Thursday instead?", False),
        ("Workflow", "The proposal was looked at twice.", False),
    ],
)
def test_a_chat_message_with_words_of_its_own_counts(build: Any, author: str | None, body: str, counts: bool) -> None:
    chat = build.activity(1, "other", direction="inbound", author=author, subject="WhatsApp", body=body)
    assert is_two_way(chat) is is_from_buyer(chat) is counts
