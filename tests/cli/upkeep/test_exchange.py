"""Export and import on the command line: a library that leaves and comes back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import FILM, Shell, done, refused


def test_library_round_trips(cast: Shell) -> None:
    """What is exported is imported elsewhere whole; a second import changes nothing."""
    cast("create", "eva", "--url", FILM, "--window", "5,8", "--look", "grey hair")
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "mia", "--id", "char_noir")
    there = ("--home", "TMP/there")

    left = cast("export", "TMP/all.jsonl")
    came = cast(*there, "import", "TMP/all.jsonl")
    again = cast(*there, "import", "TMP/all.jsonl")
    cast(*there, "export", "TMP/back.jsonl")

    assert left == done("4 characters in TMP/all.jsonl\n")
    assert came == done(
        "4 added, 0 updated, 0 unchanged\n",
        "warning: account home is new here: it is of another library at"
        " http://sandbox/async/sora/v1, and has no key. To use it, say where its key is:"
        " charlib account edit home --key-env VARIABLE\n",
    )
    assert again == done(
        "0 added, 0 updated, 4 unchanged\n",
        "Existing characters stay as they are. To change them: --update\n",
    )
    assert (cast.folder / "back.jsonl").read_text() == (cast.folder / "all.jsonl").read_text()
    assert cast(*there, "list") == cast("list")
    assert cast(*there, "show", "eva") == cast("show", "eva")
    assert cast(*there, "account", "list").out == (
        "home\tsandbox\thttp://sandbox/async/sora/v1\tunknown\tof another library\n"
    )


def test_a_dry_run_of_an_export_needs_no_query(cast: Shell) -> None:
    """It counts whom the export itself would write, and writes nothing."""
    cast("--project", "noir", "project", "add", "noir")
    cast("--project", "noir", "add", "zoe", "--id", "char_zoe")
    for words, count in (((), 3), (("--project", "noir"), 1)):
        told = cast(*words, "export", "TMP/all.jsonl", "--dry-run")
        matches = f"{count} character{'s' * (count > 1)}"
        assert told.out == f"{matches}; nothing was changed\n"
        assert told.err.startswith(f"Export: {matches}  @")
        form = cast("--json", *words, "export", "TMP/all.jsonl", "--dry-run").json
        assert form == {"query": None, "characters": count, "dry_run": True}
        assert not (cast.folder / "all.jsonl").exists()
        assert cast(*words, "export", "TMP/all.jsonl").out == f"{matches} in TMP/all.jsonl\n"
        (cast.folder / "all.jsonl").unlink()


def test_the_name_of_a_project_goes_along(cast: Shell) -> None:
    """To a project that the import adds; one that is there keeps its own."""
    cast("project", "add", "noir", "--name", 'Noir "S1" 夜')
    cast("--project", "noir", "add", "zoe", "--id", "char_zoe")
    cast("export", "TMP/all.jsonl")
    forms = [json.loads(line) for line in (cast.folder / "all.jsonl").read_text().splitlines()]
    assert {each["handle"]: each.get("project_name") for each in forms} == {
        "mia": None, "tom": None, "zoe": 'Noir "S1" 夜',
    }  # fmt: skip
    assert "project_name" not in cast("list", "--everywhere", "--format", "jsonl").out
    there, here = ("--home", "TMP/there"), ("--home", "TMP/here")
    cast(*here, "project", "add", "noir", "--name", "Mine")
    for home, name in ((there, 'Noir "S1" 夜'), (here, "Mine")):
        assert cast(*home, "import", "TMP/all.jsonl").code == 0
        projects = cast(*home, "--json", "project", "list").json
        assert {each["slug"]: each["name"] for each in projects}["noir"] == name


def test_one_project_can_be_exported(cast: Shell) -> None:
    """With --project only that project's characters leave, each a line in the design's form."""
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "zoe", "--id", "char_zoe")

    result = cast("--project", "noir", "export", "TMP/noir.jsonl")

    assert result == done("1 character in TMP/noir.jsonl\n")
    (line,) = (cast.folder / "noir.jsonl").read_text().splitlines()
    shown = cast("--project", "noir", "--json", "show", "zoe").json
    assert json.loads(cast.tidy(line)) == shown


def test_import_updates_only_when_it_is_told_to(cast: Shell) -> None:
    """With --update texts and tags of the file are taken, and nothing that is here is lost."""
    file = cast.write(
        "more.jsonl", '{"handle": "mia", "look": "a blue coat", "tags": ["star"], "bindings": []}'
    )

    assert cast("import", file).out == "0 added, 0 updated, 1 unchanged\n"
    assert cast("import", file, "--update") == done("0 added, 1 updated, 0 unchanged\n")
    assert cast("show", "mia") == done(
        "handle   @mia\n"
        "project  default\n"
        "name     Mia Wong\n"
        "look     a blue coat\n"
        "tags     hero, lead, star\n"
        "created  NOW\n"
        "at home  ready @char_mia\n"
    )


def test_wrong_line_stops_the_whole_import(cast: Shell) -> None:
    """The wrong line is named by its number, and nothing of the file is kept."""
    file = cast.write("more.jsonl", '{"handle": "ann", "tags": []}', '{"handle": "b b"}')
    text = cast.write("notes.txt", "no character")

    assert cast("import", file) == refused(
        2,
        "more.jsonl, line 2: invalid handle 'b b': ' ' is not allowed; nothing was imported",
        "An import file has one character on each line, as charlib export FILE writes it",
    )
    assert cast("import", text) == refused(
        2,
        "notes.txt is in no known format; nothing was imported",
        "Say which it is: --from FORMAT. The formats are jsonl, charpack, soravault, card, wenjing,"
        " gflow, moyin, csv, sqlite",
    )
    assert cast("import", "TMP/none.jsonl") == refused(
        1, "no file TMP/none.jsonl", "charlib import FILE"
    )
    assert cast("list").out.count("\n") == 2


def test_character_on_its_way_is_not_made_twice_after_a_move(home_account: Shell) -> None:
    """What was being made when it was exported is unknown in the other library, and not re-sent."""
    home_account("create", "eva", "--url", FILM, "--window", "5,8", "--no-wait")
    home_account("export", "TMP/all.jsonl")
    there = ("--home", "TMP/there")
    home_account(*there, "import", "TMP/all.jsonl")

    before = home_account.server.ledger.minted
    synced = home_account(*there, "sync", "--retry")

    assert synced == refused(
        4,
        "0 still open, 1 unknown, 0 failed.",
        "charlib resolve eva --adopt ID    # or --resend, or --lost",
        out="Nothing to finish.\n",
        before="warning: @eva at home got no answer: it was on its way when it was exported."
        " charlib resolve eva --adopt ID    # or --resend, or --lost\n",
    )
    assert home_account.server.ledger.minted == before


def test_tags_of_an_import_are_a_list_or_a_text(cast: Shell) -> None:
    """A text is parted as in a CSV file, and never taken letter by letter; else it is told."""
    file = cast.write("some.jsonl", '{"handle": "eva", "tags": "hero; old"}')
    assert cast("import", file).out == "1 added, 0 updated, 0 unchanged\n"
    assert cast("--json", "show", "eva").json["tags"] == ["hero", "old"]
    for form, why in {
        '"tags": {"hero": 1}': "its tags must be a list",
        '"bindings": "x"': "its bindings must be a list",
        '"created_at": "yesterday"': "its created_at 'yesterday' is not a date",
    }.items():
        file = cast.write("wrong.jsonl", f'{{"handle": "kai", {form}}}')
        result = cast("import", file)
        assert (result.code, f"line 1: {why}; nothing was imported" in result.err) == (2, True)


def test_an_export_into_a_pipe_or_a_link_leaves_it_there(cast: Shell) -> None:
    """A device is written to, and a link's file is replaced: neither is turned into a file."""
    pipe, link = cast.folder / "pipe", cast.folder / "link"
    os.mkfifo(pipe)
    link.symlink_to(cast.folder / "there.jsonl")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    assert cast("export", "TMP/pipe").code == 0
    assert cast("export", "TMP/link").code == 0

    assert os.read(reader, 1 << 16) == link.read_bytes()
    os.close(reader)
    assert pipe.is_fifo()
    assert link.is_symlink()


