"""Which coach speaks, as configured: the one with a language model, or `builtin`."""

from coach.domain.failure import SetupFailure
from coach.review.builtin import BuiltinCoach
from coach.review.ports import Coach
from coach.settings import BUILTIN, Settings
from coach.store import Store
from coach.workspace.places import shipped


def open_coach(settings: Settings, store: Store) -> Coach:
    """The coach of the settings. Raises `SetupFailure` when its provider is not installed or has no key."""
    if settings.coach == BUILTIN:
        return BuiltinCoach()
    if ":" not in settings.coach:
        raise SetupFailure(
            f"COACH_MODEL={settings.coach} names no provider.", "Write it as provider:model, such as openai:gpt-5-mini."
        )
    from coach.models.chat import open_chat
    from coach.review.chain import ChainCoach

    chat = open_chat(
        settings.coach,
        base_url=settings.model_base_url,
        api_key=settings.api_key,
        timeout=settings.model_deadline,
    )
    return ChainCoach(chat, settings.coach, shipped("prompts"), calls=store, deadline_seconds=settings.model_deadline)
