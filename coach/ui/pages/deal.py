"""One deal: where it stands, what the review makes of it, what happened."""

from datetime import date

import streamlit as st

from coach.domain.record import Record
from coach.domain.review import Review
from coach.domain.stall import Stall
from coach.ui import answering, navigation, review, signals, sources, state, timeline, words
from coach.ui.plain import plain
from coach.ui.theme import palette

_LAST = "last_deal"


def page() -> None:
    if state.workspace().newest_date() is None:
        st.title("No deals yet", anchor=False)
        st.markdown("Import your deals or load the sample company first.")
        navigation.to_pipeline("Get started")
        return
    as_of = state.chosen_day()
    deal_id = st.query_params.get("deal") or st.session_state.get(_LAST)
    if not deal_id:
        _choose(as_of)
        return
    if st.session_state.get(_LAST) != deal_id:
        sources.close()
    st.session_state[_LAST] = st.query_params["deal"] = deal_id
    navigation.to_pipeline("Pipeline")
    record = state.record(deal_id, as_of)
    stall = state.stall(deal_id, as_of)
    _head(record, stall)
    last = state.workspace().latest_review(deal_id, as_of, state.viewer())
    if _wants_review(last):
        review.run(deal_id, as_of)
    if last:
        answers = answering.given(deal_id, as_of)
        waiting = max(0, len(answers) - last.answers_read)
        if waiting:
            told = words.counted(waiting, "answer")
            st.info(f"{told} since this review. Run it again to let {'it' if waiting == 1 else 'them'} count.")
        review.draw(last, record.deal.owner, as_of, answers)
    timeline.section(record, last.attempts if last else (), as_of, palette())


def _head(record: Record, stall: Stall) -> None:
    deal = record.deal
    st.title(plain(deal.name), anchor=False)
    facts = [
        deal.deal_id,
        deal.account if deal.account and deal.account not in deal.name else None,
        words.money(deal.amount, deal.currency),
        deal.stage,
        deal.owner,
        f"opened {words.day(deal.created_at)}" if deal.created_at else None,
        f"expected close {words.day(deal.expected_close_at)}" if deal.expected_close_at else None,
    ]
    st.markdown(f":gray[{' · '.join(plain(fact) for fact in facts if fact)}]")
    with st.container(border=True, key="stall"):
        badge = (
            ":blue-badge[On hold]"
            if stall.on_hold
            else ":orange-badge[Stuck]"
            if stall.stalled
            else ":green-badge[Within normal]"
        )
        st.markdown(f"{badge} {signals.summary(stall)}")
        signals.listed(stall)


def _wants_review(last: Review | None) -> bool:
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Run the review again" if last else "Run the review"
        kind = "secondary" if last else "primary"
        clicked = st.button(label, key="run", type=kind, icon=":material/alt_route:")  # type: ignore[arg-type]
        if not last:
            who = words.coach(state.workspace().coach_name)
            st.markdown(f":gray[Five questions, answered from the record by {plain(who)}.]")
    return clicked


def _choose(as_of: date) -> None:
    navigation.to_pipeline("All stuck deals")
    st.title("Which deal?", anchor=False)
    worst = state.pipeline(as_of).stalls[:6]
    st.markdown("Open one from the pipeline, or start with those that need it most." if worst else "No deal is stuck.")
    for stall in worst:
        told = f"{stall.name} · {words.days(stall.days_in_stage or 0)} in {stall.stage}"
        if st.button(plain(told), key=f"open-{stall.deal_id}", type="tertiary", icon=":material/arrow_forward:"):
            navigation.open_deal(stall.deal_id)


page()
