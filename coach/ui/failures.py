"""What a person sees when something fails: a sentence, the next step, a code. Tracebacks go to the log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import streamlit as st

from coach.domain.failure import CoachError
from coach.ui.plain import plain

_log = logging.getLogger(__name__)


@contextmanager
def shown_failures() -> Iterator[None]:
    """Draw what fails inside instead of raising it. Streamlit's own signals are no exceptions of this kind and pass."""
    try:
        yield
    except CoachError as failure:
        show(failure)
    except Exception:
        code = token_hex(3)
        _log.exception("unforeseen failure, code %s", code)
        st.error(
            f"Something went wrong that we did not foresee. Reload the page; if it happens again, look up "
            f"code **{code}** in the log.",
            icon=":material/error:",
        )


def show(failure: CoachError) -> None:
    told = " ".join(plain(part) for part in (failure.sentence, failure.next_step) if part)
    st.error(f"{told}  \n:small[Code: {plain(failure.code)}]", icon=":material/error:")
    if failure.retry:
        st.button("Try again", key=f"retry-{failure.code}", icon=":material/refresh:")
