"""What was tried to move a deal, and what the record shows after it."""

from enum import StrEnum

from coach.domain.base import Moment, Word


class Move(StrEnum):
    """The kinds of move a rep can make. Plays and attempts both carry one, so that code can tell
    whether a play was tried before."""

    REACH_POWER = "reach_power"
    BRING_OUR_EXECUTIVE = "bring_our_executive"
    WIDEN_CONTACTS = "widen_contacts"
    FIND_CHAMPION = "find_champion"
    EQUIP_CHAMPION = "equip_champion"
    BUSINESS_CASE = "business_case"
    MUTUAL_PLAN = "mutual_plan"
    COST_OF_DELAY = "cost_of_delay"
    PILOT = "pilot"
    TAILORED_DEMO = "tailored_demo"
    REFERENCE = "reference"
    RESCOPE = "rescope"
    COMMERCIAL_TERMS = "commercial_terms"
    SECURITY_PACKAGE = "security_package"
    PROCUREMENT_PATH = "procurement_path"
    COMPARE_OPTIONS = "compare_options"
    CLOSE_OUT = "close_out"
    REQUALIFY = "requalify"
    REPAIR_OUR_SIDE = "repair_our_side"
    CHECK_IN = "check_in"
    """Asking whether there is news. Counted among the attempts, never proposed."""
    GROUNDWORK = "groundwork"
    """The ordinary work of a sale that tries nothing in particular: a first call, discovery, sending the proposal.
    Counted among the attempts, never proposed."""


NEVER_PROPOSED = frozenset({Move.CHECK_IN, Move.GROUNDWORK})
"""Moves that are counted among the attempts and that no play may carry: they try nothing."""


class Effect(StrEnum):
    """What the record shows after an attempt, strongest first."""

    ADVANCED = "advanced"
    MEETING = "meeting"
    REPLY = "reply"
    NEGATIVE = "negative"
    NONE = "none"
    PENDING = "pending"


class Attempt(Word):
    """A group of activities that tried one thing, with its measured effect.

    `effect_after_days` counts from the first activity of the attempt to the effect; None without one.
    """

    attempt_id: str
    move: Move
    what: str
    with_whom: str | None = None
    started_at: Moment
    activity_ids: tuple[str, ...]
    effect: Effect
    effect_after_days: int | None = None
    effect_activity_id: str | None = None
