"""Where the pages are. Files, so that one page can lead to another and tests can walk the way of a person."""

from pathlib import Path
from typing import NoReturn

import streamlit as st

PIPELINE = Path(__file__).parent / "pages" / "pipeline.py"
DEAL = Path(__file__).parent / "pages" / "deal.py"
QUESTIONS = Path(__file__).parent / "pages" / "questions.py"


def drawn() -> None:
    """The page that the URL names, with the menu."""
    st.navigation(
        [
            st.Page(PIPELINE, title="Pipeline", icon=":material/stacked_bar_chart:", default=True),
            st.Page(DEAL, title="Deal", icon=":material/handshake:", url_path="deal"),
            st.Page(QUESTIONS, title="Questions", icon=":material/quiz:", url_path="questions"),
        ]
    ).run()


def to_pipeline(label: str) -> None:
    st.page_link(PIPELINE, label=label, icon=":material/arrow_back:")


def open_deal(deal_id: str) -> NoReturn:
    st.switch_page(DEAL, query_params={"deal": deal_id})
