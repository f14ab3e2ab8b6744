"""Owner, stage and search: in the sidebar, and kept in the URL so that a view can be shared."""

from collections.abc import Sequence

import streamlit as st

from coach.domain.stall import Stall


def filtered(stalls: Sequence[Stall], stages: Sequence[str]) -> list[Stall]:
    """The stalls that the sidebar lets through, in the order they came in."""
    owners = sorted({s.owner for s in stalls if s.owner})
    with st.sidebar:
        words = st.text_input(
            "Search", key="q", bind="query-params", type="search", placeholder="Deal or owner", icon=":material/search:"
        )
        who = st.multiselect("Owner", owners, key="owner", bind="query-params", placeholder="All owners")
        where = st.multiselect("Stage", list(stages), key="stage", bind="query-params", placeholder="All stages")
    return [s for s in stalls if matches(s, words or "", who, where)]


def matches(stall: Stall, words: str, owners: Sequence[str], stages: Sequence[str]) -> bool:
    if owners and stall.owner not in owners:
        return False
    if stages and stall.stage not in stages:
        return False
    text = f"{stall.deal_id} {stall.name} {stall.owner or ''}".casefold()
    return all(word in text for word in words.casefold().split())
