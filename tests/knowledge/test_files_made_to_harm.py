"""Files made to harm: each ends as one sentence with the next step, and the next file is read as ever."""

import io
import os
import random
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.domain.failure import PlaybookFailure
from coach.knowledge.intake import Skipped, read_file
from coach.knowledge.reading.child import parse
from coach.knowledge.reading.extract import Unreadable
from coach.knowledge.reading.reader import Reader

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BODY = f"<w:document {SPACE}><w:body><w:p><w:r><w:t>Said aloud.</w:t></w:r></w:p></w:body></w:document>"


def archive(document: str = BODY, **more: Any) -> bytes:
    kept = io.BytesIO()
    parts = {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document, **more}
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in parts.items():
            out.writestr(name, part)
    return kept.getvalue()


def with_password(content: bytes) -> bytes:
    """The bit that says so, set in every entry of the directory and before every entry."""
    changed = bytearray(content)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(magic)
        while at >= 0:
            changed[at + place] |= 1
            at = content.find(magic, at + 1)
    return bytes(changed)


def flate_bomb(megabytes: int) -> bytes:
    """A PDF whose page draws itself from a stream that unpacks to this much, twice packed."""
    squeeze = zlib.compressobj(9)
    once = b"".join([*(squeeze.compress(b"BT (a) Tj ET " * 80_000) for _ in range(megabytes)), squeeze.flush()])
    packed = zlib.compress(once, 9)
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj "
        b"4 0 obj<</Length " + str(len(packed)).encode() + b"/Filter[/FlateDecode/FlateDecode]>>stream\n"
    )
    return head + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"


DEEP = f"<w:document {SPACE}><w:body>{'<w:sdt>' * 5_000}{'</w:sdt>' * 5_000}</w:body></w:document>"
ENTITIES = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + BODY.replace("Said aloud.", "&a;")
MADE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a bomb": (".docx", lambda: archive(BODY.replace("Said", " " * 30_000_000)), "unpacks from"),
    "many files": (".docx", lambda: archive(**{f"word/{n}.bin": "" for n in range(5_100)}), "more than 5,000"),
    "a large whole": (
        ".docx",
        lambda: archive(**{f"word/media/{n}.bin": b"\0" * 40_000_000 for n in range(8)}),
        "unpacks to 320 MB",
    ),
    "a way out": (".docx", lambda: archive(**{"../../etc/cron.d/x": "x"}), "outside of itself"),
    "a way to the root": (".docx", lambda: archive(**{"/etc/passwd": "x"}), "outside of itself"),
    "a drive": (".docx", lambda: archive(**{"C:\\x": "x"}), "outside of itself"),
    "two of one name": (".docx", lambda: archive(**{"WORD/document.xml": BODY}), "two files of one name"),
    "a password": (".docx", lambda: with_password(archive()), "password"),
    "an entity": (".docx", lambda: archive(ENTITIES), "document type"),
    "an entity in UTF-16": (".docx", lambda: archive(ENTITIES.encode("utf-16")), "document type"),  # type: ignore[arg-type]
    "deep XML": (".docx", lambda: archive(DEEP), "damaged"),
    "cut short": (".docx", lambda: archive()[:-40], "damaged"),
    "changed bytes": (".docx", lambda: archive()[:60] + b"\0" * 900, "damaged"),
    "a PDF that is an archive": (".pdf", archive, r"named \.pdf but is a Word file"),
    "a Word file that is a PDF": (".docx", lambda: b"%PDF-1.7", r"named \.docx but is a PDF"),
    "a deck that is a Word file": (".pptx", archive, r"named \.pptx but is a Word file"),
    "a page that is a picture": (".html", lambda: b"\x89PNG\r\n\x1a\n\0\0", r"named \.html but is a picture"),
    "an old Word file": (".docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "before 2007"),
    "a text that is none": (".md", lambda: os.urandom(5_000), "no text"),
    "a text of many lines": (".txt", lambda: b"-\n" * 100_001, "more than 100,000 lines"),
    "no mail": (".eml", lambda: b"just a text", "does not begin as a mail"),
    "a mail of many parts": (
        ".eml",
        lambda: b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 1_100 + b"--b--",
        "more than 1,000 parts",
    ),
    "a PDF cut short": (".pdf", lambda: b"%PDF-1.7\n1 0 obj<</Type/Catalog", "damaged"),
    "a PDF bomb": (".pdf", lambda: flate_bomb(600), "broke its reader|no text|damaged"),
    "nothing": (".pdf", lambda: b"", "empty"),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(deadline=60) as reader:
        yield reader


@pytest.mark.parametrize("what", MADE)
def test_what_is_made_to_harm_ends_in_one_sentence(reader: Reader, tmp_path: Path, what: str) -> None:
    ending, make, _ = MADE[what]
    file = tmp_path / f"file{ending}"
    file.write_bytes(make())
    found = read_file(file, file.name, reader)
    assert isinstance(found, Skipped), found
    assert re.search(MADE[what][2], found.reason), found.reason
    assert found.reason.count(".") >= 2, "a sentence and the next step"
    assert found.reason.endswith(".")
    assert reader.read(".docx", archive()).text.endswith("\nSaid aloud.\n"), "the next file is read as ever"


def test_what_hangs_on_a_word_file_stays_closed(reader: Reader) -> None:
    read = reader.read(
        ".docx", archive(**{"word/vbaProject.bin": b"macro", "word/embeddings/a.docx": archive(), "word/media/x": b"i"})
    )
    assert read.text.endswith("\nSaid aloud.\n")
    assert ["macros" in read.remarks[0], "stayed closed" in read.remarks[1]] == [True, True]


def test_a_reference_to_elsewhere_is_not_followed(reader: Reader, tmp_path: Path) -> None:
    """Nothing answers at the address, and the file it names is not read into the text."""
    (tmp_path / "secret.txt").write_text("SECRET")
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}" '
        'TargetMode="External"/></Relationships>'
    )
    for kind, target in (
        ("attachedTemplate", "http://127.0.0.1:9/x.dotm"),
        ("footnotes", f"file://{tmp_path}/secret.txt"),
    ):
        read = reader.read(".docx", archive(**{"word/_rels/document.xml.rels": relation.format(kind, target)}))
        assert read.text.endswith("\nSaid aloud.\n")


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    with Reader(deadline=60) as reader:
        assert reader.read(".html", b"<p>a").text.endswith("\na\n")
        reader._deadline = 0.2
        with pytest.raises(PlaybookFailure, match=r"more than 0\.2 seconds.*Split it"):
            # The parser of the standard library looks for the end of each of these comments to the end of the page.
            reader.read(".html", b"<!--" * 400_000)
        reader._deadline = 60
        assert reader.read(".html", b"<p>b").text.endswith("\nb\n")


