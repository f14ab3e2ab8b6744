"""The manager's own questions: which of them apply to a deal, and in which words."""

import re

from coach.domain.questions import ExtraQuestion, QuestionBank
from coach.domain.record import Record
from coach.domain.stage import part_of

_NAME = re.compile(r"\{([a-z]+)\}")


def extras_for(bank: QuestionBank, record: Record, main_contact: str | None) -> tuple[ExtraQuestion, ...]:
    """The extra questions of the stage that the deal is in, with the deal's own names filled in."""
    deal = record.deal
    part = part_of(deal.stage, record.stages)
    here = {deal.stage.casefold(), *([part.value] if part else [])}
    return tuple(
        extra.model_copy(update={"text": filled(extra.text, record, main_contact)})
        for extra in bank.extras
        if not extra.stages or here & {stage.casefold() for stage in extra.stages}
    )


def filled(text: str, record: Record, main_contact: str | None, **more: str) -> str:
    """The text with {contact}, {account}, {stage}, {amount} and what is given in `more`; other braces stay."""
    deal = record.deal
    values = {
        "contact": main_contact or "your contact",
        "account": deal.account or deal.name,
        "stage": deal.stage,
        "amount": f"{deal.amount:,.0f} {deal.currency or ''}".strip() if deal.amount is not None else "this amount",
        **more,
    }
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)
