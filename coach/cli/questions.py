"""`coach questions`: the question bank, edited as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import AsJson, AsOf, open_here
from coach.cli.output import answer, answer_json, note, progress_line

if TYPE_CHECKING:
    from datetime import date

    from coach.domain.questions import QuestionBank
    from coach.workspace import Workspace

app = typer.Typer(help="The questions of the review, and the rubric for answers.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def show(ctx: typer.Context) -> None:
    """Print the questions and the rubric in use, as the file to edit."""
    if ctx.invoked_subcommand is not None:
        return
    from coach.workspace.questions import bank_path

    workspace, _ = open_here(ctx)
    with workspace:
        path = bank_path(workspace.settings.home)
        _ = workspace.bank  # says what is wrong with the file, if anything is
        answer(path.read_text(encoding="utf-8").rstrip())
        note(f"From {path}. Edit a copy, then: coach questions preview FILE, coach questions use FILE.")


@app.command("preview")
def preview(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="An edited copy of the questions.")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Which kept reviews would come out differently with the questions in FILE. Changes nothing."""
    from coach.prompting.questions import bank_in

    workspace, today = open_here(ctx, as_of)
    with workspace:
        _preview(workspace, bank_in(file), today, as_json=as_json)


def _preview(workspace: "Workspace", new: "QuestionBank", today: "date", *, as_json: bool) -> None:
    from coach.domain.documents import envelope
    from coach.domain.viewer import EVERYONE
    from coach.review.bank_change import wording_changes
    from coach.workspace.questions import preview as changed_reviews

    wording = wording_changes(workspace.bank, new)
    found = changed_reviews(workspace, new, today, EVERYONE, progress_line())
    kept = len(workspace.store.reviewed_deals(today))
    if as_json:
        told = {
            "wording": list(wording),
            "reviews": [change.model_dump(mode="json") for change in found],
            "reviewed_deals": kept,
        }
        answer_json(envelope(told, today))
        return
    for line in wording:
        answer(f"Everywhere: {line}")
    for change in found:
        answer(f"{change.deal_id} {change.name}")
        for line in change.changes:
            answer(f"  - {line}")
    answer(f"{len(found)} of {kept} kept reviews would come out differently.")


@app.command("use")
def use(ctx: typer.Context, file: Annotated[Path, typer.Argument(help="An edited copy of the questions.")]) -> None:
    """Take the questions in FILE into use for reviews and answers from now on."""
    from coach.prompting.questions import bank_in
    from coach.workspace.questions import use_bank

    workspace, _ = open_here(ctx)
    with workspace:
        bank_in(file)
        bank = use_bank(workspace.settings.home, file.read_bytes().decode("utf-8-sig"))
        own = f"{len(bank.extras)} question{'' if len(bank.extras) == 1 else 's'}"
        answer(f"In use from the next review on: {own} of your own beside the five.")


@app.command("reset")
def reset(ctx: typer.Context) -> None:
    """Go back to the questions that come with the product."""
    from coach.workspace.questions import reset_bank

    workspace, _ = open_here(ctx)
    with workspace:
        answer(
            f"In use: the questions that come with the product, version {reset_bank(workspace.settings.home).version}."
        )
