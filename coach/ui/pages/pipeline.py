"""The pipeline: what is stalled, against what was normal, worst first."""

from datetime import date

import streamlit as st

from coach.domain.stall import Pipeline, Scope, Stall
from coach.stalls.narrow import without_holds
from coach.ui import chart, filters, first_steps, intake, navigation, state, table, words
from coach.ui.theme import palette


def page() -> None:
    if state.workspace().newest_date() is None:
        first_steps.draw()
        return
    as_of = state.chosen_day()
    seen = without_holds(state.pipeline(as_of))
    st.title(headline(seen), anchor=False)
    st.markdown(f":gray[{sentence(seen)}]")
    intake.told()
    _stale(as_of)
    stages = state.stages(seen)
    everything = [*seen.stalls, *seen.others]
    shown = filters.filtered(everything, chart.order(stages, everything))
    with st.sidebar:
        if st.button("Import deals", key="open-import", type="tertiary", icon=":material/upload:"):
            intake.dialog()
    _metrics(seen)
    if not everything:
        st.info(f"No deal was open on {words.day(as_of)}. Choose another day in the sidebar.")
        return
    st.subheader("Days in stage, against won deals", anchor=False)
    if not shown:
        st.info("No open deal matches these filters.")
        return
    st.altair_chart(chart.pipeline_chart(shown, stages, palette()), key="chart", alt="Open deals by stage and age")
    st.caption(_legend(seen, shown))
    _stalled([s for s in shown if s.stalled and s.on_hold is None], seen)


def headline(seen: Pipeline) -> str:
    if not seen.stalled_deals:
        return f"None of {words.counted(seen.open_deals, 'open deal')} is stuck"
    verb = "is" if seen.stalled_deals == 1 else "are"
    return f"{seen.stalled_deals:,} of {words.counted(seen.open_deals, 'open deal')} {verb} stuck"


def sentence(seen: Pipeline) -> str:
    held = sum(s.on_hold is not None for s in seen.others)
    waiting = f" {words.counted(held, 'more waits', 'more wait')} with a stated reason and a date." if held else ""
    if not seen.stalled_deals:
        return f"As of {words.day(seen.as_of)}, every open deal moves at the pace that won deals had.{waiting}"
    return (
        f"They hold {words.sums(seen.amount_stalled)} and have spent {seen.deal_days_stalled:,} days beyond what "
        f"the median won deal needed, as of {words.day(seen.as_of)}.{waiting}"
    )


def _stale(as_of: date) -> None:
    newest = state.workspace().newest_date()
    if newest is None or (state.workspace().stale_since(as_of) is None and newest <= as_of):
        return
    told = "The newest entry in your data is from" if newest < as_of else "Your data runs on to"
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/history: {told} **{words.day(newest)}**; figures are as of {words.day(as_of)}.")
        st.button(f"Show {words.day(newest)}", key="newest", on_click=state.want_day, args=(newest,))


def _metrics(seen: Pipeline) -> None:
    late = sum(s.max_days is not None and (s.days_in_stage or 0) > s.max_days for s in seen.stalls)
    held = sum(s.on_hold is not None for s in (*seen.stalls, *seen.others))
    figures = (
        ("Amount stuck", words.sums(seen.amount_stalled), "What the stuck deals are worth, each currency on its own"),
        (
            "Days beyond normal",
            f"{seen.deal_days_stalled:,}",
            "Days that the stuck deals have spent beyond what the median won deal needed",
        ),
        ("Later than any win", f"{late:,}", "Deals older in their stage than any deal that was ever won"),
        ("On hold", f"{held:,}", "Deals with a stated reason to wait and a date that has not passed"),
    )
    with st.container(horizontal=True):
        for label, value, told in figures:
            st.metric(label, value, help=told, border=True)


def _legend(seen: Pipeline, shown: list[Stall]) -> str:
    told = "Each dot is an open deal. The band runs from the median to 9 of 10 of the won deals in that stage"
    told += ", with an edge for each segment that has a norm of its own." if _segmented(shown) else "."
    if (step := chart.step(shown)) > 1:
        told += f" Of so many, one in {step} is drawn."
    if seen.age_not_known:
        told += f" {words.counted(seen.age_not_known, 'deal')} with no known age left out."
    return told


def _segmented(shown: list[Stall]) -> bool:
    return any(s.norm is not None and s.norm.scope is Scope.SEGMENT for s in shown)


def _stalled(stalls: list[Stall], seen: Pipeline) -> None:
    st.subheader(f"{words.counted(len(stalls), 'stuck deal')}, worst first", anchor=False)
    if not stalls:
        st.markdown(":gray[None of the deals shown is stuck.]")
        return
    st.caption("Click a deal to open it.")
    if (deal_id := table.picked(stalls, state.verdicts(seen))) is not None:
        navigation.open_deal(deal_id)


page()
