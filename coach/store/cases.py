"""The cases told from closed deals: computed from the record, kept so that they need not be computed again."""

from collections.abc import Sequence

from sqlalchemy import select

from coach.domain.case import Case
from coach.store.columns import storable
from coach.store.documents import document_of, words_in
from coach.store.schema import cases
from coach.store.tables import Tables


class CaseTable(Tables):
    def replace_cases(self, found: Sequence[Case]) -> None:
        """Keep these cases and no others. Where an id comes twice, the last one counts."""
        rows = {storable(case.case_id): document_of(case) for case in found}
        with self._database.writing() as connection:
            connection.execute(cases.delete())
            if rows:
                connection.execute(cases.insert(), [{"case_id": key, "document": text} for key, text in rows.items()])

    def cases(self) -> tuple[Case, ...]:
        with self._database.reading() as connection:
            return words_in(connection, Case, select(cases.c.document).order_by(cases.c.seq))

    def case(self, case_id: str) -> Case | None:
        with self._database.reading() as connection:
            query = select(cases.c.document).where(cases.c.case_id == storable(case_id))
            return next(iter(words_in(connection, Case, query)), None)
