"""What the database says when it cannot, in words a user can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from coach.domain.failure import CoachError, ImportFailure, StoreUnavailable

_SAYINGS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("database is locked", "database table is locked", "lock timeout", "deadlock detected"),
        "Another process is writing to the database {place}.",
        "Wait until it has finished and try again; if nothing else is running, restart what was using it.",
    ),
    (
        ("not a database", "malformed", "file is encrypted"),
        "The file {place} is not a database of Pivot Coach, or it is damaged.",
        "Name another file in COACH_DATABASE_URL, or move this one away and import again.",
    ),
    (
        ("unable to open database file", "readonly database", "read-only"),
        "The database {place} cannot be opened for writing.",
        "Check that its folder exists and that you may write there, or set COACH_DATABASE_URL to another place.",
    ),
    (
        ("disk is full", "no space left", "disk full"),
        "There is no room left on the disk of the database {place}.",
        "Make room and try again; nothing was half written.",
    ),
    (
        ("authentication failed", "no password supplied", "permission denied"),
        "The database {place} refused the user or the password.",
        "Correct them in COACH_DATABASE_URL.",
    ),
    (
        ("does not exist",),
        "The database {place} is not what it should be: something it needs does not exist.",
        "Check the name in COACH_DATABASE_URL, and create the database if it is new.",
    ),
)


@contextmanager
def in_plain_words(place: str) -> Iterator[None]:
    """Turns what the database raises into `StoreUnavailable`, or `ImportFailure` where rows contradict each other."""
    try:
        yield
    except IntegrityError as error:
        raise ImportFailure(
            f"A row does not fit the rows it belongs to: {_first_line(error)}.",
            "Import the deals before, or together with, what belongs to them.",
        ) from error
    except SQLAlchemyError as error:
        failure = as_failure(error, place)
        if failure is None:
            raise
        raise failure from error


def as_failure(error: SQLAlchemyError, place: str) -> CoachError | None:
    """The failure to show; None for what can only be a mistake in this program."""
    if not isinstance(error, DBAPIError | PoolTimeout):
        return None
    said = str(getattr(error, "orig", None) or error).lower()
    for signs, sentence, next_step in _SAYINGS:
        if any(sign in said for sign in signs):
            return StoreUnavailable(sentence.format(place=place), next_step)
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout) or error.connection_invalidated:
        return StoreUnavailable(
            f"The database {place} cannot be reached.",
            "Check that it is running and that COACH_DATABASE_URL is right.",
        )
    return None


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0].rstrip(".")
