"""One call by the beginning of its id, on each database."""

from datetime import UTC, datetime

import pytest

from coach.domain.call import ModelCall
from coach.domain.failure import NotFound
from coach.store import Store

AT = datetime(2026, 9, 3, 10, tzinfo=UTC)


def test_a_call_by_its_id_or_its_beginning(store: Store) -> None:
    calls = {
        key: ModelCall(call_id=key, at=AT, deal_id="D-1", model="m", request=key) for key in ("ab12", "ab34", "ab1")
    }
    for call in calls.values():
        store.save_call(call)
    assert store.call("ab12") == calls["ab12"]
    assert store.call("ab3") == calls["ab34"]
    assert store.call("ab1") == calls["ab1"]
    with pytest.raises(NotFound, match="More than one"):
        store.call("ab")
    for missing in ("x", "", "%", "ab_", "AB12"):
        with pytest.raises(NotFound, match="There is no call"):
            store.call(missing)
