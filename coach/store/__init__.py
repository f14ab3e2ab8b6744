"""The SQL store: SQLite in a file, or PostgreSQL. The only place that knows SQLAlchemy and Alembic."""

from coach.store.store import Store

__all__ = ["Store"]
