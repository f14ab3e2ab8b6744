"""`coach import` and `coach stalled`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import AsJson, AsOf, open_here
from coach.cli.output import answer, answer_json, note, progress_line, table

if TYPE_CHECKING:
    from coach.domain.stall import Money, Pipeline, Stall


class DateOrder(StrEnum):
    DMY = "dmy"
    MDY = "mdy"


def import_deals(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(help="A folder, a .zip of one, or a .csv, .xlsx or .parquet file.")],
    preset: Annotated[str | None, typer.Option(help="salesforce, hubspot, pipedrive, zoho, dynamics or maven.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="A .toml file that maps the export's columns to ours.")] = None,
    dates: Annotated[DateOrder | None, typer.Option(help="How to read dates such as 03/04/2026.")] = None,
    as_json: AsJson = False,
) -> None:
    """Import deals, activities and history. The same import twice changes nothing."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx)
    with workspace:
        summary = workspace.import_path(
            path,
            preset=preset,
            mapping=mapping,
            dates=dates.value if dates else None,
            progress=progress_line(),
        )
        if as_json:
            answer_json(envelope(summary.model_dump(mode="json"), today))
        else:
            answer(summary.in_words())
        newest = workspace.stale_since(today)
        if newest is not None:
            note(f"The newest date is {newest.isoformat()}: look at it with --as-of {newest.isoformat()}")


def stalled(
    ctx: typer.Context,
    owner: Annotated[str | None, typer.Option(help="Only this owner's deals.")] = None,
    stage: Annotated[str | None, typer.Option(help="Only deals in this stage.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """The stalled deals, worst first, each with the norm it is held against."""
    from coach.domain.documents import pipeline_document
    from coach.stalls.narrow import narrowed

    workspace, today = open_here(ctx, as_of)
    with workspace:
        pipeline = narrowed(workspace.pipeline(today), owner=owner, stage=stage)
        shown = pipeline.stalls[:limit]
        if as_json:
            answer_json(pipeline_document(pipeline, shown))
        elif not pipeline.open_deals and (owner or stage):
            wanted = [f"owned by {owner}" if owner else "", f"in the stage {stage}" if stage else ""]
            note(f"No open deal is {' and '.join(filter(None, wanted))}.")
        elif not pipeline.open_deals:
            note("There are no open deals. Import some with `coach import PATH`, or look at `coach demo`.")
        else:
            answer(_totals(pipeline))
            if shown:
                answer("\n" + _listed(shown))
            if len(shown) < pipeline.stalled_deals:
                note(f"{pipeline.stalled_deals - len(shown)} more are not shown.")


_HEAD = ("deal", "name", "owner", "stage", "days", "normal", "odds", "why")
_ODDS = _HEAD.index("odds")


def _listed(shown: "tuple[Stall, ...]") -> str:
    """The deals as a table; without the odds where too few past deals reached the age of any of them."""
    rows = [_HEAD, *map(_row, shown)]
    if all(stall.p_win is None for stall in shown):
        rows = [(*row[:_ODDS], *row[_ODDS + 1 :]) for row in rows]
    return table(rows[1:], rows[0], right=frozenset({4, 5, 6} if len(rows[0]) == len(_HEAD) else {4, 5}))


def _row(stall: "Stall") -> tuple[str, ...]:
    odds = stall.p_win
    return (
        stall.deal_id,
        _cut(stall.name, 32),
        _cut(stall.owner or "", 18),
        _cut(stall.stage, 16),
        "?" if stall.days_in_stage is None else str(stall.days_in_stage),
        f"{stall.norm.days:.0f}" if stall.norm else "?",
        "?" if odds is None else f"{odds.value:.0%}",
        f"on hold until {stall.on_hold.until}"
        if stall.on_hold
        else "; ".join(s.name.value.replace("_", " ") for s in stall.signals),
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _totals(pipeline: "Pipeline") -> str:
    from coach.stalls.narrow import without_holds

    held = sum(stall.on_hold is not None for stall in pipeline.stalls)
    pipeline = without_holds(pipeline)
    money = ", ".join(_money(total) for total in pipeline.amount_stalled)
    waiting = f" {held} more wait with a stated reason and a date." if held else ""
    unknown = f" {pipeline.age_not_known} open deals have no date: age not known." if pipeline.age_not_known else ""
    return (
        f"{pipeline.stalled_deals:,} of {pipeline.open_deals:,} open deals are stalled as of {pipeline.as_of}, "
        f"{pipeline.deal_days_stalled:,} days beyond what the median won deal needed"
        f"{f', {money}' if money else ''}.{waiting}{unknown}"
    )


def _money(total: "Money") -> str:
    return f"{total.amount:,.0f} {total.currency or ''}".strip()
