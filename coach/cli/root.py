"""`coach` itself: its global options, its commands, and how it fails."""

import logging
import sys
import uuid
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from coach import __version__
from coach.cli import answers, calls, deals, doctor, evals, knowledge, opening, questions, reviews
from coach.cli.options import AsOf, Flags
from coach.cli.output import fail
from coach.domain.failure import CoachError

app = typer.Typer(
    name="coach",
    help="The strategic review of stalled deals: try an alternative at once, or remove the deal.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(opening.demo)
app.command("app")(opening.open_app)
app.command("import")(deals.import_deals)
app.command("stalled")(deals.stalled)
app.command("review")(reviews.review)
app.command("answer")(answers.answer)
app.add_typer(questions.app, name="questions")
app.command("source")(reviews.source)
app.add_typer(knowledge.app, name="knowledge")
app.command("eval")(evals.evaluate)
app.command("calls")(calls.calls)
app.command("doctor")(doctor.doctor)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def start(
    ctx: typer.Context,
    as_of: AsOf = None,
    home: Annotated[Path | None, typer.Option(help="The folder for the database and the index (COACH_HOME).")] = None,
    model: Annotated[str | None, typer.Option(help="builtin, or provider:model (COACH_MODEL).")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,  # noqa: ARG001
) -> None:
    ctx.obj = Flags(as_of=as_of, home=home, model=model)


def main() -> None:
    """Run the command; a failure the user can mend ends in one sentence, the next step, a code, and exit status 1."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    for noisy in ("httpx", "chromadb", "openai", "bm25s"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    try:
        app()
    except CoachError as failure:
        fail(failure)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception:
        code = uuid.uuid4().hex[:8]
        log = Path(".coach") / "errors.log"
        log.parent.mkdir(exist_ok=True)
        handler = logging.FileHandler(log, encoding="utf-8")
        logging.getLogger("coach.unexpected").addHandler(handler)
        logging.getLogger("coach.unexpected").propagate = False
        logging.getLogger("coach.unexpected").exception("%s %s", datetime.now().astimezone().isoformat(), code)
        typer.echo(f"Something went wrong that should not have. Details are in {log} under {code}. [{code}]", err=True)
        sys.exit(1)
