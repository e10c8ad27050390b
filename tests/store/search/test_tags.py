"""Tags: parents, other names, becoming one, unused ones, and many characters at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from charlib.domain.windows.window import Window
from charlib.errors import Conflict, NotFound
from charlib.library import Library
from tests.conftest import Cli

from .conftest import put


def found(lib: Library, query: str) -> list[str]:
    """The handles that a query finds, by name."""
    return sorted(character.handle for character in lib.search(query))


def test_a_parent_finds_who_has_its_children(lib: Library) -> None:
    """A search for a tag finds all that is below it, and an exact one only itself."""
    put(lib, "mia", "knight")
    put(lib, "tom", "soldier")
    put(lib, "ann", "baker")
    lib.tags.nest("knight", "soldier")
    lib.tags.nest("soldier", "person")
    assert found(lib, "tag:person") == ["mia", "tom"]
    assert found(lib, "tag:soldier -tag:knight") == ["tom"]
    assert found(lib, "tag:=soldier") == ["tom"]
    assert found(lib, "tag:=person") == []


def test_a_tag_has_several_parents(lib: Library) -> None:
    """Each parent finds the tag until it is taken from under it."""
    put(lib, "mia", "knight")
    lib.tags.nest("knight", "soldier")
    lib.tags.nest("knight", "noble")
    assert [found(lib, f"tag:{text}") for text in ("soldier", "noble")] == [["mia"], ["mia"]]
    lib.tags.unnest("knight", "noble")
    assert [found(lib, f"tag:{text}") for text in ("soldier", "noble")] == [["mia"], []]
    with pytest.raises(NotFound):
        lib.tags.unnest("knight", "noble")


@pytest.mark.parametrize(("tag", "parent"), [("a", "a"), ("b", "a"), ("c", "a")])
def test_a_circle_of_parents_is_refused(lib: Library, tag: str, parent: str) -> None:
    """No tag comes to be under itself, however far the way round is."""
    lib.tags.nest("a", "b")
    lib.tags.nest("b", "c")
    with pytest.raises(Conflict):
        lib.tags.nest(tag, parent)


def test_a_merge_makes_no_circle(lib: Library) -> None:
    """When two tags at the ends of a chain become one, no tag is under itself afterwards."""
    lib.tags.nest("a", "b")
    lib.tags.nest("b", "c")
    lib.tags.rename("c", "a")
    parents = {tag.name: set(tag.parents) for tag in lib.tags.list()}
    assert not ("b" in parents["a"] and "a" in parents["b"])


def test_an_alias_is_the_tag_itself(lib: Library) -> None:
    """Another name finds, tags, untags and renames as the tag's own name does."""
    put(lib, "mia", "hero")
    put(lib, "tom")
    lib.tags.alias("lead", "hero")
    assert found(lib, "tag:lead") == ["mia"]
    assert lib.tags.add("lead", ["mia", "tom"]) == 1
    assert lib.show("tom").tags == ("hero",)
    assert lib.tags.remove("lead", ["mia"]) == 1
    lib.tags.rename("lead", "star")
    assert [(tag.name, tag.aliases) for tag in lib.tags.list()] == [("star", ("lead",))]
    lib.tags.unalias("lead")
    assert found(lib, "tag:lead") == []


def test_names_are_found_however_they_are_written(lib: Library) -> None:
    """Without accents, in capitals, in full-width letters; by a piece of another name too."""
    lib.accounts.add("home", profile="sandbox")
    lib.projects.add("noir")
    lib.add("mia", "ch_1", tags=["élan"])
    put(lib, "noir/tom", "blue coat")
    lib.tags.alias("azure", "blue coat")
    for query in (
        "tag:elan",
        "tag:ELAN",
        "account:Home",
        "account:ho*",
        "account:~hom",
        "profile:SANDBOX",
        "profile:*box*",
        "project:Defaul*",
    ):
        assert found(lib, query) == ["mia"], query
    for query in ("tag:\uff42lue* project:NOIR", "tag:az* project:*oi*", "project:~noor"):
        assert found(lib, query) == ["tom"], query
    for query in ("project:*i* or project:*a*", "project:*", "project:* -zoe"):
        assert found(lib, query) == ["mia", "tom"], query
    assert found(lib, "tag:=elan") == found(lib, "account:=hom") == []


