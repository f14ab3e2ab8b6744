"""Bringing deals in: the upload, how it is read, and what became of it."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

import streamlit as st

from coach.domain.failure import CoachError
from coach.domain.imported import ImportSummary
from coach.ui import failures, state, words
from coach.ui.plain import plain

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

KINDS = ["csv", "xlsx", "parquet", "zip"]
PRESETS = ["salesforce", "hubspot", "pipedrive", "zoho", "dynamics", "maven"]
Dates = Literal["dmy", "mdy"]
_DATES: dict[str, Dates | None] = {
    "As they are": None,
    "Day first (31/12/2026)": "dmy",
    "Month first (12/31/2026)": "mdy",
}
_SUMMARY = "import_summary"


@st.dialog("Import deals")
def dialog() -> None:
    upload()


def upload() -> None:
    """Files from the browser to the workspace, then the page anew with the summary."""
    files = st.file_uploader(
        "CSV, Excel, Parquet, or one zip of them",
        type=KINDS,
        accept_multiple_files=True,
        key="upload",
        max_upload_size=100,
    )
    with st.expander("How to read them"):
        preset = st.selectbox(
            "Exported from",
            PRESETS,
            index=None,
            placeholder="Found out by itself",
            format_func=str.capitalize,
            key="preset",
        )
        dates = _DATES[st.radio("Dates with slashes", list(_DATES), key="dates")]
    if not st.button("Import", key="import", type="primary", disabled=not files):
        return
    try:
        with st.spinner("Reading your deals…"):
            st.session_state[_SUMMARY] = _taken_in(files, preset, dates)
    except CoachError as failure:
        failures.show(failure)
        return
    st.rerun()


def told() -> None:
    """What the last import did, once, until it is dismissed."""
    summary = st.session_state.get(_SUMMARY)
    if not isinstance(summary, ImportSummary):
        return
    with st.container(border=True, key="imported"):
        st.markdown(f":material/check_circle: **{words.counted(summary.read, 'row')} read.**")
        for table in summary.tables:
            counts = f"{table.added:,} new, {table.updated:,} updated, {table.unchanged:,} unchanged"
            refused = f", {table.rejected:,} rejected" if table.rejected else ""
            st.markdown(f"- {plain(words.name(table.table))}: {counts}{refused}")
        with st.expander("What was decided on the way"):
            st.text(summary.in_words())
        with st.container(horizontal=True):
            _rejected(summary)
            st.button("Done", key="imported-done", type="tertiary", on_click=lambda: st.session_state.pop(_SUMMARY))


def _rejected(summary: ImportSummary) -> None:
    kept = Path(summary.rejected_file) if summary.rejected_file else None
    if kept is not None and kept.is_file():
        label = f"{words.counted(summary.rejected, 'rejected row')}, each with its reason"
        st.download_button(
            label, kept.read_bytes(), "rejected.csv", "text/csv", key="rejected", icon=":material/download:"
        )


def _taken_in(files: "Sequence[UploadedFile]", preset: str | None, dates: Dates | None) -> ImportSummary:
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / Path(file.name.replace("\\", "/")).name for file in files]
        for path, file in zip(paths, files, strict=True):
            path.write_bytes(file.getvalue())
        whole = paths[0] if len(paths) == 1 else Path(folder)
        return state.workspace().import_path(whole, preset=preset, dates=dates)
