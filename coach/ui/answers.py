"""The five questions of the strategic review, what the record says to each, and where it contradicts itself."""

import streamlit as st

from coach.domain.evidence import Point
from coach.domain.review import Answer, AnswerStatus, Review
from coach.ui import sources, words
from coach.ui.plain import plain


def questions(review: Review) -> None:
    st.subheader("The five questions", anchor=False)
    for answer in review.answers:
        with sources.room(answer.question.value), st.container(border=True, key=f"question-{answer.question.value}"):
            _answer(answer)


def _answer(answer: Answer) -> None:
    told, colour = words.STATUSES[answer.status]
    st.markdown(f"##### {words.QUESTIONS[answer.question]} :{colour}-badge[{told}]")
    for at, point in enumerate(answer.points):
        if answer.status is AnswerStatus.CONTRADICTED and len(point.citations) > 1:
            _side_by_side(point, answer.question.value, at)
        else:
            sources.claim(plain(point.text), point.citations, answer.question.value, str(at))
    if answer.ask:
        st.markdown(f":material/help: :gray[Ask:] {plain(answer.ask)}")
    elif not answer.points:
        st.markdown(":gray[The record says nothing on this.]")


def _side_by_side(point: Point, place: str, at: int) -> None:
    """Two texts that do not agree, each in its own words, so that a person can judge."""
    if not all(citation.quote in point.text for citation in point.citations[:2]):
        st.markdown(plain(point.text))
    for column, (side, citation) in zip(st.columns(2, gap="medium"), enumerate(point.citations[:2]), strict=True):
        with column:
            sources.claim(f"> {plain(citation.quote)}", [citation], place, f"{at}-{side}")
    sources.buttons(point.citations[2:], place, f"{at}-more")
