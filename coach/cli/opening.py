"""`coach app` and `coach demo`: the app in the browser."""

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import flags
from coach.cli.output import answer, note, progress_line

if TYPE_CHECKING:
    from coach.settings import Settings

Port = Annotated[int | None, typer.Option(help="The port of the app on this machine.", min=1, max=65535)]


def open_app(ctx: typer.Context, port: Port = None) -> None:
    """Open the app on the current data."""
    from coach.settings import read_settings

    given = flags(ctx)
    _streamlit(read_settings(home=given.home, as_of=given.as_of, model=given.model), port)


def demo(
    ctx: typer.Context,
    port: Port = None,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load the sample company, open nothing.")] = False,
) -> None:
    """Load the sample company, apart from your own data, and open the app on it."""
    from coach.settings import read_settings
    from coach.workspace import SAMPLE_DAY, open_workspace

    given = flags(ctx)
    home = read_settings(home=given.home).home / "demo"
    url = f"sqlite:///{(home / 'coach.db').resolve()}"
    with open_workspace(read_settings(home=home, database_url=url, model=given.model)) as workspace:
        note("Loading the sample company …")
        workspace.load_sample(progress_line())
        today = given.as_of or SAMPLE_DAY
        if load_only:
            workspace.know_the_past(today)
            here = f"coach --home {home} --as-of {today}"
            answer(f"The sample company is in {home}. Look at it with:\n  {here} stalled\n  {here} review D-102")
            return
    _streamlit(read_settings(home=home, database_url=url, as_of=today, model=given.model), port)


def _streamlit(settings: "Settings", port: int | None) -> None:
    """Run the app as Streamlit's own command would, in the folder where its theme lies, with these settings."""
    from coach.settings import in_environment
    from coach.workspace.places import shipped

    script = shipped("app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless=false"]
    if port:
        command.append(f"--server.port={port}")
    environment = os.environ | in_environment(settings)
    try:
        ended = subprocess.run(command, env=environment, cwd=script.parent, check=False)  # noqa: S603
    except KeyboardInterrupt:
        raise typer.Exit from None
    raise typer.Exit(ended.returncode)
