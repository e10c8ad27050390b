"""Texts that mean harm, from everywhere: shown harmlessly, refused or stored whole, never run."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import unicodedata
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.text import LIMIT, escaped_json, nfc
from charlib.errors import InvalidInput, Refused
from charlib.library import Library, read_batch
from charlib.providers.messages import Reply
from charlib.providers.profiles import Profiles
from charlib.providers.replies import classify
from charlib.sandbox import Server
from tests.conftest import Cli, Result
from tests.sync.stage import RELAY, SYNC, Stage, bound

HARM = {
    "an escape": "\x1b[31mred\x1b[2J",
    "a title": "\x1b]0;gotcha\x07",
    "a C1 control": "\x9b31mred",
    "a bidi override": "user\u202egnp.exe",
    "an isolate": "a\u2066b\u2069c",
    "a line separator": "one\u2028two",
    "a carriage return": "good\rbad",
    "a NUL": "a\0b",
    "half a character": "a\ud800b",
    "bytes that are no text": "a\udcffb",
    "a formula": '=HYPERLINK("http://x","y")',
    "an option": "--adopt",
    "SQL": "'; DROP TABLE character; --",
    "FTS": '"a" OR NEAR(b c, 5) NOT *',
    "a path": "../../../../tmp/gotcha",
    "a script": "</script><script>alert(1)</script>",
    "markup": "[bold red]x[/] [link=http://x]y[/link]",
    "a template": "{0.__class__} {handle} %s ${HOME} $(id)",
    "not composed": "e\u0301va",
    "a megabyte": "x" * 1_000_000,
}
harmful = pytest.mark.parametrize("text", HARM.values(), ids=HARM.keys())


def check(result: Result) -> None:
    """A command refused or did it; it did not fall over, and nothing it printed steers."""
    assert result.code in {0, 1, 2}, result.err
    assert "a bug in charlib" not in result.err
    for char in result.out + result.err:
        assert char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert char not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.fixture
def started(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A library with an account and one character; relative files lie in a folder of the test's."""
    monkeypatch.chdir(tmp_path)
    assert cli("account", "add", "main", "--profile", "sandbox").code == 0
    assert cli("add", "mia", "--id", "ch_1", "--look", "a coat").code == 0
    return cli


@harmful
def test_what_is_typed_is_refused_or_stored_whole(started: Cli, home: Path, text: str) -> None:
    """Each text in each place: the library has all of it, in one normal form, or nothing of it."""
    for words in (
        ("add", "tom", "--id", text),
        ("add", "tim", "--id", "ch_2", "--mention", text),
        ("add", "tam", "--id", "ch_3", "--name", text),
        ("add", text, "--id", "ch_4"),
        ("edit", "mia", "--name", text, "--look", text, "--notes", text),
        ("alias", "add", "mia", text),
        ("rename", "mia", text),
        ("merge", text, "mia"),
        ("merge", "tam", "mia"),
        ("move", "mia", "--to", text),
        ("tag", "add", text, "mia"),
        ("project", "add", text),
        ("task", "add", text),
        ("source", "add", text),
        ("source", "add", f"https://h.example/{text}"),
        ("account", "add", text, "--profile", "sandbox"),
        ("account", "add", "other", "--profile", text),
        ("account", "add", "other", "--profile", "sandbox", "--base-url", text),
        ("search", "coat", "--save", text),
        ("project", "rename", "default", text),
    ):
        check(started(*words))
    for words in (
        ("list",), ("show", "mia"), ("--json", "list"), ("tag", "list"), ("source", "list"),
        ("search", "--format", "jsonl"), ("history",), ("task", "list"), ("project", "list"),
    ):  # fmt: skip
        check(started(*words))
    with closing(sqlite3.connect(home / "library.db")) as connection:
        rows = connection.execute("SELECT name, look, notes FROM character").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert {value for row in rows for value in row} <= {"", "a coat", nfc(text)}


@harmful
def test_what_is_asked_is_never_a_command(started: Cli, text: str) -> None:
    """A search, a handle, a prompt and a window are only read, whatever is in them."""
    for words in (
        ("search", text), ("search", f'"{text}"'), ("search", f"name:{text}"), ("show", text),
        ("search", f"tag:{text}"), ("prompt", f"{text} @mia"), ("window", "check", text),
        ("--project", text, "list"), ("undo",), ("redo",), ("export", text),
        ("alias", "rm", text), ("purge", text, "--dry-run"), ("project", "rm", text),
    ):  # fmt: skip
        check(started(*words))
    assert started("show", "mia").code == 0


@harmful
def test_what_is_imported_is_refused_or_stored_whole(
    started: Cli, tmp_path: Path, text: str
) -> None:
    """A line of an import file with such a text is taken whole, or nothing of the file is."""
    for place in ("name", "look", "notes", "remote_id", "mention", "source", "error", "method"):
        form: dict[str, Any] = {"handle": f"of_{place}", "bindings": []}
        if place in {"name", "look", "notes"}:
            form[place] = text
        else:
            ready = {"account": "main", "profile": "sandbox", "state": "ready", "remote_id": "ch_9"}
            form["bindings"] = [{**ready, "window": "1,3", place: text}]
        (tmp_path / "cast.jsonl").write_text(json.dumps(form) + "\n", "utf-8")
        check(started("import", tmp_path / "cast.jsonl"))
    check(started("list"))
    check(started("--json", "list"))


