"""Every open deal as a dot in its stage, against the time that won deals took there."""

import zlib
from collections.abc import Sequence
from typing import Any

from coach.domain.stage import Stage, StageKind
from coach.domain.stall import Scope, Stall
from coach.ui import signals, words
from coach.ui.theme import Palette

MOST = 2000
_KINDS = ("Stuck", "On hold", "Within normal")


def kind_of(stall: Stall) -> str:
    return "On hold" if stall.on_hold else "Stuck" if stall.stalled else "Within normal"


def dots(stalls: Sequence[Stall]) -> list[dict[str, Any]]:
    """One row a deal whose age is known, in words for the tooltip."""
    return [
        {
            "deal_id": s.deal_id,
            "deal": s.name,
            "owner": s.owner or "no owner",
            "stage": s.stage,
            "days": s.days_in_stage,
            "kind": kind_of(s),
            "amount": words.money(s.amount, s.currency),
            "why": signals.why(s) or "nothing unusual",
            "normal": words.normal(s.norm),
            "lane": zlib.crc32(s.deal_id.encode()) % 7,
        }
        for s in stalls
        if s.days_in_stage is not None
    ]


def bands(stalls: Sequence[Stall]) -> list[dict[str, Any]]:
    """The normal range of each stage, from the median to the norm; one for each segment that has its own."""
    found: dict[tuple[str, float, float], dict[str, Any]] = {}
    for s in stalls:
        if s.norm is None or s.median_days is None or s.norm.scope is Scope.DEFAULT:
            continue
        whose = f" in {s.segment}" if s.norm.scope is Scope.SEGMENT and s.segment else ""
        told = (
            f"Half of the won deals{whose} took at most {words.days(s.median_days)}, 9 of 10 at most {s.norm.days:.0f}"
        )
        found[s.stage, s.median_days, s.norm.days] = {
            "stage": s.stage,
            "from": s.median_days,
            "to": s.norm.days,
            "told": told,
        }
    return list(found.values())


def order(stages: Sequence[Stage], stalls: Sequence[Stall]) -> list[str]:
    """The open stages from first to last, then any that no list of stages knows."""
    present = {s.stage for s in stalls}
    known = [s.name for s in sorted(stages, key=lambda s: s.position) if s.kind is StageKind.OPEN or s.name in present]
    return known + sorted(present - set(known))


def step(stalls: Sequence[Stall]) -> int:
    """One deal in how many is drawn, so that at most `MOST` dots are."""
    return max(1, -(-len(stalls) // MOST))


def pipeline_chart(stalls: Sequence[Stall], stages: Sequence[Stage], colours: Palette) -> Any:
    """An Altair chart; of very many `stalls` every second, third, ... is drawn (see `step`)."""
    import altair as alt

    drawn, names = stalls[:: step(stalls)], order(stages, stalls)
    y = alt.Y(
        "stage:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=10, labelLimit=140)
    )
    base = alt.Chart({"values": bands(stalls)})
    band = base.mark_bar(height={"band": 0.8}, cornerRadius=4, color=colours.band, opacity=0.7).encode(
        x=alt.X("from:Q"), x2="to:Q", y=y, tooltip=[alt.Tooltip("told:N", title="Normal")]
    )
    edge = base.mark_tick(thickness=2, height={"band": 0.8}, color=colours.line).encode(
        x=alt.X("to:Q"), y=y, tooltip=[alt.Tooltip("told:N", title="Normal")]
    )
    tooltip = [
        alt.Tooltip("deal:N", title="Deal"),
        alt.Tooltip("owner:N", title="Owner"),
        alt.Tooltip("amount:N", title="Amount"),
        alt.Tooltip("days:Q", title="Days in stage"),
        alt.Tooltip("normal:N", title="Normal"),
        alt.Tooltip("why:N", title="Why"),
    ]
    dot = (
        alt.Chart({"values": dots(drawn)})
        .mark_circle(size=70 if len(drawn) < 300 else 30, opacity=0.85, stroke=None)
        .encode(
            x=alt.X(
                "days:Q",
                title="Days in stage",
                axis=alt.Axis(grid=True, tickCount=8),
                scale=alt.Scale(nice=True, zero=True),
            ),
            y=y,
            yOffset=alt.YOffset("lane:O", scale=alt.Scale(paddingOuter=0.6)),
            color=alt.Color(
                "kind:N",
                title=None,
                scale=alt.Scale(domain=list(_KINDS), range=[colours.stalled, colours.hold, colours.fine]),
                legend=alt.Legend(orient="top", symbolSize=80, padding=0, offset=8),
            ),
            tooltip=tooltip,
        )
    )
    return alt.layer(band, edge, dot).properties(height=max(160, 52 * len(names) + 40)).configure_view(strokeWidth=0)
