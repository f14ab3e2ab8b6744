"""Opening a database: created, migrated, refused; shared by readers, writers and processes."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url, text

from coach.domain.deal import Deal
from coach.domain.failure import StoreUnavailable
from coach.domain.viewer import EVERYONE
from coach.store import Store
from coach.store.migrate import MIGRATIONS
from coach.store.schema import HEAD, metadata

DAY = date(2026, 9, 3)


def a_deal(deal_id: str = "D-1") -> Deal:
    return Deal(deal_id=deal_id, name="Harbour Mills", stage="Discovery")


def engine_of(url: str):
    return create_engine(make_url(url.replace("postgresql://", "postgresql+psycopg://")))


def test_migrations_make_the_tables_that_the_code_knows(url: str) -> None:
    Store.open(url).close()
    engine = engine_of(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_missing_column_would_be_noticed(url: str) -> None:
    Store.open(url).close()
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE deals DROP COLUMN product"))
        assert [difference[0] for difference in compare_metadata(MigrationContext.configure(connection), metadata)] == [
            "add_column"
        ]
    engine.dispose()


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_an_open_store_is_opened_again_with_what_it_holds(url: str) -> None:
    with Store.open(url) as store, store.writing() as writer:
        writer.upsert_deals([a_deal()])
    with Store.open(url) as store:
        assert store.deals(DAY, EVERYONE) == [a_deal()]


def test_opening_an_up_to_date_store_loads_no_alembic(sqlite_url: str) -> None:
    Store.open(sqlite_url).close()
    program = (
        "import sys; from coach.store import Store\n"
        f"Store.open({sqlite_url!r}).close()\n"
        "print('alembic' in sys.modules, 'sqlalchemy.dialects.postgresql' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_sqlite_is_set_up_for_readers_beside_a_writer(sqlite_url: str) -> None:
    with Store.open(sqlite_url, busy_seconds=3) as store, store._database.reading() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]
    assert found == ["wal", 1, 3000, 1]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("coach.db", "not the address of a database"),
        ("", "not the address of a database"),
        ("mysql://root@localhost/coach", "kind mysql"),
        ("postgresql+asyncpg://localhost/coach", r"kind postgresql\+asyncpg"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("postgresql://coach:s3cret@127.0.0.1:1/coach?connect_timeout=2", "cannot be reached"),
        ("postgresql://coach:s3cret@no-such-host.invalid/coach?connect_timeout=2", "cannot be reached"),
    ],
)
def test_what_cannot_be_opened_is_told_in_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(StoreUnavailable, match=sentence) as caught:
        Store.open(url)
    assert caught.value.next_step
    assert "s3cret" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(postgres_server: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        Store.open(make_url(postgres_server).set(database="coach_nobody_made").render_as_string(hide_password=False))


def not_a_database(path: Path) -> None:
    path.write_bytes(b"deal_id,name\n" * 500)


def a_folder(path: Path) -> None:
    path.mkdir()


def of_another_program(path: Path) -> None:
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE bookmarks (url TEXT)")
    raw.commit()
    raw.close()


def of_a_newer_version(path: Path) -> None:
    Store.open(f"sqlite:///{path}").close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    raw.close()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (not_a_database, "is not a database of Pivot Coach"),
        (a_folder, "cannot be opened"),
        (of_another_program, "belongs to another program"),
        (of_a_newer_version, "newer version"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "coach.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(StoreUnavailable, match=sentence) as caught:
        Store.open(f"sqlite:///{path}")
    assert caught.value.next_step
    if make is not of_another_program:  # this one is turned to WAL mode, which changes its header
        assert (path.read_bytes() if path.is_file() else None) == before
    else:
        tables = sqlite3.connect(path).execute("SELECT name FROM sqlite_master").fetchall()
        assert tables == [("bookmarks",)]


def test_a_locked_file_is_told(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "coach.db", isolation_level=None)
    raw.execute("CREATE TABLE alembic_version (version_num TEXT)")
    raw.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable, match="Another process is writing") as caught:
        Store.open(f"sqlite:///{tmp_path / 'coach.db'}", busy_seconds=0.1)
    raw.close()
    assert caught.value.retry


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'coach.db'}")


def test_a_reader_sees_the_last_state_while_another_writes(store: Store) -> None:
    with store.writing() as writer:
        writer.upsert_deals([a_deal("D-1")])
    with store.writing() as writer:
        writer.upsert_deals([a_deal("D-2")])
        assert [deal.deal_id for deal in store.deals(DAY, EVERYONE)] == ["D-1"]
        version = store.data_version()
    assert [deal.deal_id for deal in store.deals(DAY, EVERYONE)] == ["D-1", "D-2"]
    assert store.data_version() != version


def test_one_reading_sees_one_state(store: Store) -> None:
    """A record is read in several queries: an import between two of them must not show."""
    count = text("SELECT count(*) FROM deals")
    with store._database.reading() as connection:
        assert connection.scalar(count) == 0
        with store.writing() as writer:
            writer.upsert_deals([a_deal()])
        assert connection.scalar(count) == 0
    assert store.counts()["deals"] == 1


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(store: Store) -> None:
    with store.writing() as writer:
        writer.upsert_deals([a_deal("D-1")])
        with pytest.raises(StoreUnavailable, match="Another process is writing") as caught, store.writing():
            pytest.fail("two imports at once")
    assert caught.value.retry
    assert len(store.deals(DAY, EVERYONE)) == 1


def test_a_second_process_is_waited_for(url: str) -> None:
    """The other process holds the write for half a second: within the time that this one waits."""
    program = (
        "import sys, time\nfrom coach.store import Store\nfrom coach.domain.deal import Deal\n"
        f"store = Store.open({url!r})\n"
        "with store.writing() as writer:\n"
        "    writer.upsert_deals([Deal(deal_id='theirs', name='n', stage='s')])\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(0.5)\n"
    )
    with Store.open(url, busy_seconds=20) as store:
        other = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "writing"
        with store.writing() as writer:
            writer.upsert_deals([a_deal("ours")])
        assert other.wait(20) == 0
        other.stdout.close()
        assert {deal.deal_id for deal in store.deals(DAY, EVERYONE)} == {"ours", "theirs"}


def test_processes_that_open_a_new_database_at_once_all_get_it(url: str) -> None:
    program = f"from coach.store import Store\nwith Store.open({url!r}, busy_seconds=20) as s: print(s.data_version())"
    processes = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[0].strip() for process in processes] == ["0", "0", "0"]


def test_threads_share_a_store(store: Store) -> None:
    with store.writing() as writer:
        writer.upsert_deals([a_deal(f"D-{n}") for n in range(50)])
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(len(store.deals(DAY, EVERYONE)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [50] * 8


def test_counts_name_every_table(store: Store) -> None:
    with store.writing() as writer:
        writer.upsert_deals([a_deal()])
    counts = store.counts()
    assert counts.keys() == metadata.tables.keys()
    assert {name: n for name, n in counts.items() if n} == {"deals": 1, "state": 2}