ANSWERS = {
    name: text
    for name, text in HARM.items()
    if name not in {"a megabyte", "bytes that are no text", "half a character", "a NUL"}
}


@pytest.fixture(scope="module")
def server(sandbox: Server) -> Server:
    """The sandbox."""
    return sandbox


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS.keys())
def test_what_a_provider_answers_is_shown_harmlessly(
    server: Server, home: Path, cli: Cli, text: str
) -> None:
    """An id that can be printed is kept as it is, any other is unknown; all is shown inert."""
    stage = Stage(server, home)
    stage.strike("error_in_200", "POST", "/characters", body={"id": text, "username": text})
    with stage.open(RELAY) as lib:
        with suppress(Refused):
            lib.create("mia", url=stage.film, window="1,3")
        is_id = text.isprintable() and text == text.strip()
        assert (bound(lib).state, bound(lib).remote_id) == (
            ("ready", text) if is_id else ("unknown", None)
        )
        body = {"error": {"message": text, "code": text}}
        stage.strike("status", "POST", "/characters", status=400, body=body)
        with pytest.raises(Refused) as caught:
            lib.create("tom", url=stage.film, window="1,3")
    stage.server.faults.clear()

    assert "\n" not in str(caught.value)
    for words in (("show", "mia"), ("--json", "show", "mia"), ("prompt", "@mia walks"), ("list",)):
        check(cli(*words, env={"STAGE_KEY": "sandbox-key"}))
    check(cli("show", "tom"))


def test_json_that_is_printed_means_what_it_was() -> None:
    """Steering characters in JSON are escaped, and come back the same."""
    form = {"name": "".join(HARM.values()).replace("\ud800", "").replace("\udcff", "")}
    printed = escaped_json(json.dumps(form, ensure_ascii=False))

    assert json.loads(printed) == form
    assert not any(char in printed for char in "\x9b\u202e\u2066\u2028")


def test_formulas_are_text_in_csv(started: Cli) -> None:
    """No cell of an exported table begins as a formula does."""
    for number, text in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")):
        started("add", f"extra_{number}", "--id", f"ch_{number}", "--name", text)
    rows = list(csv.reader(io.StringIO(started("search", "--format", "csv").out)))

    assert len(rows) >= 6
    assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r"} for row in rows for cell in row)


def test_a_result_has_the_name_of_its_content(server: Server, home: Path) -> None:
    """What is downloaded is named by its hash, inside the library's folder, for the owner alone."""
    stage = Stage(server, home)
    stage.strike("error_in_200", "POST", "/generations", body={"id": "../../../gotcha"})
    url = {"id": "x", "status": "completed", "video_url": f"{stage.film}?name=../../gotcha"}
    stage.strike("error_in_200", "GET", "/generations/", body=url)
    with stage.open(SYNC) as lib:
        task = lib.generate("a street", params={"duration": "2"})
    path = Path(str(task.output))

    assert path.resolve().is_relative_to((home / "media").resolve())
    assert re.fullmatch(r"[0-9-]{10}_a-street_[0-9a-f]{8}", path.stem)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_profile_runs_nothing(tmp_path: Path) -> None:
    """Templates of a profile are filled with values only: no attribute, no format, no call."""
    text = """
    [http]
    base_url = "https://h.example"
    [create.call]
    path = "/{job_id.__class__}/{0}"
    fields = { url = "url", window = "w" }
    [create.answer]
    remote_id = "id"
    """
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "bad.toml").write_text(text, "utf-8")

    with pytest.raises(InvalidInput):
        Profiles(folder).load("bad")


def test_a_long_error_keeps_no_rule_busy(tmp_path: Path) -> None:
    """Megabytes of a provider's words are classified by their beginning."""
    profile = Profiles(tmp_path).load("sora-sync")
    text = json.dumps({"error": {"message": "quota" * 500_000}})

    assert classify.refused(profile, Reply(400, "application/json", text)).cause == "parameters"


def test_a_batch_has_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that no batch would be is refused before it is read."""
    monkeypatch.setattr("charlib.library.creating._MOST", 100)
    path = tmp_path / "cast.csv"
    path.write_text("handle,url,window\n" + "x" * 200, "utf-8")

    with pytest.raises(InvalidInput, match="larger than 100 bytes"):
        read_batch(path)


def test_twins_of_one_name_are_one(lib: Library) -> None:
    """A handle that is typed composed and decomposed is the same character."""
    lib.accounts.add("main", profile="sandbox")
    lib.add("éva", "ch_1")

    assert lib.show(unicodedata.normalize("NFD", "éva")).handle == "éva"
    assert [character.handle for character in lib.search(unicodedata.normalize("NFD", "éva"))] == [
        "éva"
    ]
    with pytest.raises(InvalidInput):
        lib.edit("éva", look="x" * (LIMIT + 1))
