"""Options that several commands share, and the workspace that they open."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.output import note

if TYPE_CHECKING:
    from coach.workspace import Workspace


@dataclass(frozen=True)
class Flags:
    """The global options as given."""

    as_of: date | None = None
    home: Path | None = None
    model: str | None = None


def _day(text: str) -> date:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise typer.BadParameter("write the date as YYYY-MM-DD") from error


AsOf = Annotated[
    date | None,
    typer.Option("--as-of", parser=_day, metavar="DATE", help='What "today" means, as YYYY-MM-DD. Default: today.'),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def flags(ctx: typer.Context) -> Flags:
    found = ctx.find_object(Flags)
    return found or Flags()


def open_here(ctx: typer.Context, as_of: date | None = None) -> "tuple[Workspace, date]":
    """The workspace of the flags and settings, and the date that counts as today; says when the data is old."""
    from coach.settings import read_settings
    from coach.workspace import open_workspace

    given = flags(ctx)
    workspace = open_workspace(read_settings(as_of=as_of or given.as_of, home=given.home, model=given.model))
    today = workspace.default_as_of()
    newest = workspace.stale_since(today)
    if newest is not None:
        note(
            f"The newest date in the data is {newest.isoformat()}, {(today - newest).days} days before "
            f"{today.isoformat()}. To look at it as it was then: --as-of {newest.isoformat()}"
        )
    return workspace, today
