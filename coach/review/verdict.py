"""What a verdict is decided on: the facts of one deal, and how far the rules go."""

from datetime import date, timedelta

from coach.domain.base import Word
from coach.domain.deal import Hold
from coach.domain.evidence import Citation, Point
from coach.domain.obstacle import Obstacle
from coach.domain.review import Alternative, Answer, Question
from coach.domain.stall import Stall


class Limits(Word):
    """How far the rules go: rounds of questions to the rep, failed pivots, days a hold may last."""

    rounds: int = 2
    pivots: int = 2
    hold_days: int = 120


class Facts(Word):
    """All that the rules look at. `alternatives` are the viable ones.

    `silent_days` is None where the buyer never spoke; `tries_since` counts our attempts to reach them since;
    `closed_out` is our request for a yes or a no that nobody answered; `reply_owed` the buyer's last request that we
    have not answered; `person_untouched` somebody the buyer pointed to whom we never approached; `nobody_named` that
    plays are left and nobody at the buyer is known to try one with; `questions` what to
    ask, best first.

    The others say where it stands: `card` the lines of the deal's card from its stage on; `last_entry` the newest text
    of the record; `silence` the buyer's last words, or our first attempt where they never spoke; `fruitless` our
    latest attempts that brought nothing; `rep_said` the rep's latest answer. `contact` is whom we deal with, `over_by`,
    `wrong_fit_by` and `closed_out_to` are the persons in the texts cited.
    """

    as_of: date
    stall: Stall
    card: Citation
    last_entry: Citation
    silence: tuple[Citation, ...] = ()
    fruitless: tuple[Citation, ...] = ()
    rep_said: tuple[Citation, ...] = ()
    account: str | None = None
    contact: str | None = None
    hold: Hold | None = None
    hold_card: tuple[Citation, ...] = ()
    answers: tuple[Answer, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    over: Point | None = None
    over_by: str | None = None
    not_for_them: tuple[Citation, ...] = ()
    wrong_fit_by: str | None = None
    silent_days: int | None = None
    tries_since: int = 0
    buyer_spoke: bool = False
    closed_out: tuple[Citation, ...] = ()
    closed_out_to: str | None = None
    reply_owed: Citation | None = None
    person_untouched: str | None = None
    nobody_named: bool = False
    rounds_used: int = 0
    failed_pivots: int = 0
    questions: tuple[str, ...] = ()

    def answer(self, question: Question) -> Answer | None:
        return next((a for a in self.answers if a.question is question), None)

    @property
    def last_heard(self) -> date | None:
        return None if self.silent_days is None else self.as_of - timedelta(days=self.silent_days)
