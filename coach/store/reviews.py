"""Reviews, each with the texts it cites, as they were."""

from datetime import date

from sqlalchemy import Connection, Select, select

from coach.domain.evidence import Source
from coach.domain.review import Review
from coach.domain.viewer import EVERYONE, Viewer
from coach.store.access import may_see
from coach.store.columns import storable
from coach.store.documents import document_of, word_of, words_in
from coach.store.schema import review_sources, reviews, sources
from coach.store.sources import keep_sources
from coach.store.tables import Tables
from coach.store.upsert import upsert


class ReviewTables(Tables):
    def save_review(self, review: Review) -> None:
        """Keep the review and every source it cites, as they are. The same id again replaces the review; a source
        that is kept already is never touched."""
        row = {
            "review_id": storable(review.review_id),
            "deal_id": storable(review.deal_id),
            "as_of": review.as_of,
            "generated_at": review.generated_at,
            "document": document_of(review),
        }
        with self._database.writing() as connection:
            ids = keep_sources(connection, self._database.dialect, review.sources)
            connection.execute(upsert(self._database.dialect, reviews, ("review_id",)), row)
            connection.execute(review_sources.delete().where(review_sources.c.review_id == row["review_id"]))
            links = [
                {"review_id": row["review_id"], "position": place, "source_id": source_id}
                for place, source_id in enumerate(ids)
            ]
            if links:
                connection.execute(review_sources.insert(), links)

    def latest_review(self, deal_id: str, as_of: date | None = None, viewer: Viewer = EVERYONE) -> Review | None:
        """The newest review of a date up to `as_of`; None without one, also where `viewer` may not see the deal."""
        with self._database.reading() as connection:
            found = (
                _read(connection, _newest_first(deal_id, as_of).limit(1))
                if may_see(connection, deal_id, viewer)
                else ()
            )
        return found[0] if found else None

    def reviewed_deals(self, as_of: date) -> tuple[str, ...]:
        """The deals that have a review of a date up to `as_of`."""
        query = select(reviews.c.deal_id).where(reviews.c.as_of <= as_of).distinct().order_by(reviews.c.deal_id)
        with self._database.reading() as connection:
            return tuple(connection.scalars(query))

    def reviews(self, deal_id: str, viewer: Viewer = EVERYONE) -> tuple[Review, ...]:
        """All reviews of a deal, the newest first; none where `viewer` may not see it."""
        with self._database.reading() as connection:
            return _read(connection, _newest_first(deal_id, None)) if may_see(connection, deal_id, viewer) else ()


def _newest_first(deal_id: str, as_of: date | None) -> Select[tuple[str, str]]:
    query = select(reviews.c.review_id, reviews.c.document).where(reviews.c.deal_id == storable(deal_id))
    if as_of is not None:
        query = query.where(reviews.c.as_of <= as_of)
    return query.order_by(reviews.c.as_of.desc(), reviews.c.generated_at.desc(), reviews.c.seq.desc())


def _read(connection: Connection, query: Select[tuple[str, str]]) -> tuple[Review, ...]:
    return tuple(
        word_of(Review, row.document).model_copy(update={"sources": _sources_of(connection, row.review_id)})
        for row in connection.execute(query).all()
    )


def _sources_of(connection: Connection, review_id: str) -> tuple[Source, ...]:
    query = (
        select(sources.c.document)
        .join(review_sources, review_sources.c.source_id == sources.c.source_id)
        .where(review_sources.c.review_id == review_id)
        .order_by(review_sources.c.position)
    )
    return words_in(connection, Source, query)
