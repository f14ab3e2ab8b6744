"""Whatever is written, however it is written: it reads back the same, and no row is lost."""

import csv
import io
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from importlib import util
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.crm.run import import_export
from coach.domain.deal import Deal, Outcome
from coach.domain.failure import ImportFailure

_SPEC = util.spec_from_file_location("crm_memory", Path(__file__).with_name("conftest.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)

_TEXT = st.text("abcXYZ 019_éßñü,;\t\"'\n", min_size=1, max_size=12).map(lambda text: ("x" + text).strip())
_MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
_DEALS = st.lists(
    st.builds(
        Deal,
        deal_id=st.text("AB0123", min_size=1, max_size=6),
        name=_TEXT,
        stage=st.sampled_from(["Qualify", "Propose"]),
        outcome=st.sampled_from(Outcome),
        account=st.none() | _TEXT,
        amount=st.none() | st.decimals(0, 10**9, places=2),
        currency=st.none() | st.sampled_from(["EUR", "USD"]),
        created_at=st.none() | _MOMENTS,
        expected_close_at=st.none() | st.dates(datetime(2000, 1, 1).date(), datetime(2100, 1, 1).date()),
        next_step=st.none() | _TEXT,
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda deal: deal.deal_id,
)


def _imported(content: bytes) -> tuple[Any, Any]:
    memory = _MODULE.Memory()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "deals.csv"
        path.write_bytes(content)
        return import_export(path, memory), memory


@settings(max_examples=120, deadline=None)
@given(
    deals=_DEALS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_an_export_reads_back_the_same(deals: list[Deal], encoding: str, delimiter: str, ending: str) -> None:
    fields = [name for name in Deal.model_fields if name != "closed_at"]
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    rows.writerow(fields)
    for deal in deals:
        rows.writerow([_text(getattr(deal, name)) for name in fields])
    summary, memory = _imported(out.getvalue().encode(encoding))
    assert summary.rejected == 0
    assert memory.rows("deals") == deals


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(st.text(max_size=8), st.sampled_from(["1", "Won", "31/12/2025", "1.5", "1,5", "nan"])), max_size=8
        ),
        max_size=12,
    )
)
def test_no_row_is_lost(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["deal_id", "name", "stage", "amount", "created_at", "outcome"])
    writer.writerows(rows)
    try:
        summary, memory = _imported(out.getvalue().encode("utf-8", "surrogatepass"))
    except ImportFailure as failure:
        told = str(failure)
        summary, memory = None, None
    if summary is None:
        assert told.count(".") >= 2
        return
    for table in summary.tables:
        assert table.read == table.added + table.updated + table.unchanged + table.rejected + table.duplicates
        assert table.added == len(memory.rows("deals"))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_rows_or_a_failure(content: bytes) -> None:
    try:
        summary, _ = _imported(b"deal_id,name,stage\n" + content)
        told = summary.in_words()
    except ImportFailure as failure:
        told = str(failure)
    assert "deals" in told


@given(st.decimals(0, 10**8, places=2))
def test_both_ways_of_writing_amounts_agree(amount: Decimal) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    for text in (english, german):
        _, memory = _imported(f'deal_id;name;stage;amount\n1;X;A;"{text}"\n'.encode())
        assert memory.row("deals", "1").amount == amount
