"""The alternatives as cards, each an experiment with a date, a signal of success and a reason to stop."""

import streamlit as st

from coach.domain.review import Alternative, Decision, Review
from coach.ui import sources, words
from coach.ui.plain import plain

_HEADINGS = {
    Decision.PIVOT: "Alternatives to try",
    Decision.ASK: "What could be tried, once that is known",
    Decision.HOLD: "What could be tried when the hold ends",
    Decision.HEALTHY: "What could be tried if it gets stuck",
    Decision.REMOVE: "What was considered",
}


def cards(review: Review) -> None:
    if not review.alternatives:
        return
    st.subheader(_HEADINGS[review.verdict.decision], anchor=False)
    for at, alternative in enumerate(review.alternatives):
        with sources.room(f"alternative-{at}"), st.container(border=True, key=f"alternative-{at}"):
            _card(alternative, at, first=at == 0 and review.verdict.decision is Decision.PIVOT)


def _card(alternative: Alternative, at: int, *, first: bool) -> None:
    badges = " :primary-badge[Try this now]" if first else ""
    badges += " :gray-badge[Already tried]" if alternative.already_tried else ""
    st.markdown(f"##### {plain(alternative.title)}{badges}")
    st.markdown(f"**First step.** {plain(alternative.first_step)}")
    _pair(("With", alternative.with_whom or "nobody named yet"), ("By", words.day(alternative.due_at)))
    _pair(("It works if", alternative.success_signal), ("Stop if", alternative.kill_criterion))
    _fact("Why this one", alternative.why)
    if alternative.play_id:
        _fact("Track record in past stalls", words.track(alternative.track_record))
    sources.buttons(alternative.citations, f"alternative-{at}", "why")


def _fact(label: str, text: str) -> None:
    st.markdown(f":small[:gray[{label}]]  \n{plain(text)}")


def _pair(*facts: tuple[str, str]) -> None:
    for column, fact in zip(st.columns(len(facts), gap="medium"), facts, strict=True):
        with column:
            _fact(*fact)
