"""The signals of a stall, in one line for a table and as a list for the deal."""

import streamlit as st

from coach.domain.stall import Scope, Signal, SignalName, Stall
from coach.stalls.norms import SINCE_CREATION
from coach.ui import words
from coach.ui.plain import plain

ICONS = {
    SignalName.DWELL: ":material/hourglass_bottom:",
    SignalName.SILENCE: ":material/volume_off:",
    SignalName.NO_NEXT_STEP: ":material/event_busy:",
    SignalName.PUSHED: ":material/update:",
    SignalName.OVERDUE: ":material/schedule:",
    SignalName.SINGLE_CONTACT: ":material/person:",
    SignalName.REGRESSED: ":material/undo:",
}


def short(signal: Signal) -> str:
    value = signal.value
    return {
        SignalName.DWELL: f"{words.days(value)} in stage",
        SignalName.SILENCE: f"silent {words.days(value)}",
        SignalName.NO_NEXT_STEP: "no next step",
        SignalName.PUSHED: f"close date moved {value:.0f} times",
        SignalName.OVERDUE: f"overdue {words.days(value)}",
        SignalName.SINGLE_CONTACT: "one contact only",
        SignalName.REGRESSED: "moved back a stage",
    }[signal.name]


def why(stall: Stall) -> str:
    """One line: what says that the deal is stuck. Its age stands beside it, so it is named only when it is alone."""
    others = [short(signal) for signal in stall.signals if signal.name is not SignalName.DWELL]
    told = ", ".join(others or [short(signal) for signal in stall.signals])
    return told[:1].upper() + told[1:]


def summary(stall: Stall) -> str:
    """Where the deal stands, in a sentence or two."""
    if stall.days_in_stage is None:
        return "When this deal entered its stage is not known, so nothing can be said about its pace."
    since = stall.norm is not None and stall.norm.measure == SINCE_CREATION
    told = f"{words.days(stall.days_in_stage)} {'since it was created' if since else f'in {plain(stall.stage)}'}"
    norm = stall.norm
    if norm is None:
        return f"{told}."
    if norm.scope is Scope.DEFAULT:
        told += f", against a set limit of {words.days(norm.days)} (too few won deals to measure)"
    else:
        told += (
            f"; 9 of 10 won deals took at most {norm.days:.0f}"
            if norm.quantile == 0.9
            else f"; normal is {norm.days:.0f}"
        )
    if stall.max_days is not None and norm.scope is not Scope.DEFAULT and stall.days_in_stage > stall.max_days:
        told += f". No deal was ever won after more than {words.days(stall.max_days)}"
    if (chance := stall.p_win) is not None:
        told += (
            f". Of {words.counted(chance.n, 'past deal')} still open at this age, {chance.value:.0%} were won "
            f"(likely range {chance.low * 100:.0f}-{chance.high:.0%})"
        )
    return f"{told}."


def listed(stall: Stall) -> None:
    """Each signal on a line of its own, with its sentence; the age is told by `summary`."""
    for signal in stall.signals:
        if signal.name is SignalName.DWELL:
            continue
        st.markdown(f"{ICONS[signal.name]} {plain(signal.text)}")
    if not stall.signals:
        st.markdown(":material/check: Nothing says that this deal is stuck.")
    if stall.on_hold:
        st.markdown(
            f":material/pause_circle: On hold until {words.day(stall.on_hold.until)}: {plain(stall.on_hold.reason)}"
        )
