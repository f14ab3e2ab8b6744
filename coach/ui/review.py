"""A whole review on the screen, and the running of one."""

from datetime import date

import streamlit as st

from coach.domain.deal import Outcome
from coach.domain.failure import CoachError
from coach.domain.review import Review
from coach.ui import alternatives, answering, answers, failures, sources, state, verdict, words
from coach.ui.plain import plain


def run(deal_id: str, as_of: date) -> None:
    """Run a review and show what the coach writes as it comes in; then draw the page again with it."""
    ws = state.workspace()
    with st.status(f"Reading the record with {plain(words.coach(ws.coach_name))}…", expanded=True) as status:
        st.markdown(":gray[Gathering what the record, the playbook and past deals say, then checking every quote.]")
        shown, written = st.empty(), list[str]()

        def listen(piece: str) -> None:
            written.append(piece)
            shown.text("".join(written)[-1200:])

        try:
            ws.review(deal_id, as_of, state.viewer(), listen=listen)
        except CoachError as failure:
            status.update(label="The review could not be finished", state="error")
            failures.show(failure)
            return
    sources.close()
    state.forget_verdicts()
    st.rerun()


def draw(review: Review, owner: str | None, as_of: date, given: answering.Given) -> None:
    verdict.card(review)
    alternatives.cards(review)
    verdict.obstacles(review)
    answers.questions(review, owner, as_of, given)
    _precedents(review)
    _dropped(review)
    _provenance(review)


def _precedents(review: Review) -> None:
    if not review.precedents:
        return
    st.subheader("Past deals that stalled like this", anchor=False)
    for at, past in enumerate(review.precedents):
        with sources.room(f"precedent-{at}"), st.container(border=True, key=f"precedent-{at}"):
            badge = ":green-badge[Won]" if past.outcome is Outcome.WON else ":gray-badge[Lost]"
            st.markdown(f"##### {plain(past.title)} {badge}")
            st.markdown(f":gray[Alike because] {plain(past.why_similar)}")
            if past.turning_point:
                st.markdown(f":gray[{words.decided(past.outcome)}] {plain(past.turning_point)}")
            sources.buttons(past.citations, f"precedent-{at}", "story")


def _dropped(review: Review) -> None:
    if not review.dropped:
        return
    with st.expander(f"Left out: {words.counted(len(review.dropped), 'statement')} the record does not bear out"):
        for one in review.dropped:
            st.markdown(f"{plain(one.text)}  \n:small[:gray[{plain(one.reason)}]]")


def _provenance(review: Review) -> None:
    made = review.provenance
    told = f"Reviewed {words.day(review.generated_at)} by {words.coach(made.model)}, as of {words.day(review.as_of)}"
    st.caption(plain(f"{told}. Took {made.seconds:.1f} s."))
    if made.fallback:
        st.warning(f"The language model did not answer, so the built-in coach did: {plain(made.fallback)}")
    with st.expander("How this review was made"):
        lines = [f"Pivot Coach {plain(made.coach_version)}, review {plain(review.review_id)}"]
        if made.calls:
            tokens = f"{made.tokens_in:,} tokens read and {made.tokens_out:,} written"
            lines.append(f"{words.counted(made.calls, 'call')} of the model, {tokens}")
        lines += [f"Prompt {plain(p.name)} {plain(p.version)} ({plain(p.sha256[:10])})" for p in made.prompts]
        lines.append("Each quote was looked up in its source, letter by letter, before it was shown.")
        st.markdown("\n".join(f"- {line}" for line in lines))
