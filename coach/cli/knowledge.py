"""`coach knowledge`: the playbook and its documents."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coach.cli.options import AsJson, AsOf, open_here
from coach.cli.output import answer, answer_json, note, progress_line, table
from coach.domain.failure import IndexInUse

if TYPE_CHECKING:
    from coach.domain.passage import Found
    from coach.workspace import Workspace

NEAREST = 3
"""How many passages are shown where none seems to answer."""

app = typer.Typer(help="The playbook and its documents.", no_args_is_help=True, rich_markup_mode=None)


def _owned(workspace: "Workspace") -> None:
    """Changing the index needs its one owner to be us."""
    index = workspace.library.index
    if index.mode == "lexical" and index.note and "in use" in index.note:
        raise IndexInUse(
            "The search index is in use by another process.", "Close the app, or add documents in the app."
        )


@app.command("add")
def add(
    ctx: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Files or folders: plays in .md, documents in .md, .txt, .html, .pdf, .docx, .pptx or .eml."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Add plays and documents. The same again changes nothing, a changed one replaces what it was."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx)
    with workspace:
        _owned(workspace)
        report = workspace.library.add(paths, progress_line())
        if as_json:
            answer_json(envelope(report.model_dump(mode="json"), today))
            return
        answer(
            f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged, "
            f"{len(report.skipped)} left out."
        )
        for left in report.skipped:
            note(f"left out: {left.path}: {left.reason}")
        for remark in report.remarks:
            note(f"taken in: {remark.path}: {remark.said}")


@app.command("list")
def list_items(ctx: typer.Context, as_json: AsJson = False) -> None:
    """All plays and documents."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx)
    with workspace:
        plays, documents = workspace.library.plays(), workspace.library.documents()
        if as_json:
            answer_json(
                envelope(
                    {
                        "plays": [p.model_dump(mode="json", exclude={"text"}) for p in plays],
                        "documents": [d.model_dump(mode="json", exclude={"text"}) for d in documents],
                    },
                    today,
                )
            )
            return
        rows = [(p.play_id, p.status.value, ", ".join(p.obstacles), p.title) for p in plays]
        answer(table(rows, ("play", "status", "obstacles", "title")))
        if documents:
            answer("\n" + table([(d.document_id, d.title) for d in documents], ("document", "title")))


@app.command("show")
def show(ctx: typer.Context, item_id: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """One play, document or case."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx)
    with workspace:
        item = workspace.library.show(item_id)
        if as_json:
            answer_json(envelope(item.model_dump(mode="json"), today))
        else:
            answer(f"# {item.title}\n\n{item.text}")


@app.command("retire")
def retire(ctx: typer.Context, item_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Take a play or document out of use. Reviews that cite it keep their text."""
    workspace, _ = open_here(ctx)
    with workspace:
        _owned(workspace)
        workspace.library.retire(item_id, progress_line())
        answer(f"{item_id} is retired.")


@app.command("search")
def search(
    ctx: typer.Context,
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Find passages of plays and documents, by meaning and by words; says so where nothing there answers."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx, as_of)
    with workspace:
        library = workspace.library
        found = library.search_all(query, k, abstain=True)
        nearest = () if found else library.search_all(query, min(k, NEAREST))
        if library.index.note:
            note(library.index.note)
        if as_json:
            results = {"results": [_told(f) for f in found], "nearest": [_told(f) for f in nearest]}
            answer_json(envelope({"query": query, **results}, today))
            return
        if not found:
            note("Nothing in the playbook answers this." + (" What is nearest:" if nearest else ""))
        for f in found or nearest:
            answer(f"{f.rank}. {f.passage.heading}  ({f.passage.source.key})")
            answer("   " + " ".join(f.passage.text.split())[:300] + "\n")


def _told(found: "Found") -> dict[str, object]:
    return {
        "source_id": found.passage.source.source_id,
        "document": found.passage.source.key,
        "title": found.passage.heading,
        "text": found.passage.text,
        "score": found.score,
        "rank": found.rank,
    }


@app.command("rebuild")
def rebuild(ctx: typer.Context) -> None:
    """Make the search index again, from the store and the playbook."""
    workspace, today = open_here(ctx)
    with workspace:
        _owned(workspace)
        workspace.know_the_past(today)
        report = workspace.library.rebuild(progress_line())
        answer(f"The index holds {report.added + report.kept} passages.")
