"""The coach that asks a language model, through LangChain."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from coach.domain.answer import RepAnswer
from coach.domain.base import Word
from coach.prompting.files import PromptFolder
from coach.prompting.render import render
from coach.review.chain.brief import brief
from coach.review.chain.calls import CallLog
from coach.review.chain.grading import grade_brief, grade_schema, read_grade
from coach.review.chain.hiding import Cover, Past, cover
from coach.review.chain.reply import read_reply, reply_schema
from coach.review.chain.talk import CallSite, Price, Provider, Said, Talk
from coach.review.chain.words import Words
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftGrade
from coach.review.ports import CoachReply, GradeReply, Listener

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

REVIEW = CallSite[Draft](prompt="review", purpose="review", schema=reply_schema, read=read_reply)
GRADE = CallSite[DraftGrade](prompt="grade", purpose="grade", schema=grade_schema, read=read_grade)
_REPAIR = "repair"

_D = TypeVar("_D", bound=Word)


class ChainCoach:
    """Renders a dossier, streams the reply, logs it raw, then reads it strictly. Reviews deals and grades answers.

    `deadline_seconds` is wall-clock time for a whole draft or grade: calls, waits and repair together. With `mask`,
    names and addresses are replaced by tokens before anything is sent, and put back in what comes; `past` gives the
    records behind the precedents, for the names in them. `price` is asked for the cost of each call.
    """

    def __init__(
        self,
        chat: "BaseChatModel",
        name: str,
        prompts: PromptFolder | Path,
        calls: CallLog,
        *,
        deadline_seconds: float = 30.0,
        mask: bool = False,
        past: Past | None = None,
        price: Price = lambda _in, _out: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._provider = Provider(chat, name, calls, deadline_seconds, clock, sleep, now, price)
        self._prompts = PromptFolder(prompts) if isinstance(prompts, Path) else prompts
        self._masks = mask
        self._past = past

    @property
    def name(self) -> str:
        return self._provider.name

    @property
    def hides_names(self) -> bool:
        """Whether names and addresses are kept from the model."""
        return self._masks

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        """Raises `ModelFailure`, and nothing else of what a provider can do. `listen` hears the words of the reply as
        they come, with the names put back."""
        until = self._until()
        hidden = self._cover(dossier)
        words = Words(listen, hidden.show) if listen else None
        said = self._ask(REVIEW, brief(dossier, hidden.hide), dossier, until, words)
        return CoachReply(draft=hidden.restored(said.draft), model=self.name, **_spent(said))

    def grade(self, answer: RepAnswer, asked: str, dossier: Dossier) -> GradeReply:
        """Raises `ModelFailure`, as `draft` does."""
        until = self._until()
        hidden = self._cover(dossier, texts=(answer.text, asked), people=(answer.author,))
        said = self._ask(GRADE, grade_brief(answer, asked, dossier, hidden.hide), dossier, until)
        return GradeReply(draft=hidden.restored(said.draft), model=self.name, **_spent(said))

    def _until(self) -> float:
        return self._provider.clock() + self._provider.deadline

    def _cover(self, dossier: Dossier, texts: Iterable[str] = (), people: Iterable[str] = ()) -> Cover:
        return cover(dossier, self._past, texts=texts, people=people) if self._masks else Cover()

    def _ask(
        self, site: CallSite[_D], values: dict[str, str], dossier: Dossier, until: float, words: Words | None = None
    ) -> Said[_D]:
        prompt, repair = self._prompts.prompt(site.prompt), self._prompts.prompt(_REPAIR)
        messages = [("system", render(prompt.system, values)), ("human", render(prompt.user, values))]
        talk = Talk(
            self._provider,
            site,
            dossier.record.deal.deal_id,
            messages,
            until=until,
            prompt=prompt,
            repair=repair,
            words=words,
        )
        return talk.outcome()


def _spent(said: Said[Any]) -> dict[str, Any]:
    return {
        "prompts": said.prompts,
        "calls": said.calls,
        "tokens_in": said.tokens_in,
        "tokens_out": said.tokens_out,
    }
