"""The text of a PowerPoint file, slide by slide."""

import io
from collections.abc import Iterator
from typing import Any

from coach.knowledge.reading.archive import only_xml
from coach.knowledge.reading.extract import Extract, Unreadable, clean, damaged, joined, one_line, rows
from coach.knowledge.reading.limits import MOST_PAGES

_FURNITURE = frozenset({"DATE", "FOOTER", "HEADER", "SLIDE_NUMBER"})
_DEEPEST = 20


def read_slides(content: bytes) -> Extract:
    """Each slide under a heading with its number and title, its tables and charts as rows, its notes after it.

    Raises `Unreadable`.
    """
    import pptx

    slim, remarks = only_xml(content)
    try:
        deck = pptx.Presentation(io.BytesIO(slim))
        slides = list(deck.slides)
    except Exception as error:  # a closed list of what broken XML and lost parts bring does not exist
        raise damaged(error, "PowerPoint file", "PowerPoint", ".pptx") from error
    if len(slides) > MOST_PAGES:
        raise Unreadable(f"It has {len(slides):,} slides, more than {MOST_PAGES:,}.", "Split it and add the parts.")
    blocks: list[str] = []
    title: str | None = None
    unread: list[str] = []
    for number, slide in enumerate(slides, 1):
        try:
            named, said = _slide(slide)
        except (MemoryError, RecursionError):
            raise
        except Exception:
            unread.append(str(number))
            continue
        title = title or named or None
        hidden = " (hidden)" if slide.element.get("show") == "0" else ""
        if named or said:
            blocks += [f"## Slide {number}{hidden}{': ' if named else ''}{named}", *said]
    if not blocks:
        raise Unreadable(
            "It has no text, only pictures or empty slides.", "Run text recognition (OCR) on it and add the result."
        )
    if unread:
        remarks = (*remarks, f"Its slide{'s' * (len(unread) > 1)} {', '.join(unread[:10])} could not be read.")
    form = f"PowerPoint, {len(slides)} slide{'s' * (len(slides) > 1)}"
    return Extract(joined(blocks), form, title, remarks=remarks)


def _slide(slide: Any) -> tuple[str, list[str]]:
    """The title of a slide and the rest of what stands on it."""
    heading = slide.shapes.title
    named = one_line(heading.text_frame.text) if heading is not None else ""
    said: list[str] = []
    for shape in slide.shapes:
        if heading is None or shape.shape_id != heading.shape_id:
            said += _shape(shape, 0)
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        notes = clean(frame.text).strip() if frame is not None else ""
        said += [f"Notes: {notes}"] if notes else []
    return named[:200], said


def _shape(shape: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST or _is_furniture(shape):
        return
    if hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _shape(inner, depth + 1)
    elif getattr(shape, "has_table", False):
        yield rows(
            [["" if cell.is_spanned else cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
        )
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape)
    elif shape.has_text_frame:
        paragraphs = [(p.level, one_line(p.text)) for p in shape.text_frame.paragraphs]
        kept = [(level, text) for level, text in paragraphs if text]
        if len(kept) == 1:
            yield kept[0][1]
        else:
            yield from ("  " * min(level, 6) + f"- {text}" for level, text in kept)


def _is_furniture(shape: Any) -> bool:
    """The date, footer and number that stand on every slide."""
    if not shape.is_placeholder:
        return False
    kind = shape.placeholder_format.type
    return kind is not None and kind.name in _FURNITURE


def _chart(shape: Any) -> Iterator[str]:
    """The figures that a chart shows, as they are kept in it; the workbook behind it is not opened."""
    try:
        chart = shape.chart
        if chart.has_title and chart.chart_title.has_text_frame:
            yield one_line(chart.chart_title.text_frame.text)
        for plot in chart.plots:
            categories = [str(category) for category in plot.categories]
            series = [[one.name, *("" if v is None else f"{v:g}" for v in one.values)] for one in plot.series]
            yield rows([["", *categories], *series])
    except (AttributeError, KeyError, NotImplementedError, TypeError, ValueError):
        # A chart of a kind without categories; the slide around it is read all the same.
        return
