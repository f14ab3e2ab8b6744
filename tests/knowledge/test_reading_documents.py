"""Files that are not plays: encodings, titles, HTML, and what is left out."""

from pathlib import Path

import pytest

from coach.domain.failure import PlaybookFailure
from coach.domain.play import Document, Play
from coach.knowledge.documents import read_document
from coach.knowledge.front_matter import read_front_matter
from coach.knowledge.intake import Incoming, Skipped, files_in, read_file
from coach.knowledge.reading.encoding import decode
from coach.knowledge.reading.page import html_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Grüße".encode(), "Grüße"),
        ("\ufeffGrüße".encode(), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        ("\ufeffGrüße".encode("utf-16-be"), "Grüße"),
        ("Grüße – €".encode("cp1252"), "Grüße – €"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"a\0b", "a\ufffdb"),
        ("Größe und Maß".encode("utf-16-le"), "Größe und Maß"),
        ("Größe und Maß".encode("utf-16-be"), "Größe und Maß"),
        (b"a\x0cb\x08\x1b[1mc", "a\nb[1mc"),
        (b"", ""),
    ],
)
def test_any_encoding_is_read(content: bytes, text: str) -> None:
    assert decode(content) == text


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("---\ntitle: Stated\n---\n# Heading\nText", "a.md", "Stated"),
        ("Intro\n\n# Heading #\nText", "a.md", "Heading"),
        ("Text only", "deal-desk/approval_policy.txt", "approval policy"),
        ("Text only", "deal-desk/index.html.md", "deal desk"),
        ("<title>A &amp; B</title><body><p>Text</p>", "a.html", "A & B"),
        ("---\nlayout: [broken\n---\nText", "page.md", "page"),
    ],
)
def test_a_document_has_a_title(text: str, path: str, title: str) -> None:
    found = read_document(text, path)
    assert (found.title, found.document_id) == (title, path)


def test_html_becomes_what_a_reader_sees() -> None:
    page = """<html><head><title>T</title><style>p{}</style><script>var x = "<p>no</p>";</script></head>
    <body onload="bad()"><h2>Rules &amp; limits</h2><p>First   <b>bold</b> words.</p><ul><li>one<li>two</ul>
    <table><tr><th>Level<th>Limit<tr><td>Rep<td>10%</table><script>no()</script><img src=x onerror=bad()>end</body>"""
    text, title = html_text(page)
    assert title == "T"
    assert text.startswith("## Rules & limits\n\nFirst bold words.\n\n- one\n- two")
    assert "| Rep | 10%" in text
    assert text.endswith("end")
    assert not any(word in text for word in ("no()", "bad", "var x", "p{}", "<"))


@pytest.mark.parametrize("page", ["<head><p>kept", "<p>kept", "<body><script>no</script>kept", "<b><i>kept</b>"])
def test_broken_html_keeps_its_text(page: str) -> None:
    assert html_text(page)[0] == "kept"


@pytest.mark.parametrize("text", ["", " \n ", "---\ntitle: Only this\n---\n", "---\n---\n\n"])
def test_a_document_without_text_is_refused(text: str) -> None:
    with pytest.raises(PlaybookFailure, match="no text"):
        read_document(text, "empty.md")


@pytest.mark.parametrize(
    ("text", "fields", "rest"),
    [
        ("---\nTitle: x\n---\nText", {"title": "x"}, "Text"),
        ("---\na: 1\n...\nText", {"a": 1}, "Text"),
        ("---\n---\nText", {}, "Text"),
        ("--- \na: 1\n---", {"a": 1}, ""),
        ("---\nprose\n---\nText", {}, "---\nprose\n---\nText"),
        ("---\n- a\n---\nText", {}, "---\n- a\n---\nText"),
        ("---\na: 2022-13-45\n---\nText", {}, "---\na: 2022-13-45\n---\nText"),
        ("text\n---\na: 1\n---\n", {}, "text\n---\na: 1\n---\n"),
        ("---\n" + "[" * 5_000 + "\n---\nText", {}, None),
    ],
)
def test_front_matter(text: str, fields: dict[str, object], rest: str | None) -> None:
    found = read_front_matter(text)
    assert found.fields == fields
    assert text[found.start :] == (text if rest is None else rest)


def test_nothing_in_front_matter_is_run() -> None:
    found = read_front_matter("---\na: !!python/object/apply:os.system [exit]\n---\nText")
    assert found.fields == {}
    assert found.problem


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "handbook"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config.md").write_text("hidden")
    (folder / "sub").mkdir()
    contents = {
        "sub/page.html.md": b"# Page\n\nText",
        "policy.txt": b"Text",
        "site.html": b"<p>Text",
        "play.md": b"---\nobstacles: budget\nfirst_step: a\nsuccess_signal: b\nkill_criterion: c\n---\nText",
        "bad-play.md": b"---\nobstacles: budget\n---\nText",
        "empty.md": b"",
        "deck.pptx": b"PK",
        "scan.PDF": b"%PDF-1.7",
        "noise.md": bytes(range(256)) * 20,
        "page.html.md.erb": b"<% %>",
        "logo.png": b"\x89PNG",
        ".gitkeep": b"",
        "LICENSE": b"MIT",
        "dump.txt": b"x" * 5_000_001,
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (tmp_path / "secret.txt").write_text("from elsewhere")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    found = {path: read_file(file, path) for file, path in files_in(folder)}
    taken = {path: type(got.item) for path, got in found.items() if isinstance(got, Incoming)}
    assert taken == {
        "handbook/sub/page.html.md": Document,
        "handbook/policy.txt": Document,
        "handbook/site.html": Document,
        "handbook/play.md": Play,
    }
    reasons = {path.partition("/")[2]: got.reason for path, got in found.items() if isinstance(got, Skipped)}
    expected = {
        "bad-play.md": "first_step is missing",
        "empty.md": "no text",
        "deck.pptx": "not a PowerPoint file",
        "scan.PDF": "damaged, or no PDF",
        "noise.md": "no text",
        "page.html.md.erb": ".erb files are not among the kinds",
        "logo.png": ".png files are not read. Describe",
        ".gitkeep": "not among the kinds",
        "LICENSE": "has no ending",
        "dump.txt": "larger than 5 MB",
        "link.txt": "a link",
    }
    assert reasons.keys() == expected.keys()
    for name, words in expected.items():
        assert words in reasons[name]
        assert reasons[name].endswith(".")
    assert [path for _, path in files_in(folder / "policy.txt")] == ["policy.txt"]
    with pytest.raises(PlaybookFailure, match="no file or folder"):
        list(files_in(folder / "nowhere"))
