"""What the pages share: the workspace, who is looking, the day, and the pipeline of that day.

What is kept between reruns is frozen, and keyed by the version of the data, the day and the viewer, so that neither a
new import nor another person can be shown an old or foreign figure.
"""

import threading
from datetime import date

import streamlit as st

from coach.domain.record import Record
from coach.domain.review import Decision
from coach.domain.stage import Stage
from coach.domain.stall import Pipeline, Stall
from coach.domain.viewer import EVERYONE, Viewer
from coach.workspace import Workspace, open_workspace

DAY = "as_of"
WARM_AFTER_SECONDS = 4.0
REVIEWED = 200
"""How many stalled deals, worst first, have their last verdict looked up for the table."""


@st.cache_resource(show_spinner="Opening your data…", on_release=lambda ws: ws.close())
def workspace() -> Workspace:
    opened = open_workspace()
    # After the first page, so that it does not compete with it.
    warming = threading.Timer(WARM_AFTER_SECONDS, opened.warm)
    warming.daemon = True
    warming.start()
    return opened


def viewer() -> Viewer:
    """Everyone, until there is a login."""
    return EVERYONE


def pipeline(as_of: date) -> Pipeline:
    return _pipeline(workspace(), workspace().data_version(), as_of, _key(viewer()), viewer())


def record(deal_id: str, as_of: date) -> Record:
    return _record(workspace(), workspace().data_version(), deal_id, as_of, _key(viewer()), viewer())


def stall(deal_id: str, as_of: date) -> Stall:
    """Where one deal stands. Raises `NotFound` for one that is not open, or not the viewer's to see."""
    seen = pipeline(as_of)
    found = next((one for one in (*seen.stalls, *seen.others) if one.deal_id == deal_id), None)
    return found or workspace().stall(deal_id, as_of, viewer())


def stages(seen: Pipeline) -> tuple[Stage, ...]:
    """The steps of the pipeline in order, which every record carries."""
    first = next(iter((*seen.stalls, *seen.others)), None)
    return record(first.deal_id, seen.as_of).stages if first else ()


def chosen_day() -> date:
    """The "today" that the sidebar's date field holds; it stands in the URL unless it is the usual one."""
    usual = workspace().default_as_of()
    if (wanted := st.session_state.pop("wanted_day", None)) is not None:
        st.session_state[DAY] = wanted
    with st.sidebar:
        picked = st.date_input(
            "As of",
            usual,
            key=DAY,
            bind="query-params",
            format="YYYY-MM-DD",
            help="Everything on the screen is shown as it was known on this day.",
        )
    return picked if isinstance(picked, date) else usual


def year() -> int | None:
    """The year that needs no telling: that of the day shown."""
    picked = st.session_state.get(DAY)
    return picked.year if isinstance(picked, date) else None


def want_day(day: date) -> None:
    """Move the date field at the next rerun: a widget's value cannot be set once it is drawn."""
    st.session_state["wanted_day"] = day


def _key(who: Viewer) -> str:
    return f"{who.name}|{'*' if who.owners is None else sorted(who.owners)}"


@st.cache_resource(max_entries=8, show_spinner="Measuring the pipeline against its own history…")
def _pipeline(_ws: Workspace, version: str, as_of: date, who: str, _viewer: Viewer) -> Pipeline:  # noqa: ARG001
    return _ws.pipeline(as_of, _viewer)


@st.cache_resource(max_entries=64, show_spinner=False)
def _record(_ws: Workspace, version: str, deal_id: str, as_of: date, who: str, _viewer: Viewer) -> Record:  # noqa: ARG001
    return _ws.record(deal_id, as_of, _viewer)


def verdicts(seen: Pipeline) -> dict[str, Decision]:
    """What the last review of each of the worst stalled deals came to."""
    return _verdicts(workspace(), workspace().data_version(), _key(viewer()), seen, seen.as_of)


def forget_verdicts() -> None:
    """After a review was run, so that the table shows it."""
    _verdicts.clear()


@st.cache_resource(max_entries=8, ttl=60, show_spinner=False)
def _verdicts(_ws: Workspace, version: str, who: str, _seen: Pipeline, day: date) -> dict[str, Decision]:  # noqa: ARG001
    found = ((s.deal_id, _ws.latest_review(s.deal_id, day, viewer())) for s in _seen.stalls[:REVIEWED])
    return {deal_id: review.verdict.decision for deal_id, review in found if review is not None}
