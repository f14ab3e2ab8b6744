"""What happened on a deal: a strip of stages and touches over time, and the same as a list, newest first."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import streamlit as st

from coach.domain.activity import Activity, ActivityKind, ActivityStatus, Direction
from coach.domain.attempt import Attempt, Effect
from coach.domain.contact import is_noise
from coach.domain.record import Record
from coach.domain.stage import StageChange
from coach.domain.texts import activity_source
from coach.ui import words
from coach.ui.plain import plain
from coach.ui.theme import Palette

AT_FIRST = 8
_ICONS = {
    ActivityKind.CALL: ":material/call:",
    ActivityKind.MEETING: ":material/groups:",
    ActivityKind.EMAIL: ":material/mail:",
    ActivityKind.NOTE: ":material/sticky_note_2:",
    ActivityKind.TASK: ":material/task_alt:",
    ActivityKind.OTHER: ":material/circle:",
}
_LANES = ("Stage", "Buyer", "Us", "Internal")
_MARKS = {
    Effect.ADVANCED: "green",
    Effect.MEETING: "green",
    Effect.REPLY: "green",
    Effect.NEGATIVE: "red",
    Effect.NONE: "gray",
    Effect.PENDING: "gray",
}


def lane(activity: Activity) -> str:
    if activity.direction is Direction.INTERNAL or activity.kind is ActivityKind.TASK:
        return "Internal"
    inbound = activity.direction is Direction.INBOUND and not is_noise(activity)
    return "Buyer" if inbound else "Us"


def spans(record: Record, as_of: date) -> list[dict[str, Any]]:
    """The stages that the deal went through, each from the day it was entered to the next."""
    moves = [c for c in record.stage_changes if c.entered_at.date() <= as_of]
    whole = (as_of - moves[0].entered_at.date()).days if moves else 0
    ends = [c.entered_at.date() for c in moves[1:]] + [as_of]
    return [
        {
            "lane": "Stage",
            "stage": move.stage,
            "from": move.entered_at.date().isoformat(),
            "to": max(end, move.entered_at.date() + timedelta(days=1)).isoformat(),
            "wide": (end - move.entered_at.date()).days > 0.14 * whole,
            "told": f"{words.days((end - move.entered_at.date()).days)} in {move.stage}",
        }
        for move, end in zip(moves, ends, strict=True)
    ]


def strip(record: Record, as_of: date, colours: Palette) -> Any:
    """An Altair chart of four lanes: stages, the buyer's words, our moves, internal work."""
    import altair as alt

    touches = [
        {"lane": lane(a), "at": a.at.date().isoformat(), "told": activity_source(a).title, "subject": a.subject or ""}
        for a in record.activities
        if a.status is ActivityStatus.DONE
    ]
    y = alt.Y("lane:N", sort=list(_LANES), title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=10))
    stages = alt.Chart({"values": spans(record, as_of)})
    bar = stages.mark_bar(height={"band": 0.7}, cornerRadius=3, color=colours.band, stroke=colours.line).encode(
        x=alt.X("from:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6, labelOverlap=True)),
        x2="to:T",
        y=y,
        tooltip=[alt.Tooltip("stage:N", title="Stage"), alt.Tooltip("told:N", title="Stay")],
    )
    label = (
        alt.Chart({"values": [s for s in spans(record, as_of) if s["wide"]]})
        .mark_text(align="left", dx=6, color=colours.text, fontSize=11)
        .encode(x="from:T", y=y, text="stage:N")
    )
    dot = (
        alt.Chart({"values": touches})
        .mark_circle(size=60, opacity=0.85)
        .encode(
            x="at:T",
            y=y,
            color=alt.condition("datum.lane == 'Buyer'", alt.value(colours.accent), alt.value(colours.fine)),
            tooltip=[alt.Tooltip("told:N", title="Touch"), alt.Tooltip("subject:N", title="Subject")],
        )
    )
    return alt.layer(bar, label, dot).properties(height=170).configure_view(strokeWidth=0)


def section(record: Record, attempts: Sequence[Attempt], as_of: date, colours: Palette) -> None:
    st.subheader("History", anchor=False)
    if not record.activities and not record.stage_changes:
        st.markdown(":gray[Nothing is on record for this deal yet.]")
        return
    st.altair_chart(strip(record, as_of, colours), key="strip", alt="Stages and touches over time")
    tried = {attempt.activity_ids[0]: attempt for attempt in attempts if attempt.activity_ids}
    events: list[Activity | StageChange] = [*record.activities, *record.stage_changes]
    events.sort(key=lambda e: e.at if isinstance(e, Activity) else e.entered_at, reverse=True)
    for event in events[:AT_FIRST]:
        _event(event, tried)
    if len(events) > AT_FIRST:
        with st.expander(f"{words.counted(len(events) - AT_FIRST, 'earlier event')}"):
            for event in events[AT_FIRST:]:
                _event(event, tried)


def _event(event: Activity | StageChange, tried: dict[str, Attempt]) -> None:
    if isinstance(event, StageChange):
        st.markdown(f":material/flag: **Moved to {plain(event.stage)}** :gray[{words.day(event.entered_at)}]")
        return
    attempt = tried.get(event.activity_id)
    badge = f" :{_MARKS[attempt.effect]}-badge[Tried: {plain(_tried(attempt))}]" if attempt else ""
    notes = " :gray-badge[Planned]" if event.status is ActivityStatus.PLANNED else ""
    notes += " :gray-badge[Automatic]" if is_noise(event) else ""
    head = f"{_ICONS[event.kind]} **{plain(activity_source(event).title)}**{notes}{badge}"
    subject, body = plain(event.subject or ""), plain(words.cut(event.body or "", 220))
    st.markdown("  \n".join(line for line in (head, f":gray[{subject}]" if subject else "", body) if line))


def _tried(attempt: Attempt) -> str:
    """Without what stands in brackets: the list shows those activities anyway."""
    return f"{words.cut(attempt.what.partition(' (')[0], 60)}, {words.effect(attempt)}"
