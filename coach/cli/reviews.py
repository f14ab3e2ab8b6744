"""`coach review` and `coach source`."""

from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import AsJson, AsOf, open_here
from coach.cli.output import answer, answer_json, note
from coach.domain.failure import CoachError

if TYPE_CHECKING:
    from datetime import date

    from coach.domain.review import Review
    from coach.workspace import Workspace


def review(
    ctx: typer.Context,
    deal_id: Annotated[str | None, typer.Argument(metavar="DEAL_ID")] = None,
    all_stalled: Annotated[
        bool, typer.Option("--all-stalled", help="Review every stalled deal; goes on where it was stopped.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="With --all-stalled: also those already reviewed.")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """The strategic review of one deal: five questions, cited answers, alternatives, a verdict."""
    from coach.domain.documents import envelope
    from coach.review.document import review_document
    from coach.review.sheet import as_text

    if (deal_id is None) != all_stalled:
        raise typer.BadParameter("name one deal, or give --all-stalled")
    workspace, today = open_here(ctx, as_of)
    with workspace:
        if deal_id is not None:
            made = workspace.review(deal_id, today)
            for told in (made.provenance.fallback, workspace.library.index.note):
                if told:
                    note(told)
            if as_json:
                answer_json(review_document(made))
            else:
                answer(as_text(made))
            return
        reviews = _batch(workspace, today, again=again)
        if as_json:
            answer_json(envelope({"reviews": [review_document(made) for made in reviews]}, today))


def _batch(workspace: "Workspace", today: "date", *, again: bool) -> "list[Review]":
    """Each review is kept as soon as it is made, so that a second run goes on after the last one."""
    from coach.review.sheet import in_a_line

    reviews: list[Review] = []
    stalls = workspace.pipeline(today).stalls
    for i, stall in enumerate(stalls, 1):
        kept = None if again else workspace.latest_review(stall.deal_id, today)
        if kept is not None and kept.as_of == today:
            reviews.append(kept)
            continue
        try:
            made = workspace.review(stall.deal_id, today, stall=stall)
        except CoachError as failure:
            note(f"{i}/{len(stalls)} {stall.deal_id}: {failure}")
            continue
        reviews.append(made)
        note(f"{i}/{len(stalls)} {in_a_line(made)}")
    return reviews


def source(
    ctx: typer.Context,
    source_id: Annotated[str, typer.Argument(metavar="ID")],
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """The full text of anything a citation points to."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx, as_of)
    with workspace:
        found = workspace.source(source_id)
        if as_json:
            answer_json(envelope(found.model_dump(mode="json"), today))
            return
        answer(found.title)
        answer("\n" + found.text)
