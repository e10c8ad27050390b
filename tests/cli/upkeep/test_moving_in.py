"""Moving in on the command line: what is said, and what a script reads."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.shell import Shell, done, refused
from tests.library.moving import archives
from tests.library.moving.test_cards import picture

FLOW = {"characters": [{"entity_id": "e1", "display_name": "Mia Wong"}]}


def write(shell: Shell, name: str, value: Any) -> str:
    """A JSON document, and what command lines call it."""
    (shell.folder / name).write_text(json.dumps(value), "utf-8")
    return f"TMP/{name}"


def test_an_archive_says_what_came_and_what_helps(shell: Shell) -> None:
    """Counts on stdout; what was not taken, and the way to a living provider, on stderr."""
    mia, tom = archives.profile(1, "mia"), archives.profile(2, "tom")
    items = [archives.item(1, [mia]), archives.item(2, [mia, tom])]
    archives.write(shell.folder / "m.json", items)
    shell("add", "mia")

    first = shell("import", "TMP/m.json")
    again = shell("import", "TMP/m.json", "--from", "soravault")

    assert first == done(
        "2 added, 0 unchanged; 2 films\n",
        "warning: @mia is another character here; the new one is @mia_2\n"
        "warning: not taken: films that are not beside the manifest:"
        f" gen_{1:026x}; gen_{2:026x}\n"
        "warning: not taken: characters that no film here shows alone: mia; tom\n"
        "The service of account sora has shut down. To make the cast again:\n"
        "  try: charlib rebind --to ACCOUNT --query account:sora --dry-run\n",
    )
    assert again.out == "0 added, 2 unchanged\n"
    assert shell("--json", "search", "account:sora", "state:gone").json[0]["handle"] == "tom"
    assert shell("undo").code == 0
    assert shell("search", "", "--ids").out == "mia\n"


def test_a_result_for_scripts(shell: Shell) -> None:
    """Every number, the windows, the new handles, and names of what was not taken."""
    one = archives.item(1, [archives.profile(1, "mia")])
    archives.films(shell.folder, [one])
    archives.write(shell.folder / "m.json", [one, {"source": "x"}])
    result = shell("--json", "import", "TMP/m.json").json
    (window,) = result.pop("windows")
    assert result == {
        "format": "soravault", "added": 1, "skipped": 0, "films": 1, "pictures": 0,
        "renamed": {}, "accounts": {"sora": "sora"}, "ended": ["sora"],
        "left": {"items without an ID": {"count": 1, "first": ["item 2 of m.json"]}},
    }  # fmt: skip
    assert window.keys() == {"handle", "film", "window", "is_confident", "but"}
    assert (window["handle"], window["film"]) == ("mia", f"gen_{1:026x}")


def test_a_dry_run_shows_what_would_come(shell: Shell) -> None:
    """Also of JSON Lines."""
    flow = write(shell, "flow.json", FLOW)
    assert shell("import", flow, "--dry-run").out == "1 would be added, 0 unchanged\n"
    lines = write(shell, "cast.jsonl", {"handle": "tom"})
    assert shell("import", lines, "--dry-run") == done(
        "1 would be added, 0 would be updated, 0 unchanged\n"
    )
    assert shell("list").out == ""
    assert shell("history").out == ""


def test_options_belong_to_formats(shell: Shell) -> None:
    """What a format does not take is refused, with what it takes."""
    flow = write(shell, "flow.json", FLOW)
    assert shell("import", flow, "--update") == refused(
        2,
        "what another tool kept is added once; it takes no --update.",
        "charlib import FILE --dry-run",
    )
    assert shell("import", flow, "--map", flow) == refused(
        2, "only a table has columns to --map.", "charlib import FILE.csv --map MAP.toml"
    )
    wrong = shell("import", flow, "--from", "eagle")
    assert wrong.code == 2
    assert "soravault" in wrong.err
    table = shell.write("cast.csv", "n", "Mia")
    assert shell("import", table) == refused(
        2,
        "cast.csv is a table, and needs a mapping file",
        "Say what its columns are: --map map.toml",
    )
    assert shell("import", shell.write("cast.txt", "n", "Mia")) == refused(
        2,
        "cast.txt is in no known format; nothing was imported",
        "Say which it is: --from FORMAT. The formats are jsonl, charpack, soravault, card, wenjing,"
        " gflow, moyin, csv, sqlite",
    )
    assert shell("import", table, "--from", "csv") == refused(
        2,
        "cast.csv is a table, and needs a mapping file",
        "Say what its columns are: --map map.toml",
    )


def test_a_table_by_its_mapping(shell: Shell) -> None:
    """The mapping says that it is one."""
    table = shell.write("cast.csv", "n;t", "Mia Wong;hero|lead")
    mapping = shell.write("map.toml", 'separator = "|"', "[columns]", 'name = "n"', 'tags = "t"')
    assert shell("import", table, "--map", mapping) == done("1 added, 0 unchanged\n")
    assert shell("--json", "show", "mia_wong").json["tags"] == ["hero", "lead"]


def test_a_card_leaves_and_comes_back(cast: Shell) -> None:
    """One character in one picture; several are refused."""
    (cast.folder / "face.png").write_bytes(picture())
    cast("keep", "mia", "--still", "TMP/face.png")
    there = ("--home", "TMP/there")

    assert cast("export", "TMP/mia.png", "--query", "handle:mia").out == "@mia in TMP/mia.png\n"
    came = cast(*there, "import", "TMP/mia.png")

    assert came.out == "1 added, 0 unchanged; 1 picture\n"
    mine, theirs = cast("--json", "show", "mia").json, cast(*there, "--json", "show", "mia").json
    assert theirs == mine
    assert cast("export", "TMP/all.png") == refused(
        2,
        "a card has one character; 2 match",
        "Give --query handle:=HANDLE; a pack has several",
    )
    assert cast("export", "TMP/x.png", "--without-ids").code == 2


def test_the_account_of_a_tool_is_one_of_mine(shell: Shell) -> None:
    """If a person says so; else it is added without a key."""
    flow = write(shell, "flow.json", FLOW)
    added = shell("import", flow)
    assert added.err == (
        "warning: account flow is new here: it is of gflow, and has no key. To use it, say where"
        " its key is: charlib account edit flow --key-env VARIABLE\n"
    )
    shell("undo")
    shell("account", "add", "mine", "--profile", "useapi-flow")
    assert shell("import", flow, "--map-account", "flow=mine").code == 0
    (bound,) = shell("--json", "show", "mia_wong").json["bindings"]
    assert bound["account"] == "mine"
