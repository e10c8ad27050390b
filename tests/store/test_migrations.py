"""The schema's history: from nothing, from older libraries, and never half-way."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import charlib
from charlib.config import Home
from charlib.errors import Conflict, LibraryError, TooNew, UpgradeFailed
from charlib.store import backups
from charlib.store.schema import upgrade
from charlib.store.schema.models import Base
from charlib.store.store import Store

from .filling import fill

Script = Callable[[str], Path]

_NEXT = '''"""A later schema."""

from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
{body}
'''
LATER, LATER_STILL = (f"{int(upgrade.HEAD) + n:04}" for n in (1, 2))
TEXT_INDEX = "character_text"
ADDS_A_COLUMN = 'op.execute("ALTER TABLE character ADD COLUMN voice TEXT")'


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """`script(body)`: charlib's migrations and one more; its folder's name has odd characters."""
    folder = tmp_path / "50% more"
    shutil.copytree(
        upgrade.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )

    def add(body: str) -> Path:
        versions = folder / "versions"
        newest = max(path.name[:4] for path in versions.glob("*.py"))
        revision = f"{int(newest) + 1:04}"
        text = _NEXT.format(revision=revision, before=newest, body=indent(body, "    "))
        (versions / f"{revision}_later.py").write_text(text, "utf-8")
        return folder

    return add


@pytest.fixture
def old(store: Store, place: Home) -> Path:
    """A filled library as this version leaves it, closed."""
    fill(store)
    store.close()
    return place.database


def opened(database: Path) -> closing[sqlite3.Connection]:
    """Open a database file as any program would."""
    return closing(sqlite3.connect(database))


def version(database: Path) -> str:
    """The schema's number as the database says it."""
    with opened(database) as connection:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def content(database: Path) -> list[str]:
    """Schema and rows, as one list that two databases can be compared by."""
    with opened(database) as connection:
        return list(connection.iterdump())


def schema(database: Path) -> dict[str, tuple[set[str], str]]:
    """Each table's columns and constraints, whatever their order, and what follows them."""
    with opened(database) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        return {
            name: _parts(sql)
            for name, sql in rows
            if name != "alembic_version" and not name.startswith(TEXT_INDEX)
        }


def _parts(sql: str) -> tuple[set[str], str]:
    flat = re.sub(r"\s+", " ", sql.replace('"', "")).replace("( ", "(").replace(" )", ")")
    body, _, tail = flat.partition("(")[2].rpartition(")")
    pieces, depth = [""], 0
    for char in body:
        depth += (char == "(") - (char == ")")
        if char == "," and not depth:
            pieces.append("")
        else:
            pieces[-1] += char
    # A column that was added later has its constraint beside it.
    parts = {part for piece in pieces for part in re.split(r" (?=CONSTRAINT )", piece.strip())}
    return parts, tail.strip()


def test_a_fresh_library_is_at_head(store: Store, place: Home) -> None:
    """A library that has just been made has the newest schema, the project `default`, no backup."""
    assert version(place.database) == upgrade.HEAD
    assert [project.slug for project in store.read.projects.all()] == ["default"]
    assert not place.backups.exists()


def test_head_is_the_newest_migration() -> None:
    """The constant that spares every start an import of Alembic names the newest file."""
    files = sorted((upgrade.migrations() / "versions").glob("[0-9]*.py"))

    assert [path.name[:4] for path in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert files[-1].name[:4] == upgrade.HEAD


@pytest.mark.usefixtures("store")
def test_models_and_migrations_do_not_drift(place: Home) -> None:
    """Alembic finds no difference between the models and the schema that the migrations make."""
    engine = create_engine(f"sqlite:///{place.database}")
    with engine.connect() as connection:
        options = {"include_name": lambda name, *_: not str(name).startswith(TEXT_INDEX)}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()

    assert differences == []


@pytest.mark.usefixtures("store")
def test_constraints_do_not_drift(place: Home, tmp_path: Path) -> None:
    """Tables and indexes are word for word those of the models: Alembic overlooks CHECKs."""
    fresh = tmp_path / "models.db"
    engine = create_engine(f"sqlite:///{fresh}")
    Base.metadata.create_all(engine)
    engine.dispose()

    assert schema(place.database) == schema(fresh)
    assert _indexes(place.database) == _indexes(fresh)


def _indexes(database: Path) -> set[str]:
    with opened(database) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'index'")
        return {re.sub(r"\s+", " ", sql) for (sql,) in rows if sql}


@pytest.mark.usefixtures("store")
def test_every_table_is_strict(place: Home) -> None:
    """SQLite itself refuses a text where a number belongs, in every table of charlib's."""
    with opened(place.database) as connection:
        rows = connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
            " AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'character_text%'"
        ).fetchall()

    assert {name for name, strict in rows if not strict} == {"alembic_version"}
    assert {name for name, _ in rows} == {"alembic_version", *Base.metadata.tables}


