"""Which coach speaks, as configured: the one with a language model, or `builtin`."""

from datetime import date

from coach.domain.failure import CoachError, SetupFailure
from coach.domain.record import Record
from coach.domain.viewer import EVERYONE
from coach.review.builtin import BuiltinCoach
from coach.review.ports import Speaker
from coach.settings import BUILTIN, Settings
from coach.store import Store
from coach.workspace.places import shipped


def open_coach(settings: Settings, store: Store) -> Speaker:
    """The coach of the settings. Raises `SetupFailure` when its provider is not installed or has no key."""
    if settings.coach == BUILTIN:
        return BuiltinCoach()
    if ":" not in settings.coach:
        raise SetupFailure(
            f"COACH_MODEL={settings.coach} names no provider.", "Write it as provider:model, such as openai:gpt-5-mini."
        )
    from coach.models.address import address_of, is_remote
    from coach.models.chat import open_chat
    from coach.models.prices import price_of
    from coach.review.chain import ChainCoach

    chat = open_chat(
        settings.coach,
        base_url=settings.model_base_url,
        api_key=settings.api_key,
        timeout=settings.model_deadline,
    )
    address = address_of(chat, settings.model_base_url)

    def past(deal_id: str, as_of: date) -> Record | None:
        """For the names to be hidden, whoever looks."""
        try:
            return store.record(deal_id, as_of, EVERYONE)
        except CoachError:
            return None

    return ChainCoach(
        chat,
        settings.coach,
        shipped("prompts"),
        calls=store,
        deadline_seconds=settings.model_deadline,
        mask=settings.mask == "on" or (settings.mask == "auto" and is_remote(address)),
        past=past,
        price=price_of(settings.coach, address),
    )