def test_sources_are_found_by_a_part_or_the_whole(lib: Library) -> None:
    """A part of a label or reference, where one begins, and nothing but the whole."""
    lib.accounts.add("home", profile="sandbox")
    mia = put(lib, "mia")
    with lib._session.store.write() as writer:
        source = writer.sources.record(
            "url", "https://host.example/Clip-12.mp4", label="The pilot: Éva, Сцена"
        )
        writer.sources.add_window(source, mia, Window(1000, 2000))
    for query in (
        "clip-12",
        "PILOT",
        "eva",
        "сцена",
        '="the pilot: eva, сцена"',
        "clip*",
        "the*",
        "*ip-1*",
        "1",
    ):
        assert found(lib, f"source:{query}") == ["mia"], query
    for query in ("=pilot", "pilot*", "other", "12*"):
        assert found(lib, f"source:{query}") == [], query


def test_no_alias_takes_the_name_of_a_tag(lib: Library) -> None:
    """A name that a tag has as its own becomes no other name of another."""
    put(lib, "mia", "hero", "lead")
    with pytest.raises(Conflict, match="of its own"):
        lib.tags.alias("lead", "hero")


def test_a_rename_to_its_own_alias_swaps_no_one(lib: Library) -> None:
    """A tag that takes its other name as its own keeps who has it."""
    put(lib, "mia", "hero")
    lib.tags.alias("lead", "hero")
    assert lib.tags.rename("hero", "lead") is False
    assert found(lib, "tag:lead") == ["mia"]
    assert found(lib, "tag:hero") == []


def test_a_rename_moves_the_words_of_a_tag(lib: Library) -> None:
    """A bare word finds a tag by the words of its new name, and no longer by the old."""
    put(lib, "mia", "role:hero")
    lib.tags.rename("role:hero", "role:lead")
    assert [found(lib, text) for text in ("hero", "lead", "role")] == [[], ["mia"], ["mia"]]


def test_two_tags_become_one_with_all_they_had(lib: Library) -> None:
    """A rename to a tag that is there moves characters, parents, children and other names."""
    put(lib, "mia", "knight")
    put(lib, "tom", "rider")
    put(lib, "ann", "squire")
    lib.tags.nest("rider", "person")
    lib.tags.nest("squire", "rider")
    lib.tags.alias("horseman", "rider")
    assert lib.tags.rename("rider", "knight") is True
    assert found(lib, "tag:=knight") == ["mia", "tom"]
    assert found(lib, "tag:person") == found(lib, "tag:horseman") == ["ann", "mia", "tom"]
    assert [tag.name for tag in lib.tags.list()] == ["knight", "person", "squire"]


def test_a_child_becomes_one_with_its_parent(lib: Library) -> None:
    """A merge with the tag above leaves no tag under itself."""
    put(lib, "mia", "knight")
    lib.tags.nest("knight", "person")
    lib.tags.rename("knight", "person")
    assert [(tag.name, tag.parents) for tag in lib.tags.list()] == [("person", ())]


def test_a_character_named_twice_is_tagged_once(lib: Library) -> None:
    """Naming one character in two ways gives it the tag once, and takes it once."""
    put(lib, "mia")
    assert lib.tags.add("hero", ["mia", "@mia"]) == 1
    assert lib.tags.remove("hero", ["mia", "@mia"]) == 1
    assert [tag.characters for tag in lib.tags.list()] == [0]


def test_unused_tags_are_listed_and_pruned(lib: Library, cli: Cli) -> None:
    """A tag that nobody has goes, but not one with tags below it or with somebody in the trash."""
    put(lib, "mia", "hero")
    put(lib, "tom", "gone")
    lib.remove("tom")
    lib.tags.add("empty", ["mia"])
    lib.tags.remove("empty", ["mia"])
    lib.tags.nest("hero", "role")
    listed = cli("--json", "tag", "list", "--unused").json
    assert [tag["tag"] for tag in listed] == ["empty", "gone", "role"]
    pruned = cli("--json", "tag", "list", "--prune")
    assert [row["tag"] for row in pruned.json] == ["gone", "hero", "role"]
    assert "Removed 1 tag." in pruned.err
    lib.restore("tom")
    assert found(lib, "tag:gone") == ["tom"]


