"""`coach doctor`: is everything that is configured reachable and consistent."""

import typer

from coach.cli.options import AsJson, flags
from coach.cli.output import answer, answer_json


def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Check the store, the index, the embedder, the prompts and the model; say what to do where not."""
    from datetime import UTC, datetime

    from coach.domain.documents import envelope
    from coach.settings import read_settings
    from coach.workspace.health import checks

    given = flags(ctx)
    settings = read_settings(as_of=given.as_of, home=given.home, model=given.model)
    found = checks(settings)
    healthy = all(check.ok for check in found)
    if as_json:
        body = {"healthy": healthy, "checks": [check.model_dump(mode="json") for check in found]}
        answer_json(envelope(body, given.as_of or datetime.now(UTC).date()))
    else:
        for check in found:
            answer(f"{'ok  ' if check.ok else 'NOT '} {check.name}: {check.text}")
            if check.next_step:
                answer(f"     {check.next_step}")
    if not healthy:
        raise typer.Exit(1)