def test_foreign_keys_are_enforced(store: Store) -> None:
    """A row that refers to nothing is refused, and the refusal is told as a conflict."""
    with pytest.raises(Conflict, match="removed meanwhile"), store.write() as writer:
        writer.jobs.add_binding(404, 404, state="planned", method="url")


@pytest.mark.usefixtures("store")
def test_only_its_owner_can_read_a_library(place: Home) -> None:
    """The database is private to its owner, and so are the folder and SQLite's own files."""
    assert place.data.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in place.data.iterdir()}
    assert "library.db" in modes
    assert set(modes.values()) == {0o600}


def test_no_copy_is_ever_readable_by_others(
    old: Path, place: Home, script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every database is private from its first byte: a kill leaves no file that others can read."""
    modes: list[int] = []

    def connect(path: Any, *arguments: Any, **options: Any) -> sqlite3.Connection:
        file = Path(path)
        if file.is_absolute() and not options.get("uri"):
            modes.append(file.stat().st_mode & 0o777 if file.exists() else 0o777)
        return _connect(path, *arguments, **options)

    _connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", connect)
    upgrade.ensure(old, place.backups, script=script(ADDS_A_COLUMN), head=LATER)
    backups.keep(place.database, place.backups, "copy", 0)
    assert modes
    assert set(modes) == {0o600}


def test_a_library_that_is_a_directory_is_named(place: Home) -> None:
    """The error says what is wrong, not that the disk fails."""
    place.database.mkdir(parents=True)
    with pytest.raises(LibraryError, match="is a directory"):
        upgrade.ensure(place.database, place.backups)


def test_a_library_at_head_is_left_alone(old: Path, place: Home) -> None:
    """Opening a library of the newest schema changes no byte of it and backs nothing up."""
    before = old.read_bytes()

    upgrade.ensure(old, place.backups)

    assert old.read_bytes() == before
    assert not place.backups.exists()


def test_an_empty_file_is_made_a_library(place: Home) -> None:
    """A file that was created and never filled, as after a crash, becomes a library."""
    place.data.mkdir(parents=True)
    place.database.touch()

    upgrade.ensure(place.database, place.backups)

    assert version(place.database) == upgrade.HEAD


def test_a_file_that_is_no_database_is_named(place: Home) -> None:
    """Something else in the database's place is neither touched nor a traceback."""
    place.data.mkdir(parents=True)
    place.database.write_text("These are my shopping notes, and quite long they are.\n" * 20)
    before = place.database.read_bytes()

    with pytest.raises(LibraryError, match="not a database") as caught:
        upgrade.ensure(place.database, place.backups)

    assert str(place.database) in str(caught.value)
    assert caught.value.hint
    assert place.database.read_bytes() == before


def test_an_old_library_is_backed_up_before_it_is_changed(
    old: Path, place: Home, script: Script
) -> None:
    """A later migration keeps every row, and the old state lies whole and private in `backups`."""
    before = content(old)

    upgrade.ensure(old, place.backups, script=script(ADDS_A_COLUMN), head=LATER)

    (backup,) = place.backups.iterdir()
    assert version(old) == LATER
    assert content(backup) == before
    assert backup.stat().st_mode & 0o777 == 0o600
    assert place.backups.stat().st_mode & 0o777 == 0o700
    with opened(old) as connection:
        rows = connection.execute("SELECT handle, voice FROM character ORDER BY handle").fetchall()
    assert rows == [("mia", None), ("tom", None)]


FAILURES = {
    "an error of its own": f"{ADDS_A_COLUMN}\nraise RuntimeError('no voice')",
    "wrong SQL": f"{ADDS_A_COLUMN}\nop.execute('UPDATE nowhere SET a = 1')",
    "a broken constraint": f"{ADDS_A_COLUMN}\nop.execute('UPDATE window SET end_ms = 0')",
    "a child without its parent": f"{ADDS_A_COLUMN}\nop.execute('DELETE FROM project')",
}


@pytest.mark.parametrize("body", FAILURES.values(), ids=FAILURES.keys())
def test_a_migration_that_fails_changes_nothing(
    body: str, old: Path, place: Home, script: Script
) -> None:
    """A migration that fails half-way leaves the old state whole, and says where its copy is."""
    before = content(old)

    with pytest.raises(UpgradeFailed) as caught:
        upgrade.ensure(old, place.backups, script=script(body), head=LATER)

    (backup,) = place.backups.iterdir()
    assert content(old) == content(backup) == before
    assert caught.value.backup == str(backup)
    assert str(backup) in caught.value.hint
    assert str(old) in str(caught.value)


def test_migrations_go_through_together_or_not_at_all(
    old: Path, place: Home, script: Script
) -> None:
    """When the second of two migrations fails, the first is not kept either."""
    before = content(old)
    script(ADDS_A_COLUMN)
    folder = script("raise ValueError('not today')")

    with pytest.raises(UpgradeFailed, match="not today"):
        upgrade.ensure(old, place.backups, script=folder, head=LATER_STILL)

    assert content(old) == before


def test_a_migration_that_orphans_rows_is_refused(old: Path, place: Home, script: Script) -> None:
    """Foreign keys are off while tables are rebuilt, so they are checked before the commit."""
    body = "op.execute('DELETE FROM account')"

    with pytest.raises(UpgradeFailed, match=r"[1-9]\d* rows refer to missing rows"):
        upgrade.ensure(old, place.backups, script=script(body), head=LATER)


def test_rebuilding_a_parent_table_keeps_its_children(
    old: Path, place: Home, script: Script
) -> None:
    """Alembic's rebuild of a table drops the old one: ON DELETE CASCADE must not take the tags."""
    body = (
        "import sqlalchemy as sa\n"
        "with op.batch_alter_table('character', recreate='always') as table:\n"
        "    table.add_column(sa.Column('voice', sa.Text()))"
    )

    upgrade.ensure(old, place.backups, script=script(body), head=LATER)

    with opened(old) as connection:
        assert connection.execute("SELECT count(*) FROM character_tag").fetchone() == (1,)


def test_a_second_try_keeps_the_first_backup(old: Path, place: Home, script: Script) -> None:
    """Trying again after a failure makes a copy of its own."""
    folder = script("raise ValueError('not today')")
    for _ in range(2):
        with pytest.raises(UpgradeFailed):
            upgrade.ensure(old, place.backups, script=folder, head=LATER)

    assert len(list(place.backups.iterdir())) == 2


def test_a_library_of_a_newer_charlib_is_refused(old: Path, place: Home) -> None:
    """A newer schema is neither read nor changed, and the message names the remedy."""
    with opened(old) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(TooNew, match="9999") as caught:
        Store(place, clock=None)  # type: ignore[arg-type] # it is refused before it is used

    assert "Install the newer version" in caught.value.hint


ROUNDS = 20
"""How many libraries are raced for: one race alone is often won without a collision."""
_RACER = """
import sys
from pathlib import Path
import alembic.command, sqlmodel  # what takes long is loaded before the start
from charlib.store import backups
from charlib.store.schema import upgrade
for line in sys.stdin:
    home = Path(line.strip())
    try:
        upgrade.ensure(home / "library.db", home / "backups")
        print("made", flush=True)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", flush=True)
"""


@pytest.fixture
def racers() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that open the library whose folder they are sent, at once."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _RACER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(charlib.__file__).parents[1],
        )
        for _ in range(3)
    ]
    yield started
    for racer in started:
        racer.communicate()


def test_several_processes_may_make_a_library_at_once(
    racers: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    """Whoever comes second to a library that is being made waits, and finds it made."""
    answers = []
    for number in range(ROUNDS):
        home = tmp_path / str(number)
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write(f"{home}\n")
            racer.stdin.flush()
        answers += [racer.stdout.readline().strip() for racer in racers if racer.stdout]

    assert set(answers) == {"made"}
    versions = {version(tmp_path / str(number) / "library.db") for number in range(ROUNDS)}
    assert versions == {upgrade.HEAD}
