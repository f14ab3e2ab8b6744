"""A deal past what its own history calls normal."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from coach.domain.base import Word
from coach.domain.deal import Hold


class Scope(StrEnum):
    """Whose history a figure was measured on, narrowest first."""

    SEGMENT = "segment"
    STAGE = "stage"
    PIPELINE = "pipeline"
    DEFAULT = "default"


class Norm(Word):
    """How long won deals took, in days. `n` completed dwells stand behind it (0 for a stated default).

    `measure` says what was timed: the time in the stage, or, where there is no stage history, the time since
    creation.
    """

    scope: Scope
    n: int
    quantile: float
    days: float
    measure: str = "in stage"


class SignalName(StrEnum):
    DWELL = "dwell"
    SILENCE = "silence"
    NO_NEXT_STEP = "no_next_step"
    PUSHED = "pushed"
    OVERDUE = "overdue"
    SINGLE_CONTACT = "single_contact"
    REGRESSED = "regressed"


class Signal(Word):
    """A fact that says a deal is stuck: its value, the figure it is held against, one sentence."""

    name: SignalName
    value: float
    norm: float | None = None
    text: str


class WinOdds(Word):
    """The share still won among past deals that were open at this age here, with a 95% interval.

    `n` deals were still open at that age.
    """

    value: float
    low: float
    high: float
    n: int


class Stall(Word):
    """Where one open deal stands against its norm. Not stalled when `signals` is empty."""

    deal_id: str
    name: str
    owner: str | None
    stage: str
    segment: str | None
    amount: Decimal | None
    currency: str | None
    days_in_stage: int | None
    norm: Norm | None
    median_days: float | None
    max_days: float | None
    """The longest that any won deal took. Beyond it, no deal was ever won."""
    signals: tuple[Signal, ...]
    stalled: bool
    p_win: WinOdds | None
    deal_days_at_stake: int
    """Days spent beyond what the median won deal needed."""
    on_hold: Hold | None
    attention: float
    """What a manager should look at first: higher comes first. See `coach.stalls.ranking`."""

    @property
    def days_over(self) -> int | None:
        """Days past the norm, 0 when within it; None when the age is not known."""
        if self.days_in_stage is None or self.norm is None:
            return None
        return max(0, self.days_in_stage - round(self.norm.days))


class Money(Word):
    """An amount in one currency; None where the currency is not known. Never added across currencies."""

    amount: Decimal
    currency: str | None


class Pipeline(Word):
    """All open deals at one date. `stalls` are the stalled ones and `others` the rest, both worst first."""

    as_of: date
    stalls: tuple[Stall, ...]
    others: tuple[Stall, ...]
    open_deals: int
    age_not_known: int
    stalled_deals: int
    amount_stalled: tuple[Money, ...]
    deal_days_stalled: int
    """Days that the stalled deals have spent beyond what the median won deal needed."""