def test_many_are_tagged_by_a_query_after_a_preview(lib: Library, cli: Cli) -> None:
    """A dry run tells how many and who, and changes nobody; without it all of them change."""
    for handle in ("mia", "tom"):
        put(lib, handle, "extra")
    put(lib, "ann")
    order = ("tag", "add", "hero", "--query", "tag:extra")
    dry = cli("--json", *order, "--dry-run")
    assert (dry.json["characters"], dry.json["dry_run"]) == (2, True)
    assert "2 characters  @tom @mia" in dry.err
    assert lib.tags.list()[0].name == "extra"
    assert len(lib.tags.list()) == 1
    assert cli("--json", *order, "--yes").json == {"tag": "hero", "changed": 2}
    assert found(lib, "tag:hero") == ["mia", "tom"]
    assert cli("--json", "tag", "remove", "hero", "--query", "mia").json["changed"] == 1
    assert found(lib, "tag:hero") == ["tom"]


def test_a_query_is_the_scope_of_a_removal(lib: Library, cli: Cli) -> None:
    """All that a search finds go into the trash, or are only shown, and come back as one step."""
    for handle in ("mia", "tom", "ann"):
        put(lib, handle, "old" if handle != "ann" else "new")
    lib.save_search("olds", "tag:old")
    assert cli("rm", "--query", "saved:olds", "--dry-run").code == 0
    assert len(lib.list()) == 3
    assert cli("--json", "rm", "--query", "saved:olds", "--yes").json == {"removed": 2}
    assert found(lib, "") == ["ann"]
    lib.undo()
    assert found(lib, "") == ["ann", "mia", "tom"]
    assert [cli(*line).code for line in (["rm"], ["rm", "mia", "--query", "x"])] == [2, 2]


def test_a_query_is_the_scope_of_an_export(lib: Library, cli: Cli, tmp_path: Path) -> None:
    """Only what a search finds is written."""
    put(lib, "mia", "old")
    put(lib, "tom")
    document = cli("--json", "export", tmp_path / "old.jsonl", "--query", "tag:old").json
    assert document["characters"] == 1
    assert json.loads((tmp_path / "old.jsonl").read_text("utf-8"))["handle"] == "mia"


def test_an_export_by_query_keeps_to_its_project(lib: Library, cli: Cli, tmp_path: Path) -> None:
    """As all commands with a query do: it is shown first, and all projects are for the asking."""
    file = tmp_path / "old.jsonl"
    put(lib, "mia", "old")
    put(lib, "noir/tom", "old")
    order = ("export", str(file), "--query", "tag:old")
    dry = cli(*order, "--dry-run")
    assert (dry.code, file.exists()) == (0, False)
    assert "Export: 1 character  @mia" in dry.err
    for more, count in (((), 1), (("--everywhere",), 2)):
        assert cli("--json", *order, *more).json["characters"] == count
    assert cli("--json", "export", str(file)).json["characters"] == 2
    assert cli("export", str(file), "--query", "").code == 2


def test_whom_nothing_was_done_to_is_not_undone(lib: Library, cli: Cli) -> None:
    """Where a query finds nobody, no command is offered to be taken back: it would be another."""
    put(lib, "mia")
    for order in (["rm"], ["edit", "--look", "x"]):
        result = cli(*order, "--query", "nobody")
        assert (result.code, "undo" in result.out + result.err) == (0, False)


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_names_beside_a_query_are_refused(lib: Library, cli: Cli, verb: str) -> None:
    """Either would be forgotten without a word."""
    put(lib, "mia", "hero")
    put(lib, "tom")
    assert cli("tag", verb, "hero", "tom", "--query", "mia").code == 2
    assert found(lib, "tag:hero") == ["mia"]