def _rewrite(cast: Shell, change: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
    """Export, and change the form of each character in the file; the forms as they were."""
    file = cast.folder / "all.jsonl"
    cast("export", "TMP/all.jsonl")
    lines = file.read_text("utf-8").splitlines()
    forms = [json.loads(line) for line in lines]
    for form in forms:
        change(form)
    file.write_text("".join(json.dumps(form) + "\n" for form in forms))
    return list(map(json.loads, lines))


def test_one_id_under_two_handles_is_told(cast: Shell) -> None:
    """Older exports do not say who a character is: renamed here, it comes back beside itself.

    Not while its old handle is its alias.
    """
    _rewrite(cast, lambda form: form.pop("uid"))
    cast("rename", "mia", "zoe")
    assert cast("import", "TMP/all.jsonl").out == "0 added, 0 updated, 2 unchanged\n"
    cast("alias", "rm", "mia")

    result = cast("import", "TMP/all.jsonl")

    assert result.out == "1 added, 0 updated, 1 unchanged\n"
    assert "have the IDs of others here: @mia has that of @zoe" in result.err


def test_a_character_that_was_renamed_is_itself(cast: Shell) -> None:
    """It is recognised by its uid, keeps its handle, and takes the file's texts on demand."""
    _rewrite(cast, lambda form: form.update(notes=f"of {form['handle']}"))
    cast("rename", "mia", "zoe")

    again = cast("import", "TMP/all.jsonl")
    assert (again.out, again.err) == ("0 added, 0 updated, 2 unchanged\n", again.err)
    assert "have the IDs of others" not in again.err
    assert cast("import", "TMP/all.jsonl", "--update").out == "0 added, 2 updated, 0 unchanged\n"
    assert cast("--json", "show", "zoe").json["notes"] == "of mia"


def test_who_a_character_is_goes_along(cast: Shell, tmp_path: Path) -> None:
    """A new library has the same characters, not others of the same name."""
    there = _rewrite(cast, lambda _: None)
    cast("--home", str(tmp_path / "other"), "import", "TMP/all.jsonl")
    cast("--home", str(tmp_path / "other"), "export", "TMP/there.jsonl")

    lines = (cast.folder / "there.jsonl").read_text("utf-8").splitlines()
    uids = [json.loads(line)["uid"] for line in lines]
    assert uids == [form["uid"] for form in there]
    assert len(set(uids)) == 2


def test_the_trash_keeps_who_it_has(cast: Shell) -> None:
    """What was thrown away and comes back from a file is another record; restore still works."""
    cast("export", "TMP/all.jsonl")
    cast("rm", "mia")
    assert cast("import", "TMP/all.jsonl").out == "1 added, 0 updated, 1 unchanged\n"
    assert cast("rename", "mia", "mia2").code == 0
    refusal = cast("restore", "mia")
    assert (refusal.code, refusal.err) == (
        1,
        "error: @mia is another handle of @mia2\n  try: charlib alias rm mia    # then try again\n",
    )
    assert cast("alias", "rm", "mia").code == 0
    assert cast("restore", "mia").code == 0


@pytest.mark.parametrize("update", [(), ("--update",)])
def test_a_file_may_have_a_character_twice(cast: Shell, update: tuple[str, ...]) -> None:
    """Two exports in one file, a rename between them: one character, under its first handle."""
    file = cast.folder / "all.jsonl"
    cast("export", "TMP/all.jsonl")
    lines = file.read_text("utf-8")
    file.write_text(lines + lines.replace('"handle":"mia"', '"handle":"zoe"'))
    other = ("--home", str(cast.folder / "other"))

    assert cast(*other, "import", "TMP/all.jsonl", *update).code == 0
    assert cast(*other, "search", "", "--ids").out.split() == ["tom", "mia"]


@pytest.mark.parametrize("uid", ["a b", "../x", "x" * 65, 7, ["x"]])
def test_an_invalid_uid_is_refused(cast: Shell, uid: object) -> None:
    """Nothing is imported of a file that somebody edited wrongly."""
    _rewrite(cast, lambda form: form.update(uid=uid))
    result = cast("import", "TMP/all.jsonl")
    assert result.code == 2
    assert "uid" in result.err
