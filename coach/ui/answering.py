"""A rep's answers to the open questions: given on the deal's page, graded at once, one follow-up at most."""

from datetime import date

import streamlit as st

from coach.domain.answer import Grade, RepAnswer
from coach.domain.failure import CoachError
from coach.domain.review import AnswerStatus, Review
from coach.ui import failures, sources, state, words
from coach.ui.plain import plain
from coach.workspace.questions import LONGEST_ANSWER

_GRADES = {
    AnswerStatus.ANSWERED: ("Carries", "green"),
    AnswerStatus.WEAK: ("Too weak to decide on", "yellow"),
    AnswerStatus.CONTRADICTED: ("The record says otherwise", "orange"),
    AnswerStatus.UNANSWERED: ("Not answered", "gray"),
}


Given = list[tuple[RepAnswer, Grade | None]]


def box(review: Review, question: str, asked: str | None, owner: str | None, as_of: date, answers: Given) -> None:
    """What was answered to one question so far, and a field for what is still open: the question, or its follow-up."""
    given = [(a, g) for a, g in answers if a.question == question]
    for answer, grade in given:
        _shown(answer, grade)
    last = given[-1] if given else None
    follow_up = last[1].follow_up if last and last[1] else None
    if follow_up and last:
        st.markdown(f":material/help: :gray[One more question:] {plain(follow_up)}")
    if follow_up or (asked and last is None):
        _form(review.deal_id, question, owner, as_of, follows=last[0].answer_id if follow_up and last else None)


def given(deal_id: str, as_of: date) -> Given:
    """The answers on a deal, the oldest first, each with its grade."""
    ws = state.workspace()
    grades = {g.answer_id: g for g in ws.store.grades(deal_id, state.viewer())}
    return [(a, grades.get(a.answer_id)) for a in ws.store.answers(deal_id, as_of, state.viewer())]


def _shown(answer: RepAnswer, grade: Grade | None) -> None:
    with st.container(border=True, key=f"answer-{answer.answer_id}"):
        told, colour = _GRADES[grade.status] if grade else ("Not graded", "gray")
        st.markdown(f":{colour}-badge[{told}] :gray[{plain(answer.author)}, {words.day(answer.at)}]")
        if answer.follows and answer.asked:
            st.markdown(f":small[:gray[{plain(answer.asked)}]]")
        st.markdown(plain(answer.text))
        if grade is None:
            return
        st.markdown(f":small[:gray[{plain(grade.reason)}]]")
        if grade.fallback:
            st.caption(plain(f"{grade.fallback} The rules graded it."))
        sources.buttons(grade.citations, answer.question, f"grade-{answer.answer_id}")


def _form(deal_id: str, question: str, owner: str | None, as_of: date, *, follows: str | None) -> None:
    key = f"{question}-{follows or 'first'}"
    with st.expander("Answer it", icon=":material/edit:"), st.form(f"form-{key}", border=False):
        text = st.text_area(
            "Your answer",
            key=f"text-{key}",
            max_chars=LONGEST_ANSWER,
            placeholder="Who said or did what, and when? Their own words carry furthest.",
        )
        author = st.text_input("Answered by", value=owner or "", key=f"author-{key}", max_chars=120)
        if st.form_submit_button("Grade my answer", type="primary") and text.strip():
            _take(deal_id, question, text, author.strip() or owner or "The rep", as_of, follows)


def _take(deal_id: str, question: str, text: str, author: str, as_of: date, follows: str | None) -> None:
    with st.spinner("Holding it against the record…"):
        try:
            state.workspace().answer(
                deal_id, question, text, author=author, as_of=as_of, viewer=state.viewer(), follows=follows
            )
        except CoachError as failure:
            failures.show(failure)
            return
    st.rerun()