def test_unused_tags_are_those_that_nobody_has_anywhere(lib: Library, cli: Cli) -> None:
    """Whatever the project is, and the order."""
    put(lib, "mia", "hero")
    put(lib, "noir/tom", "villain")
    lib.tags.nest("hero", "role")
    for more in ([], ["--sort", "count"]):
        document = cli("--json", "--project", "noir", "tag", "list", "--unused", *more).json
        assert [tag["tag"] for tag in document] == ["role"]


def test_an_alias_that_moves_says_so(lib: Library, cli: Cli) -> None:
    """What it meant until now is told, and only then."""
    put(lib, "mia", "blue")
    put(lib, "tom", "green")
    assert cli("tag", "alias", "azure", "blue").err == ""
    assert cli("tag", "alias", "azure", "blue").err == ""
    assert "It meant blue before" in cli("tag", "alias", "azure", "green").err


def test_the_commonest_tags_come_first(lib: Library, cli: Cli) -> None:
    """By count the commonest tags are listed, of all or of a project, and no unused one."""
    put(lib, "mia", "a", "b")
    put(lib, "tom", "b")
    lib.tags.remove("a", ["mia"])
    assert [tag.name for tag in lib.tags.list(sort="count", limit=1)] == ["b"]
    assert [tag.name for tag in lib.tags.list("default", sort="count")] == ["b"]
    assert cli("tag", "list", "--sort", "count").out.split()[0] == "b"
    assert cli("tag", "list", "--sort", "size").code == 2


def test_a_query_is_the_scope_of_a_change(lib: Library, cli: Cli) -> None:
    """The same is said of all that a search finds, as one step; a name is one character's own."""
    for handle in ("mia", "tom", "ann"):
        put(lib, handle, "toon" if handle != "ann" else "new")
    order = ("edit", "--query", "tag:toon", "--likeness", "fictional")
    assert cli(*order, "--dry-run").out == "2 characters; nothing was changed\n"
    assert found(lib, "has:likeness") == []
    assert cli("--json", *order, "--yes").json == {"changed": 2}
    assert found(lib, "likeness:fictional") == ["mia", "tom"]
    lib.undo()
    assert found(lib, "has:likeness") == []
    wrong = (["edit"], ["edit", "mia", "--query", "x"], ["edit", "--query", "x", "--name", "y"])
    assert [cli(*line).code for line in wrong] == [2, 2, 2]
    assert cli("edit", "--query", "tag:toon", "--yes").code == 2


def test_several_come_back_from_the_trash_as_one_step(lib: Library, cli: Cli) -> None:
    """Handles are restored together; one undo puts them all back where they were."""
    for handle in ("mia", "tom"):
        put(lib, handle)
    cli("rm", "mia", "tom")
    assert cli("restore", "mia", "tom").out == "Restored @mia @tom\n"
    assert found(lib, "") == ["mia", "tom"]
    assert cli("undo").code == 0
    assert found(lib, "") == []


def test_what_finds_nobody_says_why_it_may(lib: Library, cli: Cli) -> None:
    """A tag that nobody has made is named with the one most like it; so are other projects."""
    lib.accounts.add("home", profile="sandbox")
    lib.projects.add("noir")
    put(lib, "noir/zoe", "villain")
    result = cli("search", "tag:vilain")
    assert (result.code, result.out) == (0, "")
    assert result.err == "No characters match.\nNo tag vilain. Did you mean villain?\n"
    put(lib, "noir/kai", "role:hero")
    assert "No tag role. Did you mean role:*?" in cli("search", "tag:role").err
    result = cli("search", "project:nior or (account:hom -profile:x) or profile:sandbax")
    assert result.err == (
        "No characters match.\nNo project nior. Did you mean noir?\n"
        "No account hom. Did you mean home?\nNo profile x.\n"
        "No profile sandbax. Did you mean sandbox?\n"
    )
    assert (
        cli("search", "tag:villain").err
        == "No characters match. In other projects: 1, with --everywhere\n"
    )
    assert cli("search", "tag:villain zoë", "--everywhere").err == ""


