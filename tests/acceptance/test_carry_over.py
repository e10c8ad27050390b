"""Export and import: a library goes to another home whole, but for the keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.acceptance.servers.dialects import SORA_RELAY, SORA_SYNC
from tests.acceptance.servers.expect import CLIP, WINDOW, Cli, character, done, lines, listed, shown
from tests.acceptance.servers.strict_servers import KEY

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Join


def test_library_round_trips_into_a_fresh_home(run: Cli, join: Join, tmp_path: Path) -> None:
    """What was created and catalogued is listed identically in the home that imported it."""
    join(SORA_SYNC)
    join(SORA_RELAY, "relay")
    described = ("--name", "Mia Lin", "--look", "red coat", "--tag", "hero", "--tag", "主角")
    done(run("create", "mia", "--url", CLIP, *WINDOW, *described, "--account", "main"))
    known = ("--id", "ch_1", "--mention", "hfsp.moof", "--account", "relay")
    done(run("add", "林小雨", *known))
    done(run("project", "add", "noir"))
    done(run("--project", "noir", "add", "mia", "--id", "char_noir", "--account", "main"))
    file, fresh = tmp_path / "cast.jsonl", ("--home", str(tmp_path / "fresh"))

    done(run("export", str(file)))
    done(run(*fresh, "import", str(file)))

    accounts = done(run(*fresh, "--json", "account", "list")).json
    named = {account["name"]: account["profile"] for account in accounts}
    assert named == {"main": "sora-sync", "relay": "sora-relay"}
    for project in ("default", "noir"):
        there = listed(run, *fresh, "--project", project)
        assert there == listed(run, "--project", project) != []


def test_export_is_one_character_a_line(run: Cli, join: Join, tmp_path: Path) -> None:
    """Each line of an export is a character as show gives it, and no line holds a key."""
    join(SORA_SYNC)
    for handle in ("mia", "tom"):
        done(run("add", handle, "--id", f"char_{handle}"))
    file = tmp_path / "cast.jsonl"

    done(run("export", str(file)))

    text = file.read_text("utf-8")
    rows = [character(json.loads(line)) for line in text.splitlines()]
    for row in rows:
        shown_row = shown(run, row["handle"])
        assert {name: row[name] for name in shown_row} == shown_row
    assert sorted(row["handle"] for row in rows) == ["mia", "tom"]
    assert KEY not in text


def test_row_without_a_project_goes_to_the_current_one(
    run: Cli, join: Join, tmp_path: Path
) -> None:
    """An import into a project takes the rows that name none."""
    join(SORA_SYNC)
    done(run("project", "add", "noir"))
    file = tmp_path / "one.jsonl"
    file.write_text(lines({"handle": "zoe", "name": "Zoe", "look": "", "tags": [], "bindings": []}))

    done(run("--project", "noir", "import", str(file)))

    assert shown(run, "zoe", "--project", "noir")["project"] == "noir"


def test_imported_ids_serve_in_prompts_at_once(run: Cli, join: Join, tmp_path: Path) -> None:
    """Rendering needs no key and no network, so that an import is enough for it."""
    join(SORA_SYNC)
    done(run("add", "mia", "--id", "char_mia"))
    file, fresh = tmp_path / "cast.jsonl", ("--home", str(tmp_path / "fresh"))
    done(run("export", str(file)))
    done(run(*fresh, "import", str(file)))

    result = done(run(*fresh, "prompt", "@mia runs", "--account", "main"))

    assert result.out == "@char_mia runs\n"
