"""What is learned from the closed deals: the baseline that stalls are held against, and the cases. Each is computed
once for a version of the data and kept in the store."""

from datetime import date

from pydantic import ValidationError

from coach.domain.viewer import EVERYONE
from coach.history.cases import SINCE_CREATION, mine
from coach.stalls.baseline import Baseline, contact_gaps
from coach.stalls.norms import creation_standard, stage_standard
from coach.store import Store

METHOD = "3"
"""Raised when the way of measuring changes, so that figures kept from before are measured again."""


def baseline_at(store: Store, as_of: date) -> Baseline:
    """The norms and odds at `as_of`: the kept ones, or measured now (seconds on a large history)."""
    key = f"baseline:{METHOD}:{store.data_version()}:{as_of.isoformat()}"
    kept = store.baseline(key)
    if kept is not None:
        try:
            return Baseline.model_validate_json(kept)
        except ValidationError:
            pass  # written by another version of the product: measured again below
    gaps = contact_gaps(store.closed_records(as_of, EVERYONE, with_text=False), as_of)
    measured = Baseline.measure(store.history(as_of), as_of, gaps, store.stages())
    store.save_baseline(key, measured.model_dump_json())
    return measured


def mine_cases(store: Store, as_of: date) -> bool:
    """Tell the closed deals that had stalled as cases, unless that was done for this data. True if they changed."""
    key = f"cases:{METHOD}:{store.data_version()}"
    if store.baseline(key) is not None:
        return False
    norm_days = _norm_days(baseline_at(store, as_of))
    told = (mine(record, norm_days, as_of) for record in store.closed_records(as_of, EVERYONE, with_text=True))
    cases = [case for case in told if case is not None]
    store.replace_cases(cases)
    store.save_baseline(key, str(len(cases)))
    return True


CASE_QUANTILE = 0.8
"""A past deal counts as having stalled when it stayed longer than 8 of 10 won deals: a wider net than for open deals,
because a case costs nobody any time."""
CASE_MARGIN = 1.5
"""By half as long again: a few days past normal turn on nothing that could be learned."""


def _norm_days(baseline: Baseline) -> dict[str, float]:
    norms = baseline.norms
    standards = {s.stage: stage_standard(norms, s.stage, None, CASE_QUANTILE) for s in norms.stages}
    standards[SINCE_CREATION] = creation_standard(norms, None, CASE_QUANTILE)
    return {stage: CASE_MARGIN * standard.norm.days for stage, standard in standards.items()}
