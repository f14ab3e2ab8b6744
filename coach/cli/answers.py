"""`coach answer`: what the rep says to a question that the record left open, graded at once."""

import getpass
import sys
from typing import Annotated

import typer

from coach.cli.options import AsJson, AsOf, open_here
from coach.cli.output import answer as say
from coach.cli.output import answer_json, note
from coach.domain.answer import Grade, RepAnswer
from coach.domain.review import AnswerStatus

_GRADES = {
    AnswerStatus.ANSWERED: "Answered",
    AnswerStatus.WEAK: "Weak",
    AnswerStatus.CONTRADICTED: "Contradicted by the record",
    AnswerStatus.UNANSWERED: "Unanswered",
}


def answer(
    ctx: typer.Context,
    deal_id: Annotated[str, typer.Argument(metavar="DEAL_ID")],
    question: Annotated[
        str, typer.Argument(help="tried, worked, not_worked, learned, alternatives, or a question of your own.")
    ],
    text: Annotated[str | None, typer.Argument(help="The answer; without it, it is read from standard input.")] = None,
    author: Annotated[str | None, typer.Option(help="Who answers. Default: the deal's owner, else you.")] = None,
    follows: Annotated[str | None, typer.Option(help="The answer whose follow-up question this answers.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Grade it and keep nothing.")] = False,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Answer an open question of a review; it is graded by the rubric and read by the next review."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx, as_of)
    with workspace:
        said = text if text is not None else sys.stdin.read()
        if not said.strip():
            raise typer.BadParameter("the answer is empty")
        who = author or workspace.record(deal_id, today).deal.owner or getpass.getuser()
        given, grade = workspace.answer(
            deal_id, question, said, author=who, as_of=today, follows=follows, keep=not dry_run
        )
        if grade.fallback:
            note(f"{grade.fallback} The rules graded it.")
        if as_json:
            answer_json(envelope(grade_document(given, grade), today))
            return
        say(in_words(grade))
        if not dry_run:
            note(f"Kept as {given.answer_id}. `coach review {deal_id}` takes it into account.")


def in_words(grade: Grade) -> str:
    lines = [f"{_GRADES[grade.status]}. {grade.reason}"]
    lines += [f"  “{' '.join(c.quote.split())}” ({c.label})" for c in grade.citations]
    if grade.follow_up:
        lines.append(f"One more question: {grade.follow_up}")
    return "\n".join(lines)


def grade_document(given: RepAnswer, grade: Grade) -> dict[str, object]:
    return {"answer": given.model_dump(mode="json"), "grade": grade.model_dump(mode="json")}
