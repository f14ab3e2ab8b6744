"""What is learned from the closed deals: the baseline that stalls are held against, and the cases. Each is computed
once for a version of the data and kept in the store."""

from datetime import date

from pydantic import ValidationError

from coach.domain.deal import Outcome
from coach.domain.viewer import EVERYONE
from coach.history.cases import mine
from coach.stalls.baseline import Baseline, contact_gaps
from coach.store import Store

METHOD = "2"
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
    norms = baseline_at(store, as_of).norms
    cases = []
    for record in store.closed_records(as_of, EVERYONE, with_text=True):
        if record.deal.outcome is Outcome.OPEN or not record.activities:
            continue
        found = mine(record, norms, as_of)
        if found is not None:
            cases.append(found)
    store.replace_cases(cases)
    store.save_baseline(key, str(len(cases)))
    return True
