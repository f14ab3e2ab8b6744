"""Past deals that stalled in a similar way: found, measured for likeness, and cited."""

from coach.domain.case import Case
from coach.domain.deal import Outcome
from coach.domain.evidence import Citation, Evidence, SourceKind
from coach.domain.obstacle import OBSTACLES
from coach.domain.passage import Filter
from coach.domain.record import Record
from coach.domain.review import Precedent
from coach.domain.stage import Part, part_of
from coach.grounding.cite import Finder
from coach.history.obstacles import ObstacleFound, named
from coach.history.sentences import sentences
from coach.review.dossier import CaseAtHand
from coach.review.ports import Library

MOST = 4
LEAST_LIKE = 0.3
_WIDE = 40
_ENDED = "What ended it: "


def cases_at_hand(
    record: Record, found: tuple[ObstacleFound, ...], library: Library, within: Filter
) -> tuple[CaseAtHand, ...]:
    """The most similar first, by `likeness`: at least one that was won and one that was lost where both are similar
    enough, none of this deal, none closed later, none that whoever is looking may not see (`within.deals`)."""
    names = named(found)[:4]
    words = " ".join(one.quote for one in found[:5] if one.quote)[:500]
    query = f"{record.deal.stage} {' '.join(OBSTACLES.get(n, n) for n in names)} {words}".strip()
    within = within.model_copy(update={"kinds": frozenset({SourceKind.CASE})})
    scored: list[CaseAtHand] = []
    for hit in library.search(query, within, _WIDE):
        case = library.case(hit.passage.source.key)
        if case is None or case.deal_id == record.deal.deal_id or case.closed_at >= within.as_of:
            continue
        if within.deals is not None and case.deal_id not in within.deals:
            continue
        score = likeness(record, names, case, hit.rank)
        if score >= LEAST_LIKE:
            scored.append(CaseAtHand(case=case, evidence=Evidence.whole(hit.passage.source), score=score))
    scored.sort(key=lambda one: (-one.score, one.case.case_id))
    return _of_both_outcomes(scored)


def _of_both_outcomes(scored: list[CaseAtHand]) -> tuple[CaseAtHand, ...]:
    """The first ones; where they all ended the same way, the best that ended otherwise takes the last place."""
    chosen = scored[:MOST]
    outcomes = {one.case.outcome for one in chosen}
    other = next((one for one in scored[MOST:] if one.case.outcome not in outcomes), None)
    return tuple([*chosen[:-1], other] if other is not None else chosen)


def likeness(record: Record, names: tuple[str, ...], case: Case, rank: int) -> float:
    """From 0 to 1: half for obstacles in common (those that count most for both count most), a fifth for the stage
    (half of it for another stage in the same part of the pipeline), a tenth each for segment and industry, a tenth for
    the search."""
    shared = _shared(names, case)
    weights = [1 / (1 + i) for i in range(len(names))]
    mine = sum(w for w, name in zip(weights, names, strict=True) if name in shared)
    theirs = sum(1 / (1 + i) for i, name in enumerate(case.obstacles[:4]) if name in shared)
    ideal = sum(weights) + sum(1 / (1 + i) for i in range(len(case.obstacles[:4])))
    same = (mine + theirs) / ideal if ideal else 0.0
    score = 0.5 * same + 0.1 / (1 + (rank - 1) / 4)
    score += 0.2 if case.stage == record.deal.stage else 0.1 * (_part(record, case) is not None)
    score += 0.1 * (case.segment is not None and case.segment == record.deal.segment)
    score += 0.1 * (case.industry is not None and case.industry == record.deal.industry)
    return round(min(score, 1.0), 3)


def precedents(
    record: Record, names: tuple[str, ...], cases: tuple[CaseAtHand, ...], finder: Finder
) -> tuple[Precedent, ...]:
    made = [
        Precedent(
            case_id=one.case.case_id,
            deal_id=one.case.deal_id,
            title=one.case.title,
            outcome=one.case.outcome,
            similarity=one.score,
            why_similar=_why(record, names, one.case),
            turning_point=what_decided(one.case),
            citations=_citations(one, finder),
        )
        for one in cases
    ]
    return tuple(p for p in made if p.citations)


def what_decided(case: Case) -> str | None:
    """What turned a stall that was won, or ended one that was lost, as the case tells it."""
    if case.outcome is Outcome.WON:
        return case.turning_point
    told = [line for line in case.text.splitlines() if line.startswith((_ENDED, "Lost on "))]
    return told[0].removeprefix(_ENDED) if told else None


def _citations(one: CaseAtHand, finder: Finder) -> tuple[Citation, ...]:
    """What decided it, and where it stood: both as they stand in the case."""
    told = [what_decided(one.case) or "", *sentences(one.case.situation)[:2]]
    cited = (finder.cite(one.evidence, words) for words in told if words)
    return tuple(dict.fromkeys(c for c in cited if c is not None))[:2]


def _why(record: Record, names: tuple[str, ...], case: Case) -> str:
    shared = [name.replace("_", " ") for name in names if name in _shared(names, case)]
    parts = []
    if shared:
        parts.append(f"held up by the same: {', '.join(shared)}")
    if case.stage == record.deal.stage:
        parts.append(f"stuck in the same stage, {case.stage}")
    elif (part := _part(record, case)) is not None:
        parts.append(f"stuck in the same part of the pipeline, {part.value} ({case.stage})")
    if case.segment is not None and case.segment == record.deal.segment:
        parts.append(f"same segment, {case.segment}")
    if case.industry is not None and case.industry == record.deal.industry:
        parts.append(f"same industry, {case.industry}")
    said = "; ".join(parts) or "told in similar words"
    return f"{said[0].upper()}{said[1:]}."


def _part(record: Record, case: Case) -> Part | None:
    """The part of the pipeline that both stand in."""
    mine, theirs = (part_of(stage, record.stages) for stage in (record.deal.stage, case.stage))
    return mine if mine is theirs else None


def _shared(names: tuple[str, ...], case: Case) -> set[str]:
    return set(names) & set(case.obstacles)
