"""Cataloguing without any provider: add, tag, search, list, show, edit, rename, rm, restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.servers.dialects import SORA_RELAY, SORA_SYNC
from tests.acceptance.servers.expect import (
    Cli,
    binding,
    done,
    handles,
    lines,
    listed,
    refused,
    shown,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.servers.strict_servers import StrictServer

    from .conftest import Join

MANY = 250


@pytest.fixture
def server(run: Cli, join: Join) -> StrictServer:
    """Catalogue three characters, two of them tagged, at one account."""
    started = join(SORA_SYNC)
    for handle in ("mia", "tom", "eva"):
        done(run("add", handle, "--id", f"char_{handle}"))
    done(run("tag", "add", "hero", "mia", "tom"))
    done(run("tag", "add", "lead", "mia"))
    return started


def test_known_id_is_added_without_network(run: Cli, server: StrictServer) -> None:
    """An id that was made elsewhere becomes a ready binding, and nothing is sent."""
    bound = binding(run, "mia")

    assert (bound["remote_id"], bound["mention"]) == ("char_mia", "@char_mia")
    assert (bound["state"], bound["account"]) == ("ready", "main")
    assert server.received == []


def test_known_id_is_added_with_its_mention(run: Cli, join: Join) -> None:
    """At a relay, where the mention is not the id, both are given and kept."""
    join(SORA_RELAY)

    done(run("add", "mia", "--id", "ch_1", "--mention", "hfspncadz.mooflapand"))

    bound = binding(run, "mia")
    assert (bound["remote_id"], bound["mention"]) == ("ch_1", "@hfspncadz.mooflapand")


@pytest.mark.usefixtures("server")
def test_tags_are_added_renamed_removed_and_listed(run: Cli) -> None:
    """Tags are put on several characters at once, renamed everywhere, and taken off."""
    assert sorted(shown(run, "mia")["tags"]) == ["hero", "lead"]

    done(run("tag", "rename", "hero", "star"))
    done(run("tag", "remove", "lead", "mia"))

    assert [shown(run, handle)["tags"] for handle in ("mia", "tom", "eva")] == [["star"]] * 2 + [[]]
    assert "star" in done(run("tag", "list")).out
    assert "hero" not in done(run("tag", "list")).out


@pytest.mark.usefixtures("server")
def test_search_finds_words_and_tags(run: Cli) -> None:
    """Several words all have to fit; tag:x finds those that carry the tag; none is no error."""
    done(run("edit", "eva", "--look", "a green coat", "--name", "Eva Stern"))

    def search(*query: str) -> list[str]:
        return handles(run("--json", "search", *query))

    assert search("tag:hero") == ["mia", "tom"]
    assert search("tag:hero", "tag:lead") == ["mia"]
    assert search("coat") == ["eva"]
    assert search("GREEN", "stern") == ["eva"]
    assert search("tag:hero", "coat") == []
    assert search("tom") == ["tom"]


@pytest.mark.usefixtures("server")
def test_list_and_show_agree(run: Cli) -> None:
    """The list holds exactly what show tells of each character."""
    assert listed(run) == [shown(run, handle) for handle in ("eva", "mia", "tom")]


@pytest.mark.usefixtures("server")
def test_json_is_all_there_is_on_stdout(run: Cli) -> None:
    """Without --json the handles are readable; no colour code is written off a terminal."""
    plain = done(run("list")).out

    assert all(handle in plain for handle in ("eva", "mia", "tom"))
    assert "\x1b" not in plain


@pytest.mark.usefixtures("server")
def test_rename_keeps_ids(run: Cli) -> None:
    """A renamed character keeps its binding, tags and history; the old handle is an alias."""
    before = shown(run, "mia")

    done(run("rename", "mia", "maya"))

    after = shown(run, "maya")
    assert after["bindings"] == before["bindings"]
    assert (after["tags"], after["created_at"]) == (before["tags"], before["created_at"])
    assert shown(run, "mia") == after
    refused(run("add", "mia", "--id", "char_other"), 1)
    done(run("alias", "rm", "mia"))
    refused(run("show", "mia"), 1)
    done(run("add", "mia", "--id", "char_other"))


@pytest.mark.usefixtures("server")
def test_removed_character_comes_back_whole(run: Cli) -> None:
    """Removing hides a character from list, search and show; restore brings it back as it was."""
    before = shown(run, "mia")

    done(run("rm", "mia"))
    hidden = [handles(run("--json", "list")), handles(run("--json", "search", "tag:lead"))]
    refused(run("show", "mia"), 1)
    done(run("restore", "mia"))

    assert hidden == [["eva", "tom"], []]
    after = shown(run, "mia")
    assert {**after, "updated_at": ""} == {**before, "updated_at": ""}


def test_handles_are_folded_and_of_every_script(run: Cli, join: Join) -> None:
    """Case does not matter, Unicode's two spellings are one, and other scripts serve."""
    join(SORA_SYNC)
    composed, decomposed = "\u304c\u304f", "\u304b\u3099\u304f"  # gaku, in kana
    for handle in ("林小雨", decomposed, "Mia"):
        done(run("add", handle, "--id", "char_1"))

    shown_handles = [shown(run, handle)["handle"] for handle in ("林小雨", composed, "MIA")]
    assert shown_handles == ["林小雨", composed, "mia"]
    for twin in (composed, "mIA"):
        refused(run("add", twin, "--id", "char_2"), 1)


def test_limit_bounds_and_zero_means_all(run: Cli, join: Join, tmp_path: Path) -> None:
    """--limit N gives N characters, in lists and searches; --limit 0 gives all there are."""
    join(SORA_SYNC)
    empty = {"look": "", "tags": ["crowd"], "bindings": []}
    rows = [{"handle": f"extra_{n}", "name": f"Extra {n}", **empty} for n in range(MANY)]
    crowd = tmp_path / "crowd.jsonl"
    crowd.write_text(lines(*rows), "utf-8")
    done(run("import", str(crowd)))

    for command in (("list",), ("search", "tag:crowd")):
        for limit, expected in (("3", 3), ("0", MANY), ("1000", MANY)):
            document = done(run("--json", *command, "--limit", limit)).json
            assert len(document) == expected


def test_projects_keep_equal_handles_apart(run: Cli, join: Join) -> None:
    """The same handle lives in two projects with an id in each."""
    join(SORA_SYNC)
    done(run("project", "add", "noir"))
    for project in ("default", "noir"):
        done(run("--project", project, "add", "mia", "--id", f"char_{project}"))

    for project in ("default", "noir"):
        mia = shown(run, "mia", "--project", project)
        assert (mia["project"], mia["bindings"][0]["remote_id"]) == (project, f"char_{project}")
    assert handles(run("--project", "noir", "--json", "list")) == ["mia"]
