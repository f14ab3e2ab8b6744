"""`coach app` and `coach demo`: the app in the browser."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from coach.cli.options import flags
from coach.cli.output import answer, note, progress_line

Port = Annotated[int | None, typer.Option(help="The port of the app on this machine.", min=1, max=65535)]


def open_app(port: Port = None) -> None:
    """Open the app on the current data."""
    given = flags()
    _streamlit({"COACH_HOME": given.home, "COACH_AS_OF": given.as_of, "COACH_MODEL": given.model}, port)


def demo(
    port: Port = None,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load the sample company, open nothing.")] = False,
) -> None:
    """Load the sample company, apart from your own data, and open the app on it."""
    from coach.settings import read_settings
    from coach.workspace import open_workspace

    given = flags()
    home = read_settings(home=given.home).home / "demo"
    url = f"sqlite:///{(home / 'coach.db').resolve()}"
    with open_workspace(read_settings(home=home, database_url=url, model=given.model)) as workspace:
        note("Loading the sample company …")
        workspace.load_sample(progress_line())
        today = given.as_of or workspace.newest_date() or date.today()  # noqa: DTZ011
        workspace.know_the_past(today)
    if load_only:
        answer(f"The sample company is in {home}. Look at it with: coach --home {home} --as-of {today} stalled")
        return
    _streamlit({"COACH_HOME": home, "COACH_DATABASE_URL": url, "COACH_AS_OF": today, "COACH_MODEL": given.model}, port)


def _streamlit(settings: dict[str, object], port: int | None) -> None:
    """Run the app as Streamlit's own command would, in this environment plus the settings that are given."""
    import coach.ui

    script = Path(coach.ui.__file__).with_name("start.py")
    options = [
        "--server.address=127.0.0.1",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
        "--client.toolbarMode=minimal",
    ]
    if port:
        options.append(f"--server.port={port}")
    environment = os.environ | {name: str(value) for name, value in settings.items() if value is not None}
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    try:
        raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)  # noqa: S603
    except KeyboardInterrupt:
        raise typer.Exit from None
