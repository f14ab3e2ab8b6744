"""The few colours that charts need beside the theme: what stands out, what is normal, what waits."""

from typing import NamedTuple

import streamlit as st


class Palette(NamedTuple):
    stalled: str
    fine: str
    hold: str
    band: str
    line: str
    text: str
    muted: str
    accent: str


_LIGHT = Palette("#C2571A", "#8B918E", "#3F6FB5", "#DDE9E6", "#9DBDB7", "#1C1F1E", "#6A706D", "#0B6B63")
_DARK = Palette("#E58A4F", "#7C8481", "#7FA8E0", "#24403C", "#4C756E", "#E8EAE8", "#9AA19E", "#4FB8A8")

DECISION_COLOURS = {"healthy": "green", "hold": "blue", "pivot": "primary", "ask": "orange", "remove": "red"}
DECISION_ICONS = {
    "healthy": ":material/check_circle:",
    "hold": ":material/pause_circle:",
    "pivot": ":material/alt_route:",
    "ask": ":material/help:",
    "remove": ":material/remove_circle:",
}


def palette() -> Palette:
    return _DARK if st.context.theme.type == "dark" else _LIGHT
