"""The steps of the pipeline: as imported, or as read off the deals."""

from collections import defaultdict

from sqlalchemy import Connection, select

from coach.domain.deal import Outcome
from coach.domain.stage import Stage
from coach.domain.stage_order import Way, stages_seen
from coach.store.engine import Database
from coach.store.rows import STAGES
from coach.store.schema import deals, stage_changes, stages
from coach.store.state import version_in
from coach.store.tables import Tables


class StageTable(Tables):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._stages: tuple[str, tuple[Stage, ...]] | None = None

    def stages(self) -> tuple[Stage, ...]:
        """The stages in the order of the pipeline; where none were imported, in the order in which deals enter them.

        Read once for each version of the data: reading them off takes a look at every deal.
        """
        known = self._stages
        with self._database.reading() as connection:
            version = version_in(connection)
            if known is None or known[0] != version:
                known = self._stages = (version, _imported(connection) or stages_seen(_ways(connection)))
        return known[1]


def _imported(connection: Connection) -> tuple[Stage, ...]:
    rows = connection.execute(select(*STAGES.columns).order_by(stages.c.position, stages.c.seq))
    return tuple(STAGES.word(row) for row in rows)


def _ways(connection: Connection) -> list[Way]:
    entered: dict[str, list[str]] = defaultdict(list)
    moves = select(stage_changes.c.deal_id, stage_changes.c.stage).order_by(
        stage_changes.c.entered_at, stage_changes.c.seq
    )
    for deal_id, stage in connection.execute(moves):
        entered[deal_id].append(stage)
    now = connection.execute(select(deals.c.deal_id, deals.c.stage, deals.c.outcome).order_by(deals.c.seq))
    return [Way(tuple(entered.get(deal_id, ())), stage, Outcome(outcome)) for deal_id, stage, outcome in now]
