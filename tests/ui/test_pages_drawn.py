"""Each page as a person meets it: with nothing, with the sample company, and when things fail."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
DEAL_PAGE = str(ROOT / "coach/ui/pages/deal.py")


def opened(deal: str | None = None, page: str | None = None) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if page:
        at.switch_page(page)
    if deal:
        at.query_params["deal"] = deal
    return at.run()


def words(at: AppTest) -> str:
    parts = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.error, *at.info]
    return "\n".join(part.value for part in parts).replace("\\", "")


def test_an_empty_pipeline_shows_the_two_ways_in(empty_home: Path) -> None:
    at = opened()

    assert not at.exception
    assert "coach demo" in words(at)
    assert "coach import PATH" in words(at)
    assert at.button(key="sample").label == "Load the sample company"


def test_an_empty_deal_page_leads_to_the_start(empty_home: Path) -> None:
    at = opened(page=DEAL_PAGE)

    assert not at.exception
    assert at.title[0].value == "No deals yet"


def test_the_sample_is_one_click_away(empty_home: Path) -> None:
    at = opened()

    at.button(key="sample").click().run()

    assert not at.exception
    assert "open deals are stuck" in at.title[0].value


def test_the_pipeline_shows_who_is_stuck(home: Path) -> None:
    at = opened()

    assert not at.exception
    assert at.title[0].value.endswith("of 34 open deals are stuck")
    assert [m.label for m in at.metric] == ["Amount stuck", "Days beyond normal", "Later than any win", "On hold"]
    stalled = at.dataframe[0].value
    assert "Penhallow Dairies – scheduler and yard, Bodrean plant" in set(stalled["Deal"])
    assert (stalled["Why"] != "").all()


def test_filters_narrow_the_table(home: Path) -> None:
    at = opened()
    everyone = len(at.dataframe[0].value)

    at.multiselect(key="owner").select("Elena Sousa").run()

    assert set(at.dataframe[0].value["Owner"]) == {"Elena Sousa"}
    assert len(at.dataframe[0].value) < everyone
    at.text_input(key="q").set_value("no such deal").run()
    assert "No open deal matches" in words(at)


def test_stale_data_offers_its_newest_day(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_AS_OF", "2027-06-01")
    at = opened()
    assert at.button(key="newest").label.endswith("Nov 2026")

    at.button(key="newest").click().run()

    assert at.date_input(key="as_of").value.isoformat().startswith("2026-11")
    assert at.title[0].value.endswith("open deals are stuck")


def test_a_deal_can_be_reviewed_and_its_source_opened(home: Path) -> None:
    at = opened("D-102", DEAL_PAGE)
    assert not at.exception
    assert "Penhallow Dairies" in at.title[0].value.replace("\\", "")
    assert at.button(key="run").label == "Run the review"

    at.button(key="run").click().run()

    assert not at.exception
    assert not at.error
    assert "The five questions" in words(at)
    assert "What would change it" in words(at)
    citation = next(b for b in at.button if (b.key or "").startswith("cite-"))
    citation.click().run()
    assert ":orange-background[" in "".join(m.value for m in at.markdown)
    at.button(key="close-source").click().run()
    assert ":orange-background[" not in "".join(m.value for m in at.markdown)


def test_the_deal_page_without_a_deal_offers_the_worst(home: Path) -> None:
    at = opened(page=DEAL_PAGE)

    assert at.title[0].value == "Which deal?"
    assert any((b.key or "").startswith("open-") for b in at.button)


@pytest.mark.parametrize("deal", ["D-999", "../x", "' OR 1=1"])
def test_an_unknown_deal_is_said_so(home: Path, deal: str) -> None:
    at = opened(deal, DEAL_PAGE)

    assert not at.exception
    assert "Code: not-found" in words(at).replace("\u2060", "")


@pytest.mark.parametrize("page", [None, DEAL_PAGE])
def test_an_unreachable_store_is_said_with_the_next_step(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, page: str | None
) -> None:
    monkeypatch.setenv("COACH_DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/none")
    at = opened(page=page)

    assert not at.exception
    assert "Code: store-unavailable" in words(at).replace("\u2060", "")
    assert "secret" not in words(at)
    assert at.button(key="retry-store-unavailable")


def test_the_unforeseen_goes_to_the_log_with_a_code(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from coach.workspace import Workspace

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inside of things")

    monkeypatch.setattr(Workspace, "pipeline", broken)
    at = opened()

    assert not at.exception
    (shown,) = at.error
    assert "the inside of things" not in shown.value
    code = shown.value.split("**")[1]
    assert code in caplog.text
    assert "the inside of things" in caplog.text


def test_an_upload_is_read_and_told(empty_home: Path) -> None:
    at = opened()
    deals = "deal_id,name,stage,amount,created_at\nX-1,Mill Lane,Discovery,1000,2026-10-01\n,Nameless,Discovery,1,\n"
    uploader = at.get("file_uploader")[0]
    uploader.set_value(("deals.csv", deals.encode(), "text/csv")).run()

    at.button(key="import").click().run()

    assert not at.exception
    assert "2 rows read" in words(at)
    assert "1 new, 0 updated, 0 unchanged, 1 rejected" in words(at)
    at.button(key="imported-done").click().run()
    assert "rows read" not in words(at)
    assert "1 open deal" in at.title[0].value


def test_an_upload_that_is_no_export_is_said_so(empty_home: Path) -> None:
    at = opened()
    at.get("file_uploader")[0].set_value(("deals.csv", b"nothing;here\n1;2\n", "text/csv")).run()

    at.button(key="import").click().run()

    assert not at.exception
    assert "Code: import" in words(at).replace("\u2060", "")


def test_what_contradicts_itself_stands_side_by_side(home: Path) -> None:
    at = opened("D-103", DEAL_PAGE)

    at.button(key="run").click().run()

    told = words(at)
    assert "Contradicted" in told
    quotes = [m.value for m in at.markdown if m.value.startswith("> ")]
    assert len(quotes) >= 2
    assert len(quotes) % 2 == 0
