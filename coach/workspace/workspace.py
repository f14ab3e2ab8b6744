"""Opens everything from the settings, once; the only place that knows all parts."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from coach.domain.evidence import Source
from coach.domain.failure import CoachError, NotFound
from coach.domain.record import Record
from coach.domain.review import Review
from coach.domain.stall import Pipeline, Stall
from coach.domain.viewer import EVERYONE, Viewer
from coach.settings import Settings
from coach.stalls.find import find_stalls
from coach.store import Store
from coach.workspace.past import baseline_at, mine_cases
from coach.workspace.places import shipped

if TYPE_CHECKING:
    from coach.domain.answer import Grade, RepAnswer
    from coach.domain.imported import ImportSummary
    from coach.domain.questions import QuestionBank
    from coach.history.meaning import Vectors
    from coach.history.track_records import TrackRecords
    from coach.knowledge.library import Library
    from coach.knowledge.ports import Embedder
    from coach.review.ports import Listener, Speaker
    from coach.review.rules import Limits

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
SAMPLE_DAY = date(2026, 11, 20)
STALE_DAYS = 60
"""When the newest date in the data is older than this, the user is told so and offered that date."""


class Workspace:
    """One installation: its deals, its playbook, its coach. Safe to share between threads."""

    def __init__(self, settings: Settings, playbook: Path | None = None) -> None:
        """`playbook` is a folder that takes the place of the shipped plays and documents."""
        settings.home.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self._playbook = playbook
        self.store = Store.open(settings.store_url)
        self._lock = threading.RLock()
        self._library: Library | None = None
        self._track_records: tuple[str, TrackRecords] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._library is not None:
            self._library.index.close()
        self.store.close()

    @property
    def coach_name(self) -> str:
        return self.settings.coach

    @cached_property
    def coach(self) -> "Speaker":
        from coach.workspace.coaches import open_coach

        return open_coach(self.settings, self.store)

    @property
    def bank(self) -> "QuestionBank":
        """The questions and the rubric in use: the manager's own, where they keep one. Raises `SetupFailure` when that
        file is not one."""
        from coach.workspace.questions import bank

        return bank(self.settings.home)

    @property
    def limits(self) -> "Limits":
        from coach.review.rules import Limits

        return Limits(rounds=self.settings.rounds, pivots=self.settings.pivots, hold_days=self.settings.hold_limit_days)

    @property
    def library(self) -> "Library":
        """The playbook and the cases; their index is opened once, by the first who asks."""
        with self._lock:
            if self._library is None:
                from coach.workspace.shelves import open_library

                self._library = open_library(self.settings, self.store, self._embedder, self._playbook)
            return self._library

    @cached_property
    def _embedder(self) -> "Embedder":
        from coach.workspace.shelves import configured_embedder

        return configured_embedder(self.settings)

    @cached_property
    def vectors(self) -> "Vectors":
        """What sentences mean, for reading obstacles: nothing is loaded before the first sentence."""
        from coach.workspace.vectors import open_vectors

        return open_vectors(self.settings, self._embedder)

    def warm(self) -> None:
        """Get the library and the index ready, so that the first review need not wait for them. For a thread of
        its own: a failure is left to whoever needs the part that failed."""
        try:
            self.know_the_past(self.default_as_of())
            self.library.search_all("getting ready", 1)
            self.vectors(["getting ready"])
        except CoachError as failure:
            log.warning("not ready yet: %s", failure)
        except Exception:
            log.exception("getting ready failed")

    def default_as_of(self) -> date:
        """Today, as set or as it is."""
        return self.settings.as_of or datetime.now(UTC).date()

    def newest_date(self) -> date | None:
        return self.store.newest_date()

    def stale_since(self, as_of: date) -> date | None:
        """The newest date in the data, when it is so long before `as_of` that the figures would mislead."""
        newest = self.newest_date()
        return newest if newest is not None and (as_of - newest).days > STALE_DAYS else None

    def data_version(self) -> str:
        return self.store.data_version()

    def import_path(
        self,
        path: Path,
        *,
        preset: str | None = None,
        mapping: Path | None = None,
        dates: Literal["dmy", "mdy"] | None = None,
        rejected_to: Path | None = None,
        progress: Progress | None = None,
    ) -> "ImportSummary":
        """Import an export and measure what is new on it, so that the first look is quick.

        Rows that cannot be taken go to `rejected_to` (`rejected.csv` in the home folder by default).
        Raises `ImportFailure` when nothing of the file can be read.
        """
        from coach.crm.run import import_export

        summary = import_export(
            path,
            self.store,
            preset=preset,
            mapping=mapping,
            dates=dates,
            rejected_to=rejected_to or self.settings.home / "rejected.csv",
            progress=progress,
        )
        newest = self.newest_date()
        if newest is not None:
            today = self.default_as_of()
            baseline_at(self.store, newest if self.stale_since(today) else today)
        return summary

    def pipeline(self, as_of: date, viewer: Viewer = EVERYONE) -> Pipeline:
        """Every open deal against its norm, the stalled ones worst first."""
        return find_stalls(
            self.store.open_records(as_of, viewer, with_text=False),
            baseline_at(self.store, as_of),
            as_of,
            self.settings.stall_quantile,
            self.settings.hold_limit_days,
        )

    def stall(self, deal_id: str, as_of: date, viewer: Viewer = EVERYONE) -> Stall:
        """One deal against its norm. Raises `NotFound` for a deal that is not open, or not the viewer's to see."""
        pipeline = self.pipeline(as_of, viewer)
        for stall in (*pipeline.stalls, *pipeline.others):
            if stall.deal_id == deal_id:
                return stall
        deal = self.record(deal_id, as_of, viewer).deal
        raise NotFound(
            f"{deal.name} was not open on {as_of.isoformat()} ({deal.outcome.value}).",
            "Choose an open deal: see `coach stalled`.",
        )

    def record(self, deal_id: str, as_of: date, viewer: Viewer = EVERYONE) -> Record:
        return self.store.record(deal_id, as_of, viewer)

    def latest_review(self, deal_id: str, as_of: date, viewer: Viewer = EVERYONE) -> Review | None:
        return self.store.latest_review(deal_id, as_of=as_of, viewer=viewer)

    def review(
        self,
        deal_id: str,
        as_of: date,
        viewer: Viewer = EVERYONE,
        listen: "Listener | None" = None,
        *,
        stall: Stall | None = None,
    ) -> Review:
        """Run the strategic review of one deal, and keep it. `stall` is where it stands at `as_of`, for a caller
        that has measured the pipeline already."""
        from coach.review.builtin import BuiltinCoach
        from coach.review.session import review

        self.know_the_past(as_of)
        return review(
            deal_id,
            as_of=as_of,
            viewer=viewer,
            stall=stall or self.stall(deal_id, as_of, viewer),
            records=self.store,
            library=self.library,
            bank=self.bank,
            coach=self.coach,
            fallback=BuiltinCoach(),
            reviews=self.store,
            answers=self.store.answers(deal_id, as_of, viewer),
            grades=self.store.grades(deal_id, viewer),
            limits=self.limits,
            track_records=self.track_records,
            vectors=self.vectors,
            now=datetime.now(UTC),
            listen=listen,
        )

    def answer(
        self,
        deal_id: str,
        question: str,
        text: str,
        *,
        author: str,
        as_of: date,
        viewer: Viewer = EVERYONE,
        follows: str | None = None,
        keep: bool = True,
    ) -> "tuple[RepAnswer, Grade]":
        """Grade a rep's answer to one question, and keep both: the next review reads them. See `questions`."""
        from coach.workspace.questions import take_answer

        return take_answer(
            self, deal_id, question, text, author=author, as_of=as_of, viewer=viewer, follows=follows, keep=keep
        )

    def know_the_past(self, as_of: date) -> None:
        """Make sure that the closed deals are told as cases and can be found."""
        with self._lock:
            if mine_cases(self.store, max(as_of, self.newest_date() or as_of)):
                self.library.refresh()

    @property
    def track_records(self) -> "TrackRecords":
        """How the moves fared in the stalls of the past, counted once for a version of the data."""
        from coach.history.track_records import TrackRecords

        version = self.data_version()
        with self._lock:
            if self._track_records is None or self._track_records[0] != version:
                self._track_records = (version, TrackRecords(self.library.cases()))
            return self._track_records[1]

    def source(self, source_id: str, viewer: Viewer = EVERYONE) -> Source:
        """The full text of anything a citation points to. Raises `NotFound`, also where `viewer` may not see its
        deal."""
        try:
            return self.store.source(source_id, viewer)
        except NotFound:
            found = self.library.source(source_id)
            seen = self.store.visible(viewer)
            if found is None or (found.deal_id is not None and seen is not None and found.deal_id not in seen):
                raise
            return found

    def load_sample(self, progress: Progress | None = None) -> "ImportSummary":
        """Import the sample company, whose today is `SAMPLE_DAY`."""
        return self.import_path(shipped("sample"), progress=progress)
