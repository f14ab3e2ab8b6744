"""The question bank: what every review asks, a manager's own questions, and the rubric that answers are graded by."""

from datetime import date

import streamlit as st

from coach.domain.failure import CoachError
from coach.domain.questions import QuestionBank
from coach.prompting.questions import bank_text, read_bank
from coach.review.bank_change import wording_changes
from coach.ui import bank_form, failures, state, words
from coach.ui.plain import plain
from coach.workspace.questions import preview, reset_bank, use_bank

_DRAWN = "bank_drawn"


def page() -> None:
    st.title("Questions", anchor=False)
    st.markdown(
        ":gray[What a review asks of each stuck deal, and what makes an answer good enough to decide on. "
        "Change the words, add questions of your own, then see which reviews would come out differently.]"
    )
    ws = state.workspace()
    as_of = state.chosen_day()
    current = ws.bank
    text = bank_text(bank_form.form(current, st.session_state.setdefault(_DRAWN, 0)))
    try:
        edited = read_bank(text)
    except CoachError as failure:
        failures.show(failure)
        return
    if text == bank_text(current):
        st.caption("Nothing is changed yet.")
        _reset_button(current)
        return
    with st.container(horizontal=True):
        shown = st.button("Preview the changes", key="preview", icon=":material/difference:")
        used = st.button("Use these questions", key="use", type="primary", icon=":material/check:")
        if st.button("Undo my changes", key="undo", type="tertiary"):
            _redraw()
    if used:
        use_bank(ws.settings.home, text)
        st.toast("In use from the next review on.")
        _redraw()
    if shown:
        _preview(current, edited, as_of)


def _preview(current: QuestionBank, edited: QuestionBank, day: date) -> None:
    ws = state.workspace()
    for line in wording_changes(current, edited):
        st.markdown(f"- Everywhere: {plain(line)}")
    with st.spinner("Trying both on every kept review…"):
        found = preview(ws, edited, day, state.viewer())
    kept = len(ws.store.reviewed_deals(day))
    st.markdown(f"**{words.counted(len(found), 'review')} of {kept:,} would come out differently.**")
    for change in found:
        with st.container(border=True, key=f"change-{change.deal_id}"):
            st.markdown(f"**{plain(change.name)}** :gray[{plain(change.deal_id)}]")
            st.markdown("\n".join(f"- {plain(line)}" for line in change.changes))


def _reset_button(current: QuestionBank) -> None:
    home = state.workspace().settings.home
    if (home / "questions.toml").exists() and st.button("Back to the questions that came with it", key="reset"):
        reset_bank(home)
        st.toast(f"Back to version {current.version}.")
        _redraw()


def _redraw() -> None:
    """Fields keep what was typed under their keys: new keys show the bank as it is."""
    st.session_state[_DRAWN] = st.session_state.get(_DRAWN, 0) + 1
    st.rerun()


page()