def test_a_file_that_needs_too_much_memory_is_given_up(reader: Reader) -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("this system does not tell how much memory a process has")
    # Three million elements in 21 MB of XML that does not pack like a bomb: within the limits, but no tree of them is.
    elements = "".join(random.Random(1).choices(("<w:b/>", "<w:i/>", "<w:u/>", "<w:p/>"), k=3_500_000))
    with pytest.raises(PlaybookFailure, match=r"memory.*Split it|memory.*split it"):
        reader.read(".docx", archive(BODY.replace("<w:p>", f"{elements}<w:p>")))
    assert reader.read(".docx", archive()).text.endswith("\nSaid aloud.\n")


def test_a_process_that_dies_or_lies_is_a_failure_and_no_crash() -> None:
    with Reader(deadline=60) as reader:
        reader.read(".html", b"<p>a")
        assert reader._process is not None
        reader._process.kill()
        reader._process.wait()
        assert reader.read(".html", b"<p>b").text.endswith("\nb\n")
    for reply in (b"", b"nonsense", b"5\n{}", b"-1\n", b"99999999999\n", b"4\nnull", b"2\n{}", b'12\n{"text": 12}'):
        lying = f"import sys; sys.stdin.buffer.readline(); sys.stdout.buffer.write({reply!r})"
        with Reader(deadline=60) as reader:
            reader._process = subprocess.Popen(
                [sys.executable, "-c", lying], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            with pytest.raises(PlaybookFailure):
                reader.read(".html", b"<p>a")


def test_the_parser_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with Reader(deadline=60) as reader:
        reader.read(".html", b"<p>a")
        assert reader._process is not None
        environment = Path(f"/proc/{reader._process.pid}/environ")
        if not environment.exists():
            pytest.skip("this system does not show the environment of a process")
        assert b"sk-secret" not in environment.read_bytes()


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    found = read_file(tmp_path / "pipe.md", "pipe.md")
    assert isinstance(found, Skipped)
    assert "not a file on a disk" in found.reason


def test_limits_on_pages_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.knowledge.reading.extract.LARGEST_TEXT", 5)
    with pytest.raises(Unreadable, match="Split it"):
        parse(".html", b"<p>more than five")
    monkeypatch.setattr("coach.knowledge.reading.pdf.MOST_PAGES", 0)
    with pytest.raises(Unreadable, match="1 pages, more than 0"):
        parse(".pdf", flate_bomb(0))
