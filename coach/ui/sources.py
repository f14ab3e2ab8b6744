"""Citations as buttons, and the text that a citation points to, opened beside the claim with the quote marked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from coach.domain.evidence import Citation, Source, SourceKind
from coach.domain.failure import CoachError
from coach.ui import failures, state, words
from coach.ui.plain import highlighted, plain

_OPEN = "open_citation"
LONG = 1600
"""Characters. Of a longer text the surroundings of the quote come first, the whole below."""
_AROUND = 350


@contextmanager
def room(place: str) -> Iterator[None]:
    """A part of the page that makes room for a source at its side when one of its citations is open.

    On a narrow screen the source comes below the claim.
    """
    at, citation = st.session_state.get(_OPEN, (None, None))
    if at != place:
        yield
        return
    claim, side = st.columns([3, 2], gap="medium")
    with claim:
        yield
    with side:
        panel(citation)


def claim(told: str, citations: Sequence[Citation], place: str, name: str) -> None:
    """A claim, as Markdown of our own making, with its citations close below."""
    with st.container(gap="xxsmall"):
        st.markdown(told)
        buttons(citations, place, name)


def labels(citations: Sequence[Citation]) -> list[str]:
    """What the buttons say; several quotes of one source are numbered."""
    named = [_label(c) for c in citations]
    return [
        f"{name}, {named[: at + 1].count(name)}" if named.count(name) > 1 else name for at, name in enumerate(named)
    ]


def _label(citation: Citation) -> str:
    told = words.cut(citation.label, 60)
    if citation.at is not None and citation.at.year == state.year():
        told = told.removesuffix(f" {citation.at.year}")
    return {
        SourceKind.CASE: "The story",
        SourceKind.DEAL: "Deal card",
        SourceKind.PLAY: f"Play: {told}",
        SourceKind.DOCUMENT: f"Playbook: {told}",
    }.get(citation.source_kind, told)


def buttons(citations: Sequence[Citation], place: str, name: str) -> None:
    """One small button a citation, labelled with its source. `name` tells apart the claims of one place."""
    if not citations:
        return
    with st.container(horizontal=True, gap="small"):
        for at, (label, citation) in enumerate(zip(labels(citations), citations, strict=True)):
            chosen = st.session_state.get(_OPEN) == (place, citation)
            st.button(
                plain(label),
                key=f"cite-{place}-{name}-{at}",
                type="tertiary",
                icon=":material/arrow_forward:" if chosen else ":material/format_quote:",
                help=plain(words.cut(f"“{citation.quote}”", 240)),
                on_click=_open,
                args=(place, citation),
            )


def panel(citation: Citation) -> None:
    """The source, with the quote marked in its full text."""
    with st.container(border=True, key="source"):
        try:
            source = state.workspace().source(citation.source_id, state.viewer())
        except CoachError as failure:
            failures.show(failure)
            source = None
        if source:
            st.markdown(f"**{plain(source.title)}**")
            _text(source, citation)
        st.button("Close", key="close-source", type="tertiary", icon=":material/close:", on_click=close)


def close() -> None:
    st.session_state.pop(_OPEN, None)


def _open(place: str, citation: Citation) -> None:
    if st.session_state.get(_OPEN) == (place, citation):
        close()
    else:
        st.session_state[_OPEN] = (place, citation)


def _text(source: Source, citation: Citation) -> None:
    text, start, end = source.text, citation.start, citation.end
    if len(text) <= LONG:
        st.markdown(highlighted(text, start, end))
        return
    first = max(text.rfind(" ", 0, max(0, start - _AROUND)) + 1, 0) if start > _AROUND else 0
    last = end + _AROUND
    lead, trail = "… " if first else "", " …" if last < len(text) else ""
    st.markdown(highlighted(f"{lead}{text[first:last]}{trail}", start - first + len(lead), end - first + len(lead)))
    with st.expander("The whole text"):
        st.markdown(highlighted(text, start, end))
