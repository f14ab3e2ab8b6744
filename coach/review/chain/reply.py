"""The reply to `review.md`: the shape asked for, and the draft in it."""

from typing import Annotated, Any

from pydantic import Field

from coach.domain.review import AnswerStatus, Question
from coach.review.chain.strict import Part, PointPart, QuotePart, invalid, read_strictly, schema_of
from coach.review.draft import Draft

Days = Annotated[int, Field(ge=0, le=365)]


class _Answer(Part):
    question: Question
    status: AnswerStatus
    points: tuple[PointPart, ...]
    ask: str | None = None


class _Obstacle(Part):
    name: str
    quotes: tuple[QuotePart, ...]


class _Alternative(Part):
    ref: str
    title: str
    why: str
    first_step: str
    with_whom: str | None = None
    first_step_in_days: Days
    judged_in_days: Days
    success_signal: str
    kill_criterion: str
    quotes: tuple[QuotePart, ...]


class _Extra(Part):
    id: str
    status: AnswerStatus
    points: tuple[PointPart, ...]


class Reply(Part):
    """What a model sends. Whether its quotes stand in the evidence is not asked here."""

    answers: tuple[_Answer, ...]
    obstacles: tuple[_Obstacle, ...]
    alternatives: tuple[_Alternative, ...]
    extra: tuple[_Extra, ...] = ()
    over: PointPart | None = None


def reply_schema() -> dict[str, Any]:
    return schema_of(Reply)


def read_reply(raw: str) -> Draft:
    """The draft in a model's raw text. Raises `ModelReplyInvalid`, as `read_strictly` does, also for a question that
    is answered twice."""
    reply = read_strictly(raw, Reply)
    for ids in ([answer.question for answer in reply.answers], [extra.id for extra in reply.extra]):
        if len(set(ids)) < len(ids):
            raise invalid("a question is answered twice")
    draft = reply.model_dump()
    draft["extra"] = [{**extra, "question_id": extra["id"]} for extra in draft["extra"]]
    for extra in draft["extra"]:
        del extra["id"]
    return Draft.model_validate(draft)
