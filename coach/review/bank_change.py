"""What another question bank changes: its wording everywhere, its questions where they apply, its rubric where a rep
has answered."""

from coach.domain.answer import Grade
from coach.domain.questions import QuestionBank
from coach.domain.review import Question, Review


def wording_changes(old: QuestionBank, new: QuestionBank) -> tuple[str, ...]:
    """What every review would say in other words, a sentence each."""
    said = []
    for question in Question:
        before, after = old.text(question), new.text(question)
        if before.title != after.title:
            said.append(f"“{before.title}” becomes “{after.title}”.")
        if before.guide != after.guide:
            said.append(f"“{after.title}”: what a good answer holds is told in other words.")
    for line in new.rubric:
        was = old.line(line.criterion)
        if was.needed != line.needed:
            needed = ", ".join(line.needed) or "no question"
            said.append(f"The rubric's “{line.criterion.value}” decides for: {needed}.")
        elif was != line:
            said.append(f"The rubric's “{line.criterion.value}” is told in other words.")
    return tuple(said)


def may_differ(old: QuestionBank, new: QuestionBank, answered: bool) -> bool:
    """Whether a review can come out differently but for its headings: by other questions, or by another rubric where
    the rep has answered."""
    return old.extras != new.extras or (answered and old.rubric != new.rubric)


def changes(before: Review, after: Review, grades: tuple[tuple[Grade, Grade], ...]) -> tuple[str, ...]:
    """What differs between the same review under two banks, most important first. `grades` pairs the grade of each
    answer under both."""
    said = []
    if before.verdict.decision is not after.verdict.decision:
        said.append(f"The verdict becomes {after.verdict.decision.value} (was {before.verdict.decision.value}).")
    for was, now in grades:
        if was.status is not now.status:
            said.append(f"The answer to “{now.question}” would be {now.status.value} (was {was.status.value}).")
        elif was.follow_up != now.follow_up and now.follow_up:
            said.append(f"The follow-up becomes: {now.follow_up}")
    old, new = ({e.question_id: e for e in r.extra} for r in (before, after))
    said += [f"Asks besides: {new[key].asked}" for key in new if key not in old]
    said += [f"No longer asks: {old[key].asked}" for key in old if key not in new]
    said += [f"Asks in other words: {new[key].asked}" for key in new if key in old and new[key].asked != old[key].asked]
    said += [
        f"What the record says to “{new[key].asked}” is found differently ({new[key].status.value})."
        for key in new
        if key in old and new[key].asked == old[key].asked and new[key] != old[key]
    ]
    asked = [q for q in after.verdict.open_questions if q not in before.verdict.open_questions]
    said += [f"Open question: {question}" for question in asked]
    return tuple(said)
