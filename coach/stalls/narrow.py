"""A part of a pipeline, with its own totals: one owner's, one stage's, or what is left without the deals on hold."""

from coach.domain.stall import Pipeline, Stall
from coach.stalls.find import totals


def narrowed(pipeline: Pipeline, owner: str | None = None, stage: str | None = None) -> Pipeline:
    """The deals of `owner` in `stage` (None: any), in the order they had. Names count in any case of letters."""
    if owner is None and stage is None:
        return pipeline
    stalls = tuple(s for s in pipeline.stalls if _is(s, owner, stage))
    others = tuple(s for s in pipeline.others if _is(s, owner, stage))
    return _with(pipeline, stalls, others)


def without_holds(pipeline: Pipeline) -> Pipeline:
    """The stalled deals that nothing excuses; those on hold are counted among the others."""
    held = tuple(s for s in pipeline.stalls if s.on_hold is not None)
    return _with(pipeline, tuple(s for s in pipeline.stalls if s.on_hold is None), (*held, *pipeline.others))


def _with(pipeline: Pipeline, stalls: tuple[Stall, ...], others: tuple[Stall, ...]) -> Pipeline:
    return pipeline.model_copy(
        update={
            "stalls": stalls,
            "others": others,
            "open_deals": len(stalls) + len(others),
            "age_not_known": sum(s.days_in_stage is None for s in (*stalls, *others)),
            "stalled_deals": len(stalls),
            "amount_stalled": totals(stalls),
            "deal_days_stalled": sum(s.deal_days_at_stake for s in stalls),
        }
    )


def _is(stall: Stall, owner: str | None, stage: str | None) -> bool:
    return _same(stall.owner, owner) and _same(stall.stage, stage)


def _same(value: str | None, wanted: str | None) -> bool:
    return wanted is None or (value or "").casefold() == wanted.strip().casefold()
