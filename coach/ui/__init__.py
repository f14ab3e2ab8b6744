"""The screens. Pages read what a person chose, ask the workspace, and draw."""

from pathlib import Path

_ICON = Path(__file__).parent / "icon.png"
"""A file of our own: the browser would fetch a named icon from the web."""


def run() -> None:
    """The app: two pages, one sidebar. Called by `app.py` at each rerun."""
    import streamlit as st

    from coach.ui import failures, navigation

    st.set_page_config(page_title="Pivot Coach", page_icon=_ICON, layout="wide", initial_sidebar_state=232)
    with failures.shown_failures():
        navigation.drawn()
