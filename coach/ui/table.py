"""The stalled deals as a table, worst first; a click on a row opens the deal."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from coach.domain.review import Decision
from coach.domain.stall import Stall
from coach.ui import signals, words

if TYPE_CHECKING:
    import pandas as pd

_ROW = 64
"""Pixels. Long names and reasons wrap only in rows higher than four lines of the base size."""


def frame(stalls: Sequence[Stall], verdicts: Mapping[str, Decision]) -> "pd.DataFrame":
    import pandas as pd

    mixed = len({s.currency for s in stalls if s.amount is not None}) > 1
    measured = any(s.p_win for s in stalls)
    reviewed = any(s.deal_id in verdicts for s in stalls)
    rows: list[dict[str, Any]] = [
        {
            "Deal": s.name,
            "Owner": s.owner or "",
            "Stage": s.stage,
            "Amount": None if s.amount is None else float(s.amount),
            **({"Currency": s.currency or ""} if mixed else {}),
            "Days": s.days_in_stage,
            "Normal": words.normal(s.norm),
            **({"Verdict": words.DECISIONS[verdicts[s.deal_id]] if s.deal_id in verdicts else ""} if reviewed else {}),
            "Why": signals.why(s),
            **({"Win odds": words.odds(s.p_win)} if measured else {}),
        }
        for s in stalls
    ]
    return pd.DataFrame(rows)


def picked(stalls: Sequence[Stall], verdicts: Mapping[str, Decision]) -> str | None:
    """Draw the table; the deal that was clicked, if one was."""
    currencies = {s.currency for s in stalls if s.amount is not None}
    only = next(iter(currencies)) if len(currencies) == 1 else None
    column = st.column_config
    event = st.dataframe(
        frame(stalls, verdicts),
        hide_index=True,
        height=_ROW * min(len(stalls), 12) + 40,
        row_height=_ROW,
        on_select="rerun",
        selection_mode="single-cell",
        key="stalled",
        placeholder="",
        alt="Stalled deals, worst first",
        column_config={
            "Deal": column.TextColumn(width=175),
            "Owner": column.TextColumn(width=85),
            "Stage": column.TextColumn(width=100),
            "Amount": column.NumberColumn(f"Amount, {only}" if only else "Amount", format="localized", width=98),
            "Days": column.NumberColumn(width=48, help="Days in the stage"),
            "Normal": column.TextColumn(
                width=85, help="Days within which 9 of 10 won deals had left the stage; n is how many stand behind it"
            ),
            "Why": column.TextColumn(width=185, help="What says that the deal is stuck"),
            "Win odds": column.TextColumn(
                width=115, help="Share still won among past deals that were open at this age, with a 95% interval"
            ),
            "Verdict": column.TextColumn(width=70, help="What the last review came to"),
        },
    )
    cells = event["selection"]["cells"]
    return stalls[cells[0][0]].deal_id if cells else None
