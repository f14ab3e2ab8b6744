"""The benchmark's figures as JSON and as text."""

from collections.abc import Iterable
from typing import Any

from coach.domain.review import AnswerStatus
from coach.evals.judge import BETTER_NONE, LABELS, DealResult, Measure
from coach.evals.run import AnswerResult, CompanyResult
from coach.evals.share import Share, one

Document = dict[str, Any]
_GRADES = (AnswerStatus.ANSWERED, AnswerStatus.WEAK, AnswerStatus.CONTRADICTED)


def total(companies: Iterable[CompanyResult], measure: Measure) -> Share:
    return sum((company.share(measure) for company in companies), Share())


def report_document(coach: str, companies: tuple[CompanyResult, ...]) -> Document:
    """All of it, with a line for each deal and each graded answer."""
    deals = [deal for company in companies for deal in company.deals]
    return {
        "coach": coach,
        "measures": [
            {"name": m.value, "label": LABELS[m], "best": "none" if m in BETTER_NONE else "all"} for m in Measure
        ],
        "total": {m.value: _share(total(companies, m)) for m in Measure},
        "companies": [
            {
                "company": c.company,
                "playbook": c.playbook,
                "figures": {m.value: _share(c.share(m)) for m in Measure},
                "grades": confusion(c.answers),
                "notes": list(c.notes),
                "seconds": c.seconds,
            }
            for c in companies
        ],
        "grades": confusion(a for c in companies for a in c.answers),
        "by_trap": {trap: _share(share) for trap, share in by_trap(deals).items()},
        "deals": [_deal(deal) for deal in deals],
        "answers": [a.model_dump(mode="json") for c in companies for a in c.answers],
        "fallbacks": sum(d.fallback is not None for d in deals),
        "calls": sum(d.calls for d in deals),
        "tokens_in": sum(d.tokens_in for d in deals),
        "seconds": round(sum(c.seconds for c in companies), 3),
        "seconds_a_review": _mean([d.seconds for d in deals]),
    }


def report_text(coach: str, companies: tuple[CompanyResult, ...]) -> str:
    """A table of the figures, the grades, and below it what was missed, deal by deal."""
    deals = [deal for company in companies for deal in company.deals]
    columns = [*((c.company, c) for c in companies)] if len(companies) > 1 else []
    head = ("", "in all", "of", "95%", *(name for name, _ in columns))
    rows = []
    for measure in Measure:
        share = total(companies, measure)
        figures = [_short(c.share(measure)) for _, c in columns]
        rows.append((LABELS[measure], _value(share, measure), str(share.n), _interval(share), *figures))
    lines = [f"Coach: {coach}. {len(deals)} deals of {_many(len(companies), 'company', 'companies')}.", ""]
    lines += [_table(rows, head), ""]
    answers = [a for c in companies for a in c.answers]
    if answers:
        lines += ["Rep's answers: rows as a person graded them, columns as the coach did", ""]
        table = confusion(answers)
        lines += [_table([(w, *(str(table[w][g]) for g in _GRADES)) for w in _GRADES], ("", *_GRADES)), ""]
    if traps := by_trap(deals):
        lines += ["Decisions right, by trap: " + ", ".join(f"{t} {s.hits}/{s.n}" for t, s in traps.items()), ""]
    lines += [_seconds(companies)]
    lines += [f"{c.company}: {note}." for c in companies for note in c.notes]
    fallen = [d for d in deals if d.fallback]
    lines += [f"{len(fallen)} reviews were written by another coach: {fallen[0].fallback}"] if fallen else []
    lines += [line for company in companies for line in _missed(company)]
    return "\n".join(lines)


def _missed(company: CompanyResult) -> list[str]:
    """Deal by deal, what was wrong; then the answers that were graded otherwise."""
    lines = [f"\nMissed in {company.company}:"]
    for deal in company.deals:
        lines += [f"  {deal.deal_id}: {deal.misses[0]}"] if deal.misses else []
        lines += [f"  {'':{len(deal.deal_id)}}  {miss}" for miss in deal.misses[1:]]
    for a in company.answers:
        if a.given is not a.wanted:
            lines.append(f"  {a.deal_id}: answer on {a.question} graded {a.given}, not {a.wanted}")
    return lines if len(lines) > 1 else []


def confusion(answers: Iterable[AnswerResult]) -> dict[str, dict[str, int]]:
    """How often an answer that a person graded so was graded so by the coach."""
    table = {wanted.value: {given.value: 0 for given in _GRADES} for wanted in _GRADES}
    for answer in answers:
        row = table.setdefault(answer.wanted.value, {})
        row[answer.given.value] = row.get(answer.given.value, 0) + 1
    return table


def by_trap(deals: Iterable[DealResult]) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for deal in deals:
        for trap in deal.traps:
            found[trap] = found.get(trap, Share()) + one(hit=deal.decision in deal.acceptable)
    return dict(sorted(found.items()))


def _deal(deal: DealResult) -> Document:
    return {
        **deal.model_dump(mode="json", exclude={"counts"}),
        "right": deal.decision in deal.acceptable,
        "counts": {m.value: {"hits": s.hits, "n": s.n} for m, s in deal.counts.items()},
    }


def _share(share: Share) -> Document:
    interval = share.interval
    return {
        "hits": share.hits,
        "n": share.n,
        "value": None if share.value is None else round(share.value, 4),
        "low": None if interval is None else round(interval[0], 4),
        "high": None if interval is None else round(interval[1], 4),
    }


def _value(share: Share, measure: Measure) -> str:
    if share.value is None:
        return "-"
    return str(share.hits) if measure in BETTER_NONE else f"{share.value:.0%}"


def _interval(share: Share) -> str:
    return f"{share.interval[0]:.0%} to {share.interval[1]:.0%}" if share.interval else ""


def _short(share: Share) -> str:
    return f"{share.hits}/{share.n}" if share.n else "-"


def _seconds(companies: tuple[CompanyResult, ...]) -> str:
    reviews = [d.seconds for c in companies for d in c.deals]
    return f"{sum(c.seconds for c in companies):.0f} s in all, {_mean(reviews):.2f} s a review."


def _mean(figures: list[float]) -> float:
    return round(sum(figures) / len(figures), 3) if figures else 0.0


def _many(n: int, singular: str, plural: str) -> str:
    return f"{n} {singular if n == 1 else plural}"


def _table(rows: list[tuple[str, ...]], head: tuple[str, ...]) -> str:
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = []
    for row in (head, *rows):
        cells = (cell.rjust(w) if i else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True)))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
