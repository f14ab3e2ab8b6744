"""The questions of the strategic review, what the record says to each, where it contradicts itself, and what the rep
answers."""

from datetime import date

import streamlit as st

from coach.domain.evidence import Point
from coach.domain.review import Answer, AnswerStatus, ExtraAnswer, Review
from coach.review.sheet import title
from coach.ui import answering, sources, words
from coach.ui.plain import plain


def questions(review: Review, owner: str | None, as_of: date, given: answering.Given) -> None:
    st.subheader("The five questions", anchor=False)
    for answer in review.answers:
        key = answer.question.value
        with sources.room(key), st.container(border=True, key=f"question-{key}"):
            _answer(answer)
            answering.box(review, key, answer.ask, owner, as_of, given)
    if review.extra:
        st.subheader("Your own questions", anchor=False)
    for extra in review.extra:
        with sources.room(extra.question_id), st.container(border=True, key=f"question-{extra.question_id}"):
            _extra(extra)
            asked = None if extra.status is AnswerStatus.ANSWERED else extra.asked
            answering.box(review, extra.question_id, asked, owner, as_of, given)


def _extra(extra: ExtraAnswer) -> None:
    told, colour = words.STATUSES[extra.status]
    st.markdown(f"##### {plain(extra.asked)} :{colour}-badge[{told}]")
    for at, point in enumerate(extra.points):
        sources.claim(plain(point.text), point.citations, extra.question_id, str(at))
    if not extra.points:
        st.markdown(":gray[The record says nothing on this.]")


def _answer(answer: Answer) -> None:
    told, colour = words.STATUSES[answer.status]
    st.markdown(f"##### {plain(title(answer))} :{colour}-badge[{told}]")
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
