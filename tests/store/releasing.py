"""`python -m tests.store.releasing`: a library of this version's schema, as people have one.

The command line fills every table against the sandbox. `released/` then has the database as SQL and
the export that this version writes of it. Later versions are held to both, so this is run once,
from the last commit before the next migration.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from charlib.sandbox import Server, Settings, film, running
from tests.conftest import run_cli
from tests.media.sounds import tone

RELEASED = Path(__file__).parent / "released"
_ROW_OF_INDEX = 'INSERT INTO "character_text" VALUES(NULL'
"""Rows of a text index that holds no texts: its own tables, which come behind, are its content."""


def dump(database: Path) -> str:
    """A database as SQL that `restore` reads."""
    with closing(sqlite3.connect(database)) as connection:
        lines = [line for line in connection.iterdump() if not line.startswith(_ROW_OF_INDEX)]
    return "\n".join(lines) + "\n"


def restore(script: Path, database: Path) -> None:
    """Make the database that a script was dumped from."""
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    database.touch(0o600)
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(script.read_text("utf-8"))


def _commands(server: Server, films: Path) -> Iterator[tuple[str | Path, ...]]:
    """What a person does with a library: every table has rows afterwards."""
    url, local = server.file_url("mia.mp4"), films / "local.mp4"
    at_sandbox = ("--profile", "sandbox", "--base-url", server.bases["async"], "--key-env", "KEY")
    up = f"{films}/up-$(basename {{name}})"
    served = f"{server.url.rstrip('/')}/files/up-$(basename {{name}})"
    put = f"sh -c 'cp {{file}} {up}; echo {served}'"
    tutorial = ("--profile", "sora-sync", "--base-url", server.bases["sync"], "--key-env", "KEY")
    yield "account", "add", "home", *at_sandbox
    yield "account", "add", "kling", *at_sandbox, "--upload-command", put
    yield "account", "add", "tutorial", *tutorial
    yield "account", "use", "home"
    red = ("--look", "a red coat, 红色围巾", "--tag", "hero", "--tag", "role:lead")
    yield "create", "mia", "--url", url, "--window", "5,8", "--name", "Mia Wong", *red
    blue = ("--name", "Tom 🚀 O'Neil", "--look", 'blue hat; "quoted"', "--tag", "hero")
    yield "create", "tom", "--url", url, "--window", "1.5,4", "--account", "tutorial", *blue
    yield "create", "林小雨", "--url", url, "--window", "0,3", "--tag", "ไทย"
    yield "project", "add", "noir", "--name", "Noir", "--notes", "second season"
    mention = ("--mention", "@mia.noir", "--tag", "villain")
    yield "--project", "noir", "add", "mia", "--id", "char_noir", *mention
    yield "add", "old", "--id", "char_old", "--account", "tutorial", "--tag", "gone"
    yield "add", "same", "--id", "char_same"
    yield "edit", "mia", "--notes", "left-handed\nsecond line"
    yield "edit", "tom", "--likeness", "real", "--consent", "signed 2026-10-01, in the safe"
    yield "rename", "same", "sam"
    yield "source", "add", url, "--label", "clip"
    yield "source", "add", local, "--label", "home video"
    yield "tag", "nest", "hero", "cast"
    yield "tag", "alias", "held", "hero"
    yield "search", "--save", "cast", "tag:hero"
    yield "prompt", "@mia waits for @林小雨"
    short = ("--param", "duration=2", "--wait")
    yield "generate", "@mia walks in the rain", *short
    yield "generate", "an empty street", "--account", "tutorial", *short
    yield "create", "zoe", "--task", "1", "--window", "0,1.5"
    yield "create", "kim", "--account", "kling", "--source", local, "--window", "2,5"
    yield "keep", "sam", "--source", local, "--window", "2,5"
    yield "voice", "add", "sam", "--file", films / "sam.wav"
    yield "voice", "add", "sam", "--id", "voice_sam"
    white = ("--description", "a white coat", "--episodes", "4-12", "--url", url, "--window", "6,9")
    yield "look", "add", "mia", "uniform", *white
    yield "look", "add", "mia", "wet", "--description", "脱下外套"
    yield "look", "add", "tom", "winter", "--description", "a fur hat"
    yield "look", "rm", "mia", "wet"
    yield "generate", "@mia+uniform salutes", "--episode", "5", "--scene", "3a", *short
    yield "take", "rate", "3", "4"
    yield "identity", "on"
    yield "take", "check", "3"
    yield "share", "init", films / "cast", "--name", "Anna"
    yield "share", "push"
    yield from (("rm", "old"), ("rm", "zoe"), ("undo",))


def make(folder: Path) -> tuple[str, str, str]:
    """Fill a library; return its schema's number, its dump and its export."""
    films, home, export = folder / "films", folder / "home", folder / "all.jsonl"
    films.mkdir()
    for name in ("mia.mp4", "local.mp4"):
        film.render(films / name, seconds=12, width=640, height=360, prompt="mia")
    tone(films / "sam.wav")
    with running(Settings(files=films, polls=0, film_height=36)) as server:
        packed = ("export", folder / "cast.charpack")
        for command in [*_commands(server, films), packed, ("export", export)]:
            done = run_cli("--home", home, *command, env={"KEY": "sandbox-key"})
            assert done.code == 0, (command, done.err)
        (port,) = re.findall(r":\d+", server.url)

    def elsewhere(text: str) -> str:
        places = {str(films): "/films", str(home): "/library", port: ":8747"}
        for here, there in places.items():
            text = text.replace(here, there)
        return text

    with closing(sqlite3.connect(home / "library.db")) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return version, elsewhere(dump(home / "library.db")), elsewhere(export.read_text("utf-8"))


def main() -> None:
    """Make a library and write its two files."""
    with tempfile.TemporaryDirectory() as folder:
        version, script, export = make(Path(folder))
    (RELEASED / f"{version}.sql").write_text(script, "utf-8")
    (RELEASED / f"{version}.jsonl").write_text(export, "utf-8")
    sys.stdout.write(f"{version}: {script.count(chr(10)):,} lines of SQL\n")


if __name__ == "__main__":
    main()
