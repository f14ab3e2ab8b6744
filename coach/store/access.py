"""Who may see what hangs on a deal."""

from sqlalchemy import ColumnElement, Connection, select, true

from coach.domain.viewer import Viewer
from coach.store.columns import storable
from coach.store.schema import deals


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `deals` under which the viewer may see a row: by its owner of today."""
    return true() if viewer.owners is None else deals.c.owner.in_(sorted(map(storable, viewer.owners)))


def may_see(connection: Connection, deal_id: str | None, viewer: Viewer) -> bool:
    """Whether the viewer may see what belongs to this deal. What belongs to no deal is for everyone; what belongs to
    a deal that is not known, only for those who see every deal."""
    if deal_id is None or viewer.owners is None:
        return True
    query = select(deals.c.seq).where(deals.c.deal_id == storable(deal_id), visible_to(viewer))
    return connection.scalar(query) is not None
