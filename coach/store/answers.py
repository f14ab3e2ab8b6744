"""What reps said to the questions that the record left open, and the grades of it."""

from datetime import UTC, date, datetime, time

from sqlalchemy import select

from coach.domain.answer import Grade, RepAnswer
from coach.domain.viewer import EVERYONE, Viewer
from coach.store.access import may_see
from coach.store.columns import storable
from coach.store.documents import document_of, words_in
from coach.store.schema import answers, grades
from coach.store.tables import Tables
from coach.store.upsert import upsert


class AnswerTable(Tables):
    def save_answer(self, answer: RepAnswer) -> None:
        """Keep an answer; the same id again replaces it. A review that cited the earlier text keeps that text."""
        row = {
            "answer_id": storable(answer.answer_id),
            "deal_id": storable(answer.deal_id),
            "at": answer.at,
            "document": document_of(answer),
        }
        with self._database.writing() as connection:
            connection.execute(upsert(self._database.dialect, answers, ("answer_id",)), row)

    def answers(self, deal_id: str, as_of: date, viewer: Viewer = EVERYONE) -> tuple[RepAnswer, ...]:
        """The answers given by the end of `as_of`, the oldest first; none where `viewer` may not see the deal."""
        end = datetime.combine(as_of, time.max, UTC)
        query = (
            select(answers.c.document)
            .where(answers.c.deal_id == storable(deal_id), answers.c.at <= end)
            .order_by(answers.c.at, answers.c.seq)
        )
        with self._database.reading() as connection:
            return words_in(connection, RepAnswer, query) if may_see(connection, deal_id, viewer) else ()

    def save_grade(self, grade: Grade) -> None:
        """Keep the grade of an answer; a new one replaces it."""
        row = {
            "answer_id": storable(grade.answer_id),
            "deal_id": storable(grade.deal_id),
            "document": document_of(grade),
        }
        with self._database.writing() as connection:
            connection.execute(upsert(self._database.dialect, grades, ("answer_id",)), row)

    def grades(self, deal_id: str, viewer: Viewer = EVERYONE) -> tuple[Grade, ...]:
        """The grades of a deal's answers; none where `viewer` may not see the deal."""
        query = select(grades.c.document).where(grades.c.deal_id == storable(deal_id)).order_by(grades.c.seq)
        with self._database.reading() as connection:
            return words_in(connection, Grade, query) if may_see(connection, deal_id, viewer) else ()
