"""`coach eval`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from coach.cli.options import AsJson, flags
from coach.cli.output import answer, answer_json, note, progress_line


def evaluate(
    ctx: typer.Context,
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="[FOLDER]...", help="Scenarios, or folders of some. Default: ours.")
    ] = None,
    coach: Annotated[
        Literal["perfect", "evil"] | None,
        typer.Option("--coach", help="A scripted coach in place of the model: what the best and the worst come to."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Review each deal once, not twice to compare verdicts.")] = False,
    as_json: AsJson = False,
) -> None:
    """The scenario benchmark: companies with known right answers, reviewed in a home of their own and scored."""
    from datetime import UTC, datetime

    from coach.domain.documents import envelope
    from coach.evals.report import report_document, report_text
    from coach.evals.run import run
    from coach.evals.scenario import scenarios_in
    from coach.evals.scripted import SCRIPTS
    from coach.settings import read_settings
    from coach.workspace import open_apart
    from coach.workspace.places import shipped

    settings = read_settings(model=flags(ctx).model)
    found = [one for folder in folders or [shipped("scenarios")] for one in scenarios_in(folder)]
    name = coach or settings.coach
    note(f"Coach: {name}. {len(found)} companies, each in a folder that is thrown away.")
    results = run(
        found,
        lambda home, playbook: open_apart(settings, home, playbook),
        SCRIPTS[coach] if coach else None,
        again=not once,
        progress=progress_line(),
    )
    if as_json:
        now = datetime.now(UTC)
        answer_json(envelope(report_document(name, results), now.date(), now))
    else:
        answer(report_text(name, results))
