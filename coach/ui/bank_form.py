"""The fields in which a manager edits the question bank."""

from typing import Any

import streamlit as st

from coach.domain.questions import Criterion, ExtraQuestion, QuestionBank, QuestionText, RubricLine
from coach.ui import words

_CRITERIA = {
    Criterion.SPECIFIC: "Specific: who, what, when",
    Criterion.BORNE_OUT: "Borne out by the record",
    Criterion.LEARNED: "Something was learned",
    Criterion.ACTIONABLE: "Something can be tried now",
}
ALL = "all"


def form(bank: QuestionBank, drawn: int) -> QuestionBank:
    """The bank as the fields have it. `drawn` is part of their keys: another number draws them anew. What no bank may
    hold (an empty title) is left for the reader of banks to say."""
    st.subheader("The five questions", anchor=False)
    questions = tuple(_question(text, drawn) for text in bank.questions)
    st.subheader("Questions of your own", anchor=False)
    st.markdown(
        ":gray[Asked beside the five. {contact}, {account}, {stage} and {amount} are filled in for each deal; the "
        "words to look for help the built-in coach to find what the record says.]"
    )
    extras = _extras(bank, drawn)
    st.subheader("What makes an answer good enough", anchor=False)
    rubric = tuple(_line(line, bank, extras, drawn) for line in bank.rubric)
    return QuestionBank.model_construct(
        version=bank.version, sha256="", questions=questions, extras=extras, rubric=rubric
    )


def _question(text: QuestionText, drawn: int) -> QuestionText:
    key = f"{text.question.value}-{drawn}"
    with st.container(border=True, key=f"bank-{key}"):
        title = st.text_input("Question", text.title, key=f"title-{key}", max_chars=200)
        guide = st.text_area("A good answer holds", text.guide, key=f"guide-{key}", max_chars=1_000, height=80)
    return QuestionText.model_construct(question=text.question, title=title, guide=guide)


def _extras(bank: QuestionBank, drawn: int) -> tuple[ExtraQuestion, ...]:
    rows = [
        {
            "Name": e.question_id,
            "Question": e.text,
            "Stages": ", ".join(e.stages),
            "Words to look for": ", ".join(e.look_for),
        }
        for e in bank.extras
    ]
    columns = {
        "Name": st.column_config.TextColumn(help="A short name in small letters, such as signature.", width="small"),
        "Question": st.column_config.TextColumn(width="large"),
        "Stages": st.column_config.TextColumn(help="early, middle, late, or names of your stages; empty asks always."),
        "Words to look for": st.column_config.TextColumn(help="Separated by commas."),
    }
    empty: list[dict[str, Any]] = [dict.fromkeys(columns, "")]
    edited = st.data_editor(
        rows or empty, num_rows="dynamic", column_config=columns, key=f"extras-{drawn}", hide_index=True
    )
    return tuple(
        ExtraQuestion.model_construct(
            question_id=_cell(row, "Name").casefold().replace(" ", "_"),
            text=_cell(row, "Question"),
            stages=_listed(_cell(row, "Stages")),
            look_for=_listed(_cell(row, "Words to look for")),
        )
        for row in edited
        if _cell(row, "Name") or _cell(row, "Question")
    )


def _line(line: RubricLine, bank: QuestionBank, extras: tuple[ExtraQuestion, ...], drawn: int) -> RubricLine:
    key = f"{line.criterion.value}-{drawn}"
    titles = {ALL: "every question"} | {q.question.value: q.title for q in bank.questions}
    titles |= {e.question_id: e.text for e in extras}
    known = [n for n in line.needed if n in titles]
    with st.expander(_CRITERIA[line.criterion]):
        text = st.text_area("It is met when", line.text, key=f"text-{key}", max_chars=500, height=80)
        needed = st.multiselect(
            "It decides for", list(titles), known, format_func=lambda n: words.cut(titles[n], 60), key=f"needed-{key}"
        )
        missing = st.text_input("Said when it is missing", line.missing, key=f"missing-{key}", max_chars=300)
        follow_up = st.text_input("The one question asked then", line.follow_up, key=f"follow-{key}", max_chars=300)
    return RubricLine.model_construct(
        criterion=line.criterion, text=text, needed=tuple(needed), missing=missing, follow_up=follow_up
    )


def _cell(row: dict[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
