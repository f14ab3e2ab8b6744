from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.failure import SetupFailure
from coach.prompting.fence import fence, marker_for, one_line, shown
from coach.prompting.files import PromptFolder, read_prompt
from coach.prompting.render import names_in, render

PROMPTS = Path(__file__).parents[2] / "prompts"
HEAD = "---\nname: p\nversion: 1\nvariables: who\n---\n"


@pytest.mark.parametrize("path", sorted(PROMPTS.glob("*.md")), ids=lambda path: path.stem)
def test_every_prompt_of_the_product_can_be_read(path) -> None:
    prompt = PromptFolder(PROMPTS).prompt(path.stem)
    assert prompt.name == path.stem
    assert set(prompt.variables) == names_in(prompt.system) | names_in(prompt.user)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# User\n{{who}}", "has no head"),
        (HEAD.replace("name: p", "name: q") + "# User\n{{who}}", "its own name"),
        (HEAD.replace("version: 1\n", "") + "# User\n{{who}}", "a version"),
        (HEAD + "# System\n{{who}}", "needs a part"),
        (HEAD + "# User\n{{who}}\n# User\nagain", "once each"),
        (HEAD + "stray\n# User\n{{who}}", "needs a part"),
        (HEAD + "# User\n{{whom}}", r"\(who, whom\)"),
    ],
)
def test_a_file_that_is_no_prompt_is_refused(text, told) -> None:
    with pytest.raises(SetupFailure, match=told):
        read_prompt(text, "p")


def test_a_prompt_knows_its_parts_and_changes_its_hash_with_its_text() -> None:
    one = read_prompt(HEAD + "# System\nBe brief.\n\n# User\nHello {{who}}.\n", "p")
    assert (one.system, one.user, one.variables) == ("Be brief.", "Hello {{who}}.", ("who",))
    assert one.sha256 != read_prompt(HEAD + "# System\nBe brief!\n\n# User\nHello {{who}}.\n", "p").sha256


def test_a_missing_prompt_is_named(tmp_path) -> None:
    with pytest.raises(SetupFailure, match=r"review\.md cannot be read"):
        PromptFolder(tmp_path).prompt("review")


def test_values_are_put_in_once_and_never_read_again() -> None:
    values = {"a": "{{b}} {x} \\1 \\g<0>", "b": "{{a}}"}
    assert render("{{a}}|{{b}}|{a}|{{ a }}", values) == "{{b}} {x} \\1 \\g<0>|{{a}}|{a}|{{ a }}"


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(ValueError, match="no value for b"):
        render("{{a}} {{b}}", {"a": "1"})


@given(st.text() | st.text("0123456789abcdef<>\n", min_size=8))
def test_a_marker_never_stands_in_its_text(text) -> None:
    marker = marker_for(text)
    assert marker not in text.lower()
    assert fence(text) == f"<<<{marker}\n{text}\n{marker}>>>"


def test_a_text_that_holds_its_first_marker_gets_another(monkeypatch) -> None:
    import hashlib

    class Fixed:
        def __init__(self, seed: bytes) -> None:
            self.seed = seed

        def hexdigest(self) -> str:
            return {b"0": "aaaaaaaa", b"1": "bbbbbbbb"}[self.seed[:1]] + "0" * 56

    monkeypatch.setattr(hashlib, "sha256", Fixed)
    assert marker_for("x AAAAAAAA>>> y") == "bbbbbbbb"


@given(st.text())
def test_what_is_shown_on_one_line_is_one_line(text) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert shown(shown(text)) == shown(text)


def test_what_cannot_be_seen_is_not_shown() -> None:
    assert shown("a\r\nb\u2028c\x00d\u200be\u202ef\ud83dg\U000e0041") == "a\nb\nc defg"
