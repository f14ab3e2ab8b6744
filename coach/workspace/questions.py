"""The question bank in use, the reps' answers to it, and what another bank would change."""

import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coach.domain.answer import Grade, RepAnswer
from coach.domain.bank_change import BankChange
from coach.domain.failure import NotFound
from coach.domain.questions import QuestionBank
from coach.domain.review import Question, Review
from coach.domain.viewer import Viewer
from coach.prompting.questions import bank_in, read_bank
from coach.workspace.places import shipped

if TYPE_CHECKING:
    from coach.workspace.workspace import Progress, Workspace

FILE = "questions.toml"
LONGEST_ANSWER = 8_000


def bank(home: Path) -> QuestionBank:
    """The manager's own bank in the home folder, else the one that ships. Raises `SetupFailure` when it is none."""
    return bank_in(bank_path(home))


def bank_path(home: Path) -> Path:
    own = home / FILE
    return own if own.exists() else shipped("prompts") / FILE


def use_bank(home: Path, text: str) -> QuestionBank:
    """Take a bank into use. Raises `SetupFailure`, and changes nothing, when the text is none."""
    read = read_bank(text)
    home.mkdir(parents=True, exist_ok=True)
    new = home / f"{FILE}.new"
    new.write_text(text, encoding="utf-8")
    new.replace(home / FILE)
    return read


def reset_bank(home: Path) -> QuestionBank:
    """Back to the bank that ships."""
    (home / FILE).unlink(missing_ok=True)
    return bank(home)


def take_answer(
    ws: "Workspace",
    deal_id: str,
    question: str,
    text: str,
    *,
    author: str,
    as_of: date,
    viewer: Viewer,
    follows: str | None = None,
    keep: bool = True,
) -> tuple[RepAnswer, Grade]:
    """Grade a rep's answer and keep both, dated `as_of`. A grade under the same bank would be the same.

    Raises `NotFound` for a deal that is not open or not the viewer's, or a question that this deal is not asked."""
    from coach.review.builtin import BuiltinCoach
    from coach.review.grading import grade, question_text
    from coach.review.session import own_dossier

    stall = ws.stall(deal_id, as_of, viewer)
    record = ws.record(deal_id, as_of, viewer)
    earlier = ws.store.answers(deal_id, as_of, viewer)
    dossier = own_dossier(record, stall, earlier, as_of, ws.bank, ws.store.grades(deal_id, viewer), ws.vectors)
    known = [*Question, *(extra.question_id for extra in dossier.extras)]
    if question not in known:
        raise NotFound(f"{record.deal.name} is not asked “{question}”.", f"Answer one of: {', '.join(known)}.")
    first = next((a for a in earlier if a.answer_id == follows), None)
    if follows is not None and first is None:
        raise NotFound(f"There is no answer {follows} on {record.deal.name}.", "Answer the question itself.")
    told = next((g.follow_up for g in dossier.grades if g.answer_id == follows and g.follow_up), None)
    answer = RepAnswer(
        answer_id=uuid.uuid4().hex[:12],
        deal_id=deal_id,
        question=question,
        text=text.strip()[:LONGEST_ANSWER],
        author=author,
        at=datetime.combine(as_of, datetime.now(UTC).timetz()),
        asked=told or question_text(question, dossier),
        follows=follows,
    )
    graded = grade(answer, dossier, ws.coach, BuiltinCoach())
    if keep:
        ws.store.save_answer(answer)
        ws.store.save_grade(graded)
    return answer, graded


def preview(
    ws: "Workspace", new: QuestionBank, as_of: date, viewer: Viewer, progress: "Progress | None" = None
) -> tuple[BankChange, ...]:
    """The kept reviews that would come out differently with another bank, each with what would change in it.

    Both banks are tried with the built-in coach, which costs nothing and keeps nothing; of a review that a language
    model wrote this shows what the questions, grades and rules would do, not the model's words."""
    from coach.review.bank_change import may_differ

    old, found = ws.bank, []
    deals = ws.store.reviewed_deals(as_of)
    for at, deal_id in enumerate(deals):
        if progress is not None:
            progress("reviews", at + 1, len(deals))
        kept = ws.latest_review(deal_id, as_of, viewer)
        if kept is None or not may_differ(old, new, bool(ws.store.answers(deal_id, kept.as_of, viewer))):
            continue
        said = _compared(ws, kept, old, new, viewer)
        if said:
            found.append(
                BankChange(
                    deal_id=deal_id, name=kept.stall.name, review_id=kept.review_id, as_of=kept.as_of, changes=said
                )
            )
    return tuple(found)


def _compared(ws: "Workspace", kept: Review, old: QuestionBank, new: QuestionBank, viewer: Viewer) -> tuple[str, ...]:
    from coach.review.bank_change import changes
    from coach.review.builtin import BuiltinCoach
    from coach.review.session import own_dossier, review

    answers = ws.store.answers(kept.deal_id, kept.as_of, viewer)
    record = ws.record(kept.deal_id, kept.as_of, viewer)
    made, graded = [], []
    for one in (old, new):
        grades = own_dossier(record, kept.stall, answers, kept.as_of, one, vectors=ws.vectors).grades
        graded.append(grades)
        made.append(
            review(
                kept.deal_id,
                as_of=kept.as_of,
                viewer=viewer,
                stall=kept.stall,
                records=ws.store,
                library=ws.library,
                bank=one,
                coach=BuiltinCoach(),
                answers=answers,
                grades=grades,
                limits=ws.limits,
                vectors=ws.vectors,
                now=kept.generated_at,
            )
        )
    return changes(made[0], made[1], tuple(zip(graded[0], graded[1], strict=True)))
