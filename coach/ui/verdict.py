"""The verdict as a card: the decision in words, why, and what would change it."""

import streamlit as st

from coach.domain.review import Review
from coach.ui import sources, words
from coach.ui.plain import plain
from coach.ui.theme import DECISION_COLOURS, DECISION_ICONS


def card(review: Review) -> None:
    verdict = review.verdict
    colour, icon = DECISION_COLOURS[verdict.decision], DECISION_ICONS[verdict.decision]
    with sources.room("verdict"), st.container(border=True, key="verdict"):
        st.subheader(f":{colour}[{icon} {words.decision(review)}]", anchor=False)
        for at, reason in enumerate(verdict.reasons):
            sources.claim(plain(reason.text), reason.citations, "verdict", str(at))
        if verdict.open_questions:
            st.markdown("**Ask before deciding**")
            st.markdown("\n".join(f"- {plain(question)}" for question in verdict.open_questions))
        st.markdown(f":gray[What would change it:] {plain(verdict.would_change_if)}")


def obstacles(review: Review) -> None:
    """What holds the deal up, each with where the record shows it."""
    from coach.domain.obstacle import OBSTACLES

    if not review.obstacles:
        return
    st.subheader("What holds it up", anchor=False)
    with sources.room("obstacles"):
        for obstacle in review.obstacles:
            told = f"**{plain(words.name(obstacle.name))}.** {plain(OBSTACLES.get(obstacle.name, ''))}"
            sources.claim(told, obstacle.citations, "obstacles", obstacle.name)
