"""A rep answers on the deal's page and is graded at once; a manager edits the questions and sees what would change."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
DEAL_PAGE = str(ROOT / "coach/ui/pages/deal.py")
QUESTIONS_PAGE = str(ROOT / "coach/ui/pages/questions.py")
HOPE = "They love it, it is just timing."


def opened(page: str, deal: str | None = None) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page(page)
    if deal:
        at.query_params["deal"] = deal
    return at.run()


def words(at: AppTest) -> str:
    parts = [*at.title, *at.subheader, *at.markdown, *at.caption, *at.error, *at.info]
    return "\n".join(part.value for part in parts).replace("\\", "")


def reviewed(deal: str) -> AppTest:
    at = opened(DEAL_PAGE, deal)
    at.button(key="run").click().run()
    assert not at.exception
    return at


def first_open(at: AppTest) -> str:
    """The first question that the deal's page takes an answer to."""
    return next(str(t.key).removeprefix("text-") for t in at.text_area if str(t.key).endswith("-first"))


def submit(at: AppTest, form: str) -> AppTest:
    (button,) = [b for b in at.button if b.label == "Grade my answer" and form in str(b.proto.form_id)]
    done = button.click().run()
    assert not done.exception
    return done


def test_an_answer_is_graded_and_followed_up_once(home: Path) -> None:
    at = reviewed("D-101")
    key = first_open(at)
    at.text_area(key=f"text-{key}").set_value(HOPE)
    at = submit(at, f"form-{key}")
    assert "Too weak to decide on" in words(at)
    assert "One more question:" in words(at)
    assert "1 answer since this review" in words(at)
    start = f"text-{key.removesuffix('first')}"
    (field,) = [t for t in at.text_area if str(t.key).startswith(start)]
    field.set_value("It is really just timing, I think.")
    at = submit(at, str(field.key).replace("text-", "form-"))
    assert words(at).count("Too weak to decide on") == 2
    assert "One more question:" not in words(at)
    assert not [t for t in at.text_area if str(t.key).startswith(start)]
    at.button(key="run").click().run()
    assert "since this review" not in words(at)


def test_what_the_record_says_against_an_answer_is_one_click_away(home: Path) -> None:
    at = reviewed("D-107")
    at.text_area(key="text-learned-first").set_value("The budget is there, she just needs to find the money.")
    at = submit(at, "form-learned-first")
    assert "The record says otherwise" in words(at)
    cite = next(b for b in at.button if "-grade-" in str(b.key))
    at = cite.click().run()
    assert "does not get bought" in words(at)


def test_an_answer_is_shown_letter_by_letter(home: Path) -> None:
    at = reviewed("D-101")
    key = first_open(at)
    at.text_area(key=f"text-{key}").set_value("![x](http://evil.example/a.png) <b>Lennart</b> said yes on 5 May")
    at = submit(at, f"form-{key}")
    shown = [m.value for m in at.markdown if "evil" in m.value]
    assert shown
    assert not any("![x](" in value or "<b>" in value for value in shown)


def test_nothing_changed_is_said_and_nothing_offered(home: Path) -> None:
    at = opened(QUESTIONS_PAGE)
    assert not at.exception
    assert "Nothing is changed yet." in words(at)
    assert "use" not in {b.key for b in at.button}


def test_a_change_is_previewed_used_and_taken_back(home: Path) -> None:
    reviewed("D-101")
    at = opened(QUESTIONS_PAGE)
    at.text_input(key="title-worked-0").set_value("What moved them?").run()
    at.button(key="preview").click().run()
    assert "Everywhere: “What worked?” becomes “What moved them?”." in words(at)
    assert "0 reviews of 1 would come out differently" in words(at)
    at.button(key="use").click().run()
    assert not at.exception
    assert (home / "questions.toml").exists()
    assert "What moved them?" in words(reviewed("D-101"))
    at = opened(QUESTIONS_PAGE)
    at.button(key="reset").click().run()
    assert not (home / "questions.toml").exists()


def test_a_field_that_no_bank_may_hold_is_refused_in_words(home: Path) -> None:
    at = opened(QUESTIONS_PAGE)
    at.text_input(key="title-worked-0").set_value("").run()
    assert not at.exception
    said = words(at)
    assert "at least 3" in said
    assert not (home / "questions.toml").exists()


def test_a_bank_that_was_broken_by_hand_is_said_and_the_rest_works(home: Path) -> None:
    (home / "questions.toml").write_text("version = 1", encoding="utf-8")
    at = opened(QUESTIONS_PAGE)
    assert not at.exception
    assert "questions.toml does not hold" in words(at)
