"""Every call of a language model, the failed ones too, to be looked at later."""

from sqlalchemy import func, select

from coach.domain.call import ModelCall
from coach.domain.failure import NotFound
from coach.store.columns import storable
from coach.store.documents import document_of, words_in
from coach.store.schema import calls
from coach.store.tables import Tables
from coach.store.upsert import upsert


class CallTable(Tables):
    def save_call(self, call: ModelCall) -> None:
        """Keep a call. The same id again replaces it."""
        row = {
            "call_id": storable(call.call_id),
            "deal_id": call.deal_id and storable(call.deal_id),
            "document": document_of(call),
        }
        with self._database.writing() as connection:
            connection.execute(upsert(self._database.dialect, calls, ("call_id",)), row)

    def calls(self, limit: int = 100) -> tuple[ModelCall, ...]:
        """The newest calls, the newest first."""
        with self._database.reading() as connection:
            return words_in(connection, ModelCall, select(calls.c.document).order_by(calls.c.seq.desc()).limit(limit))

    def call(self, call_id: str) -> ModelCall:
        """One call, by its id or the beginning of it. Raises `NotFound` where no call, or more than one, begins so."""
        begins = func.substr(calls.c.call_id, 1, len(call_id)) == storable(call_id)
        query = select(calls.c.document).where(begins).order_by(calls.c.call_id).limit(2)
        with self._database.reading() as connection:
            found = words_in(connection, ModelCall, query) if call_id else ()
        if len(found) > 1 and found[0].call_id != call_id:
            raise NotFound(f"More than one call begins with {call_id}.", "Give more of its id.")
        if not found:
            raise NotFound(f"There is no call {call_id}.", "See `coach calls`.")
        return found[0]
