"""Other handles of characters: they mean the character wherever a handle is typed."""

from __future__ import annotations

import pytest

from charlib.cli.complete import candidates
from charlib.library import Library
from tests.cli.shell import FILM, Shell, done, refused


@pytest.fixture
def named(cast: Shell) -> Shell:
    """A cast in which @mia is also called @mimi."""
    assert cast("alias", "add", "mia", "mimi") == done("@mia (also @mimi)\n")
    return cast


def test_aliases_are_listed(named: Shell) -> None:
    """Of the project, of all, or of one character; those in the trash are left out."""
    named("project", "add", "noir")
    named("--project", "noir", "add", "zoe")
    named("--project", "noir", "alias", "add", "zoe", "zozo")
    assert named("alias", "list").out == "@mimi\t@mia\n"
    assert named("alias", "list", "@mimi").out == "@mimi\t@mia\n"
    assert named("alias", "list", "--everywhere").out == "@mimi\t@mia\n@noir/zozo\t@noir/zoe\n"
    assert named("--json", "alias", "list", "noir/zoe").json == [
        {"alias": "zozo", "handle": "zoe", "project": "noir"}
    ]
    named("rm", "mia")
    assert named("alias", "list").out == ""
    assert named("alias", "list", "nobody").code == 1


def test_an_alias_is_typed_like_a_handle(named: Shell) -> None:
    """Showing, changing, tagging and removing take it, in any case and with its project."""
    assert named("--json", "show", "@MiMi").json["aliases"] == ["mimi"]
    assert named("edit", "default/mimi", "--look", "a hat") == done("@mia changed\n")
    assert named("tag", "add", "star", "mimi").out == "Added tag star to 1 character.\n"
    assert named("search", "handle:mimi").out.startswith("@mia")
    assert named("search", "mimi").out.startswith("@mia")
    assert named("rm", "mimi").code == 0
    assert named("restore", "mimi") == done("Restored @mia\n")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("handle:mimi", 1), ("handle:=mimi", 1), ("handle:mim*", 1), ("handle:*imi*", 1),
        ("handle:~mimo", 1), ("mimi", 1), ("-handle:mimi", 1), ("handle:mimi tag:hero", 1),
        ("handle:mi", 0), ("handle:tom OR handle:mimi", 2), ("mimi coat", 1), ("name:mimi", 0),
    ],
)  # fmt: skip
def test_a_search_finds_a_character_by_its_alias(named: Shell, query: str, count: int) -> None:
    """In every form of `handle:`, and among plain words."""
    assert named("--json", "search", "--count", query).json == {"count": count}


def test_a_prompt_takes_an_alias(named: Shell) -> None:
    """It renders as its character, and is one slot with the handle and the project's handle."""
    assert named("prompt", "@mimi waves") == done("@char_mia waves\n")
    both = named("--json", "prompt", "@mia, @MIMI and @default/mimi").json
    assert both["prompt"] == "@char_mia, @char_mia and @char_mia"
    assert [used["handle"] for used in both["characters"]] == ["mia"]
    assert named("prompt", "@{mimi} and @[Mia Wong]").out == "@char_mia and @char_mia\n"
    named("alias", "add", "mia", "林小雨")
    assert named("prompt", "@林小雨在雨里跑").out == "@char_mia在雨里跑\n"


def test_the_longest_known_name_wins_among_handles_and_aliases(named: Shell) -> None:
    """An alias that is longer than a handle goes first, and the other way round."""
    named("add", "林", "--id", "short")
    named("alias", "add", "mia", "林小")
    assert named("prompt", "@林小雨").out == "@char_mia雨\n"
    named("add", "林小雨", "--id", "long")
    assert named("prompt", "@林小雨").out == "@long\n"


def test_an_alias_is_offered_by_tab_and_by_hints(named: Shell) -> None:
    """TAB completes it; a mistyped one is guessed."""
    assert candidates(["charlib", "show"], "mim") == ["mimi"]
    assert candidates(["charlib", "alias", "rm"], "") == ["mimi"]
    assert "Did you mean @mimi?" in named("show", "mimii").err
    assert "did you mean @mimi?" in named("prompt", "@mimii waves").err
    named("project", "add", "noir")
    assert "@default/mimi" in named("--project", "noir", "show", "mimi").err
    elsewhere = named("--project", "noir", "prompt", "@default/mimii waves").err
    assert "did you mean @default/mimi?" in elsewhere


@pytest.mark.parametrize(
    "argv",
    [
        ["add", "mimi"],
        ["rename", "tom", "mimi"],
        ["alias", "add", "tom", "mimi"],
        ["alias", "add", "mia", "tom"],
        ["alias", "add", "tom", "TOM"],
        ["alias", "add", "mia", "mimi"],
    ],
    ids=" ".join,
)
def test_a_name_has_one_meaning(named: Shell, argv: list[str]) -> None:
    """No path gives a character a name that another one has."""
    before = named("--json", "list").json
    result = named(*argv)
    assert result.code == 1
    assert len(result.err.splitlines()) == 2
    assert named("--json", "list").json == before


def test_an_id_goes_to_the_character_of_an_alias(named: Shell) -> None:
    """`add` with an ID, and a creation, mean the character that has the alias."""
    named("account", "add", "other", "--profile", "sandbox")
    assert named("add", "mimi", "--id", "x2", "--account", "other").out.startswith("@mia")
    assert len(named("--json", "list").json) == 2


