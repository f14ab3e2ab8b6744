"""Whether everything that is configured can be reached and fits together."""

from collections.abc import Callable

from coach.domain.base import Word
from coach.domain.failure import CoachError
from coach.settings import BUILTIN, Settings
from coach.workspace.places import shipped
from coach.workspace.workspace import Workspace

HELLO_SECONDS = 15.0
"""How long the model may take to say a word."""


class Check(Word):
    name: str
    ok: bool
    text: str
    next_step: str = ""


def checks(settings: Settings) -> tuple[Check, ...]:
    """Each part tried for real, in the order in which they depend on each other."""
    found = [_tried("shipped files", _shipped)]
    try:
        workspace = Workspace(settings)
    except CoachError as failure:
        return (*found, Check(name="database", ok=False, text=failure.sentence, next_step=failure.next_step))
    with workspace:
        found.append(_tried("database", lambda: _database(workspace)))
        found.append(_tried("dates", lambda: _dates(workspace)))
        found.append(_tried("playbook", lambda: _playbook(workspace)))
        found.append(_tried("questions", lambda: _questions(workspace)))
        found.append(_tried("search", lambda: _search(workspace)))
        found.append(_tried("coach", lambda: _coach(workspace)))
    return tuple(found)


def _tried(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name=name, ok=True, text=check())
    except CoachError as failure:
        return Check(name=name, ok=False, text=failure.sentence, next_step=failure.next_step)


def _shipped() -> str:
    return f"{', '.join(name for name in ('prompts', 'knowledge', 'sample') if shipped(name))} are in place"


def _database(workspace: Workspace) -> str:
    counts = workspace.store.counts()
    return ", ".join(f"{n:,} {table.replace('_', ' ')}" for table, n in counts.items() if n) or "empty, ready to import"


def _dates(workspace: Workspace) -> str:
    today = workspace.default_as_of()
    newest = workspace.newest_date()
    if newest is None:
        return f"today is {today}; there is no data yet"
    old = f"; use --as-of {newest} to look at it as it was then" if workspace.stale_since(today) else ""
    return f"today is {today}, the newest date in the data is {newest}{old}"


def _playbook(workspace: Workspace) -> str:
    library = workspace.library
    return f"{len(library.active_plays())} active plays, {len(library.documents())} documents"


def _questions(workspace: Workspace) -> str:
    bank = workspace.bank
    own = f", {len(bank.extras)} besides the five" if bank.extras else ""
    return f"version {bank.version}{own}"


def _search(workspace: Workspace) -> str:
    library = workspace.library
    found = library.search_all("the buyer has gone quiet", 1)
    note = f" {library.index.note}" if library.index.note else ""
    return f"{library.index.count():,} passages, {library.index.mode}, {len(found)} found for a trial query.{note}"


def _coach(workspace: Workspace) -> str:
    name = workspace.coach.name
    if name == BUILTIN:
        return "builtin: no language model is used"
    from coach.models.chat import open_chat
    from coach.review.chain.failures import failure_of

    settings = workspace.settings
    chat = open_chat(name, base_url=settings.model_base_url, api_key=settings.api_key, timeout=HELLO_SECONDS)
    try:
        chat.invoke("Reply with the word yes.")
    except Exception as error:  # each provider fails in its own way; `failure_of` sorts them
        raise failure_of(error, name) from error
    hidden = "it is sent tokens for names" if getattr(workspace.coach, "hides_names", False) else "it is sent names"
    return f"{name} answers; {hidden}"
