"""A reader sees the words of an answer as they come, and nothing but words."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.prompting.masking import Mask
from coach.review.chain.words import Words

REVIEW = {
    "answers": [
        {
            "question": "tried",
            "status": "answered",
            "points": [{"text": "A demo was held.", "quotes": [{"ref": "00000000", "text": "the demo went well"}]}],
            "ask": "Who was there?",
        }
    ],
    "obstacles": [{"name": "gone_quiet", "quotes": []}],
    "alternatives": [
        {
            "ref": "11111111",
            "title": "Go to the CFO",
            "why": "She decides.",
            "first_step": "Call her.",
            "with_whom": "Ana Costa",
            "first_step_in_days": 3,
            "judged_in_days": 14,
            "success_signal": "She accepts.",
            "kill_criterion": "No word.",
            "quotes": [{"ref": "00000000", "text": "the demo went well"}],
        }
    ],
    "extra": [{"id": "signature", "status": "weak", "points": [{"text": "The board signs.", "quotes": []}]}],
    "over": None,
}
SHOWN = [
    "A demo was held.",
    "Who was there?",
    "Go to the CFO",
    "She decides.",
    "Call her.",
    "She accepts.",
    "No word.",
    "The board signs.",
]
GRADE = {"met": ["specific"], "reason": "It names a day.", "against": [{"ref": "0", "text": "no"}], "follow_up": "Who?"}


def heard(raw: str, size: int = 1, show=str) -> str:
    told: list[str] = []
    words = Words(told.append, show)
    for start in range(0, len(raw), size):
        words.feed(raw[start : start + size])
    words.end()
    return "".join(told)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("size", [1, 3, 50, 10_000])
def test_the_texts_for_people_are_told_and_nothing_else(size, indent) -> None:
    assert heard(json.dumps(REVIEW, indent=indent), size).splitlines() == SHOWN
    assert heard(json.dumps(GRADE, indent=indent), size) == "It names a day.\nWho?\n"


def test_the_first_words_are_told_before_the_text_is_whole() -> None:
    told: list[str] = []
    words = Words(told.append)
    words.feed('{"answers":[{"question":"tried","status":"answered","points":[{"text":"A demo was')
    assert "".join(told) == "A demo"


def test_names_are_put_back_whole() -> None:
    mask = Mask(("Ana Costa", *(f"Bo Li{n}" for n in "abcdefghij"), "Carl Oe"))
    raw = json.dumps({"points": [{"text": "Person-1 met Person-12, Person-1's aide."}]})
    assert heard(raw, 1, mask.show) == "Ana Costa met Carl Oe, Ana Costa's aide.\n"


ODD = {
    "an escape in pieces": ('{"why": "a \\u00e9t\\u00e9 \\"x\\" \\n b\\/c"}', 'a été "x" b/c\n'),
    "a pair of surrogates": ('{"why": "\\ud83d\\ude00 ok"}', "\U0001f600 ok\n"),
    "half a pair": ('{"why": "x \\ud83d y"}', "x y\n"),
    "half a pair last": ('{"why": "x \\ude00"}', "x \ufffd\n"),
    "no hexadecimal": ('{"why": "x \\uzzzz y"}', "x \ufffd y\n"),
    "thinking first": ('<think>{"why": "no"} hm</think>{"why": "yes"}', "yes\n"),
    "thinking without end": ('<think>{"why": "no"}', ""),
    "in a code fence": ('```json\n{"why": "yes"}\n```', "yes\n"),
    "broken off": ('{"why": "half a sen', "half a\n"),
    "a web page": ("<html><body>{ why }</body></html>", ""),
    "prose": ("Here is what you asked for.", ""),
    "brackets without end": ("{" + "[" * 5_000, ""),
    "brackets too many": ("{}]]]}}}" + '{"why": "x"}', "x\n"),
    "a number where a text is meant": ('{"why": 12, "ask": null}', ""),
    "a list of texts": ('{"why": ["a", "b"]}', ""),
    "quotes": ('{"quotes": [{"text": "said"}], "text": "told"}', "told\n"),
    "quotes deep inside": ('{"against": [{"a": [{"text": "said"}]}]}', ""),
}


@pytest.mark.parametrize(("raw", "told"), ODD.values(), ids=ODD.keys())
def test_odd_replies(raw, told) -> None:
    assert {heard(raw, size) for size in (1, 2, 7, 100_000)} == {told}


def test_a_word_without_end_is_given_up() -> None:
    assert heard('{"why": "a ' + "x" * 90_000 + ' b", "ask": "c"}', 7) == "a\nc\n"


MARKUP = (
    "<img src=x onerror=alert(1)> now",
    "![x](https://evil.example/a.png) now",
    "[click](javascript:alert(1)) now",
    "see https://evil.example now",
    "<script>alert(1)</script> now",
    "a\\u001b[31mred now",
    "{{x}} {y} now",
)


@pytest.mark.parametrize("text", MARKUP)
def test_no_markup_and_no_address(text) -> None:
    shown = heard('{"why": "' + text + '"}', 3)
    assert shown.endswith("now\n")
    assert not set("<>{}[]\x1b") & set(shown)
    assert "://" not in shown
    assert "javascript:" not in shown


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text('{}[]":,\\u0dtexwhy<> \n'), st.integers(1, 9))
def test_garbage_never_fails_and_never_shows_a_brace(raw, size) -> None:
    assert not set("{}<>") & set(heard('{"why": "' + raw, size) + heard(raw, size))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_a_good_reply_cut_anywhere_tells_a_beginning(seed) -> None:
    whole = json.dumps(REVIEW)
    cut = random.Random(seed).randrange(len(whole))
    told = [line.strip() for line in heard(whole[:cut], 4).splitlines()]
    assert told[:-1] == SHOWN[: max(0, len(told) - 1)]
    assert not told or SHOWN[len(told) - 1].startswith(told[-1])
