"""Where an import goes. `coach.store` fulfils this."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from coach.domain.activity import Activity
from coach.domain.deal import Contact, Deal, FieldChange
from coach.domain.imports import Tally
from coach.domain.stage import Stage, StageChange


class ImportWriter(Protocol):
    """Takes in batches inside one transaction. A row of a known id replaces the one before it."""

    def upsert_deals(self, rows: Sequence[Deal]) -> Tally: ...

    def upsert_activities(self, rows: Sequence[Activity]) -> Tally: ...

    def upsert_contacts(self, rows: Sequence[Contact]) -> Tally: ...

    def upsert_stages(self, rows: Sequence[Stage]) -> Tally: ...

    def upsert_stage_changes(self, rows: Sequence[StageChange]) -> Tally: ...

    def upsert_field_changes(self, rows: Sequence[FieldChange]) -> Tally: ...

    def known_deal_ids(self) -> set[str]:
        """All deals there are, those written in this transaction included."""
        ...


class ImportTarget(Protocol):
    def writing(self) -> AbstractContextManager[ImportWriter]:
        """One transaction, undone whole when anything is raised inside."""
        ...
