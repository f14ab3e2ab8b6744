import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.grounding.clean import clean


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 3 < 5 and a > b", "plain words, 3 < 5 and a > b"),
        ("a <b>bold</b> word", "a bold word"),
        ("<scr<b>ipt>alert(1)</script>", "alert(1)"),
        ("see ![x](http://evil.example/p.png)", "see x"),
        ("see [the plan](javascript:alert(1)) now", "see the plan now"),
        ("go to https://evil.example/a?b=c today", "go to today"),
        ("as on https://ours.example/x they say", "as on https://ours.example/x they say"),
        ("line\n\none\ttwo\x00\x1b[31m", "line one two[31m"),
        ("abc\u202etxt\u200b", "abctxt"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("```python\nx\n```", "x"),
    ],
)
def test_text_is_shown_as_text(text: str, shown: str) -> None:
    assert clean(text, known="written at https://ours.example/x by them") == shown


def test_a_long_text_is_cut_at_a_word() -> None:
    assert clean("word " * 100, limit=22) == "word word word word…"


@given(st.text(max_size=300))
def test_nothing_that_opens_a_tag_and_no_control_character_is_left(text: str) -> None:
    shown = clean(text, limit=100)
    assert len(shown) <= 100
    assert "\x00" not in shown
    assert "\n" not in shown
    assert "<a" not in clean("<a" + text, limit=100)
    shown.encode("utf-8")