def test_an_alias_is_removed_and_comes_back(named: Shell) -> None:
    """Undo and redo work; a handle is not an alias; the history names it."""
    assert named("alias", "rm", "mimi") == done("@mia\n")
    assert named("show", "mimi").code == 1
    assert named("undo").code == 0
    assert named("prompt", "@mimi").out == "@char_mia\n"
    assert named("redo").code == 0
    assert "alias @mimi removed" in named("history").out
    assert named("alias", "rm", "mia") == refused(
        1, "@mia is the handle of a character, not an alias", "charlib show mia"
    )
    assert named("alias", "rm", "nobody").code == 1


def test_a_renamed_character_keeps_its_old_handle(cast: Shell) -> None:
    """Prompts go on, and renaming back swaps the two; each is one step to undo."""
    assert cast("rename", "mia", "maya") == done("@maya (also @mia)\n")
    assert cast("prompt", "@mia and @maya").out == "@char_mia and @char_mia\n"
    assert cast("rename", "maya", "mia") == done("@mia (also @maya)\n")
    assert cast("rename", "maya", "mia") == done("@mia (also @maya)\n")
    assert cast("undo").code == 0
    assert cast("--json", "show", "maya").json["aliases"] == ["mia"]
    assert cast("undo").code == 0
    assert cast("--json", "show", "mia").json["aliases"] == []
    assert cast("show", "maya").code == 1
    assert cast("redo", "2").code == 0
    assert cast("--json", "show", "mia").json["aliases"] == ["maya"]


@pytest.mark.parametrize(
    "claim",
    [["add", "mimi"], ["rename", "tom", "mimi"], ["alias", "add", "tom", "mimi"]],
    ids=" ".join,
)
def test_whoever_claims_an_alias_of_the_trash_gets_it(named: Shell, claim: list[str]) -> None:
    """A character comes back without it; undo gives it back."""
    named("rm", "mia")
    assert named(*claim).code == 0
    assert named("restore", "mia").code == 0
    assert named("--json", "show", "mia").json["aliases"] == []
    assert named("--json", "show", "mimi").json["handle"] != "mia"
    assert named("undo").code == named("undo").code == 0
    assert named("restore", "mia").code == 0
    assert named("--json", "show", "mimi").json["handle"] == "mia"


def test_a_character_whose_handle_is_an_alias_now_does_not_come_back(named: Shell) -> None:
    """Restoring it is refused, and nothing changes."""
    named("rm", "tom")
    named("alias", "add", "mia", "tom")
    refusal = named("restore", "tom")
    assert refusal.code == 1
    assert "@tom" in refusal.err
    named("alias", "rm", "tom")
    assert named("restore", "tom").code == 0


def test_an_import_knows_aliases(named: Shell) -> None:
    """A line whose handle is an alias means its character; aliases of the file come along."""
    lines = '{"handle":"mimi","look":"new"}\n{"handle":"eva","aliases":["evi","tom","mimi"]}\n'
    file = named.write("in.jsonl", lines)
    result = named("import", file)
    assert result.err.count("aliases that others here have were left out: @tom, @mimi") == 1
    assert named("--json", "show", "evi").json["aliases"] == ["evi"]
    assert named("--json", "list").json[0]["handle"] == "eva"
    assert len(named("--json", "list").json) == 3
    assert named("undo").code == 0
    assert named("show", "evi").code == 1
    bad = named.write("bad.jsonl", '{"handle":"zoe","aliases":[3]}\n')
    assert "line 1" in named("import", bad).err


def test_an_export_brings_aliases_to_another_library(named: Shell, lib: Library) -> None:
    """Exported and imported again, an alias is what it was."""
    assert named("export", "TMP/out.jsonl").code == 0
    named("rm", "mia", "tom", "--yes")
    assert named("import", "TMP/out.jsonl").code == 0
    assert lib.show("mimi").handle == "mia"
    lib.close()


def test_an_older_copy_takes_a_rename_quietly(cast: Shell) -> None:
    """What was renamed elsewhere keeps its handle here, and nobody else has its old one."""
    cast("rename", "mia", "maya")
    cast("export", "TMP/renamed.jsonl")
    cast("undo")
    result = cast("import", "TMP/renamed.jsonl", "--update")
    assert "left out" not in result.err
    assert cast("--json", "show", "mia").json["aliases"] == []


def test_the_doctor_finds_an_ambiguous_alias(named: Shell, lib: Library) -> None:
    """It is impossible by every command; a damaged file may have one."""
    assert "aliases" not in named("doctor").out
    with lib._session.store.write() as writer:
        writer._scope.execute("UPDATE character_alias SET handle = 'tom'")
    assert "aliases that could mean two characters: 1" in named("doctor").out
    lib.close()


def test_rows_of_a_batch_may_not_name_a_character_twice(home_account: Shell) -> None:
    """A handle and its alias are one character: nothing is paid for twice."""
    home_account("add", "mia")
    home_account("alias", "add", "mia", "mimi")
    rows = (f'{name},{FILM},"5,8"' for name in ("mia", "mimi"))
    file = home_account.write("batch.csv", "handle,url,window", *rows)
    result = home_account("create", "--from", file)
    assert result.code == 4
    assert "@mia is in an earlier row too" in result.err
    assert len(home_account("--json", "show", "mia").json["bindings"]) == 1