def test_an_empty_query_is_no_scope(lib: Library, cli: Cli) -> None:
    """Nothing said is not everybody meant: no command that changes many takes it for that."""
    put(lib, "mia", "hero")
    for order in (["rm"], ["edit", "--look", "x"], ["tag", "add", "new"]):
        assert cli(*order, "--query", " ", "--yes").code == 2
    assert found(lib, "tag:hero -has:look") == ["mia"]


@pytest.mark.parametrize(
    "order",
    [
        "rm mia", "tag add new mia", "tag remove hero mia", "edit mia --name X",
        "move mia --to noir",
    ],
)  # fmt: skip
def test_a_dry_run_of_a_name_shows_who_it_is(lib: Library, cli: Cli, order: str) -> None:
    """Nothing is changed; a handle that nobody has is an error, as without it."""
    put(lib, "mia", "hero")
    lib.projects.add("noir")
    before = lib.show("mia"), lib.entries()
    result = cli("--json", *order.split(), "--dry-run")
    assert result.json == {"handles": ["mia"], "characters": 1, "dry_run": True}
    assert "1 character" in cli(*order.split(), "--dry-run").out
    assert (lib.show("mia"), lib.entries()) == before
    assert cli(*order.replace("mia", "mja").split(), "--dry-run").code == 1


@pytest.mark.parametrize("order", ["rm", "tag add new", "edit --name X"])
def test_a_dry_run_is_never_a_real_one(lib: Library, cli: Cli, order: str) -> None:
    """Where nobody is named or sought it is refused, and nothing is done."""
    put(lib, "mia", "hero")
    assert cli(*order.split(), "--dry-run").code == 2
    assert found(lib, "tag:hero -tag:new -has:name") == ["mia"]


@pytest.mark.parametrize("file", ["all.jsonl", "all.charpack", "all.png"])
def test_a_dry_run_of_an_export_of_all_writes_nothing(lib: Library, cli: Cli, file: str) -> None:
    """It counts who would be written."""
    put(lib, "mia", "hero")
    done = cli("export", file, "--dry-run")
    assert (done.code, done.out) == (0, "1 character; nothing was changed\n")
    assert cli("--json", "export", file, "--dry-run").json == {
        "query": None, "characters": 1, "dry_run": True,
    }  # fmt: skip
    assert not Path(file).exists()


def test_a_change_of_nobody_says_why(lib: Library, cli: Cli) -> None:
    """A slip in a tag is named by the commands that change many, as by a search."""
    put(lib, "mia", "hero", "to do")
    assert "No tag hreo. Did you mean hero?" in cli("rm", "--query", "tag:hreo", "-y").err
    assert 'No tag to. Did you mean "to do"?' in cli("search", "tag:to do").err


def test_a_rename_names_the_tag_that_was_meant(lib: Library, cli: Cli) -> None:
    """Of a tag's other name the tag itself is renamed, and told."""
    put(lib, "mia", "villain")
    lib.tags.alias("lead", "villain")
    assert (
        cli("tag", "rename", "lead", "boss").out == "Renamed tag villain to boss (1 character).\n"
    )
    assert found(lib, "tag:boss") == found(lib, "tag:lead") == ["mia"]


def test_a_handle_is_found_as_it_is_printed(lib: Library, cli: Cli) -> None:
    """With its @; and who pastes a project with it is told how one is shown."""
    put(lib, "mia")
    assert found(lib, "handle:=@mia") == found(lib, "handle:@mia") == ["mia"]
    assert "charlib show @noir/mia" in cli("search", "@noir/mia").err


def test_an_export_is_of_all_projects_where_that_is_said(
    lib: Library, cli: Cli, tmp_path: Path
) -> None:
    """Also without a query, and with another project in use."""
    put(lib, "mia")
    lib.projects.add("noir")
    file = str(tmp_path / "all.jsonl")
    assert cli("--project", "noir", "export", file).out.startswith("0 characters")
    assert cli("--project", "noir", "export", file, "--everywhere").out.startswith("1 character ")
