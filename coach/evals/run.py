"""Runs scenarios: imports each company into a home of its own, reviews its deals, grades its reps' answers, judges."""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from coach.domain.base import Word
from coach.domain.evidence import Source
from coach.domain.failure import NotFound
from coach.domain.review import AnswerStatus, Review
from coach.domain.stall import Stall
from coach.domain.viewer import EVERYONE
from coach.evals.gold import GoldDeal
from coach.evals.invented import Known, invented, shingles
from coach.evals.judge import DealResult, Measure, judge
from coach.evals.scenario import Scenario, held_against_record, read_scenario
from coach.evals.share import Share, one

if TYPE_CHECKING:
    from coach.review.ports import Speaker
    from coach.workspace import Workspace

Progress = Callable[[str, int, int], None]
Opener = Callable[[Path, Path | None], "Workspace"]
"""Opens a workspace in a home folder, with a playbook in place of the shipped one where it is given."""

Script = Callable[[Scenario, "Workspace"], "Speaker"]
"""A coach that is written for a scenario, once its company is imported."""


class AnswerResult(Word):
    """One answer of a rep: the grade that a person gave it, and ours."""

    company: str
    deal_id: str
    question: str
    wanted: AnswerStatus
    given: AnswerStatus
    why: str = ""
    reason: str = ""


class CompanyResult(Word):
    company: str
    playbook: Literal["own", "shipped"]
    deals: tuple[DealResult, ...]
    answers: tuple[AnswerResult, ...]
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def share(self, measure: Measure) -> Share:
        if measure is Measure.GRADES:
            return sum((one(hit=a.given is a.wanted) for a in self.answers), Share())
        return sum((d.counts[measure] for d in self.deals if measure in d.counts), Share())


def run(
    folders: Iterable[Path], open_company: Opener, script: Script | None = None, *, again: bool = True,
    progress: Progress | None = None,
) -> tuple[CompanyResult, ...]:  # fmt: skip
    """Each company of `folders`, one after the other. With `again`, each deal is reviewed twice.

    Every scenario is read before the first is run, so that a malformed line is told at once: `ScenarioFailure`.
    """
    scenarios = [read_scenario(folder) for folder in folders]
    made = []
    for scenario in scenarios:
        # A file that a library still holds must not make a finished run fail (Windows).
        with (
            tempfile.TemporaryDirectory(prefix="coach-eval-", ignore_cleanup_errors=True) as home,
            open_company(Path(home), scenario.playbook) as workspace,
        ):
            made.append(_Company(scenario, workspace, again, progress).result(script))
    return tuple(made)


class _Company:
    def __init__(self, scenario: Scenario, workspace: "Workspace", again: bool, progress: Progress | None) -> None:
        self._scenario = scenario
        self._workspace = workspace
        self._again = again
        self._progress = progress
        self._stalls: dict[date, dict[str, Stall]] = {}
        self._texts: dict[str, frozenset[str]] = {}

    def result(self, script: Script | None) -> CompanyResult:
        began, workspace = time.monotonic(), self._workspace
        summary = workspace.import_path(self._scenario.folder)
        self._scenario = scenario = held_against_record(self._scenario, workspace)
        if script is not None:
            workspace.coach = script(scenario, workspace)
        self._texts = self._shingles()
        rejected = (f"{summary.rejected} rows of the import were rejected",) if summary.rejected else ()
        return CompanyResult(
            company=scenario.name,
            playbook="own" if scenario.playbook else "shipped",
            deals=tuple(self._deals()),
            answers=tuple(self._answers()),
            notes=(*scenario.notes, *rejected),
            seconds=round(time.monotonic() - began, 3),
        )

    def _deals(self) -> Iterator[DealResult]:
        plays = {play.play_id: play for play in self._workspace.library.plays()}
        for done, gold in enumerate(self._scenario.deals, 1):
            review = self._review(gold)
            second = self._review(gold) if self._again else None
            known = self._known(gold, review)
            made_up = invented(review, known, gold.must_not_claim, self._source)
            yield judge(self._scenario.name, gold, review, second, plays, made_up)
            if self._progress is not None:
                self._progress(f"Reviewing {self._scenario.name}", done, len(self._scenario.deals))

    def _review(self, gold: GoldDeal) -> Review:
        stall = self._standing(gold.as_of).get(gold.deal_id)
        if stall is None:
            raise gold.failure(f"{gold.deal_id} was not open on {gold.as_of}")
        return self._workspace.review(gold.deal_id, gold.as_of, stall=stall)

    def _standing(self, as_of: date) -> dict[str, Stall]:
        """Where every open deal stands at a date; measured once."""
        if as_of not in self._stalls:
            pipeline = self._workspace.pipeline(as_of)
            self._stalls[as_of] = {stall.deal_id: stall for stall in (*pipeline.stalls, *pipeline.others)}
        return self._stalls[as_of]

    def _answers(self) -> Iterator[AnswerResult]:
        """Graded after the reviews, and not kept: no answer is heard by another."""
        for said in self._scenario.answers:
            gold = self._scenario.gold(said.deal_id)
            assert gold is not None
            try:
                _, grade = self._workspace.answer(
                    said.deal_id, said.question, said.answer, author="the rep", as_of=gold.as_of, keep=False
                )
            except NotFound as failure:
                raise said.failure(failure.sentence.rstrip(".")) from failure
            yield AnswerResult(
                company=self._scenario.name,
                deal_id=said.deal_id,
                question=said.question,
                wanted=said.status,
                given=grade.status,
                why=said.why,
                reason=grade.reason,
            )

    def _known(self, gold: GoldDeal, review: Review) -> Known:
        """What may be said: the deal's record, the plays and documents, the bank, the precedents that are shown."""
        library, bank = self._workspace.library, self._workspace.bank
        playbook = [f"{play.title} {play.first_step} {play.success_signal} {play.kill_criterion} {play.text}"
                  for play in library.plays()]  # fmt: skip
        playbook += [document.text for document in library.documents()]
        playbook += [f"{q.title} {q.guide}" for q in bank.questions] + [extra.text for extra in bank.extras]
        cited = [f"{source.title} {source.text}" for source in review.sources]
        others = frozenset().union(*(found for deal, found in self._texts.items() if deal != gold.deal_id))
        record = self._workspace.record(gold.deal_id, gold.as_of)
        return Known(record, playbook, cited, others - self._texts.get(gold.deal_id, frozenset()))

    def _shingles(self) -> dict[str, frozenset[str]]:
        """The stretches of words of each deal's activities, open and closed, whenever."""
        store, last = self._workspace.store, self._workspace.newest_date() or date.max
        found: dict[str, frozenset[str]] = {}
        for record in (*store.open_records(last, EVERYONE), *store.closed_records(last, EVERYONE)):
            found[record.deal.deal_id] = shingles("\n".join(a.text for a in record.activities))
        return found

    def _source(self, source_id: str) -> Source | None:
        try:
            return self._workspace.source(source_id)
        except NotFound:
            return None
