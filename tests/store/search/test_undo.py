"""Whatever was done can be undone, step by step, and done again: nothing else is left changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from charlib.errors import Conflict, NotFound
from charlib.library import Library, open_library
from charlib.library.moving.importing import Imported
from tests.conftest import Cli
from tests.examples import examples

from .conftest import Fresh, Step, play, put, steps
from .test_counters import assert_counted

WORDS = ("ab", "红", "*ж*", "tag:role:hero")


def seen(lib: Library) -> dict[str, Any]:
    """All that a person sees of a library, but when it was changed."""
    people = [character._replace(updated_at=0) for character in lib.search(everywhere=True)]
    tags = {
        tag.name: (tag.characters, tag.parents, tag.aliases)
        for tag in lib.tags.list()
        if tag.characters or tag.parents or tag.aliases
    }
    counts = {text: lib.count(text, everywhere=True) for text in WORDS}
    return {
        "people": people, "tags": tags, "found": counts, "projects": lib.projects.list(),
        "saved": (lib.saved_searches(), lib.takes.saved_searches()),
        "accounts": lib.accounts.list(), "sources": lib.sources.list(),
    }  # fmt: skip


def back_and_forth(lib: Library, states: list[dict[str, Any]], done: int) -> None:
    """Undo so many entries and do them again; after each step all is as it was then."""
    for at in range(done - 1, -1, -1):
        lib.undo()
        assert seen(lib) == states[at]
    for at in range(1, done + 1):
        lib.redo()
        assert seen(lib) == states[at]
    assert_counted(lib.home.database)


@examples(20)
@given(todo=steps)
def test_every_history_goes_back_and_forth(fresh: Fresh, todo: list[Step]) -> None:
    """After each undo and each redo of any history the library is as it was at that point."""
    with fresh() as lib:
        before = len(lib.history())
        states = [seen(lib)]
        for at in range(len(todo)):
            known = len(lib.history())
            play(lib, todo[: at + 1], only_last=True)
            if len(lib.history()) > known:
                states.append(seen(lib))
        back_and_forth(lib, states, len(lib.history()) - before)


def test_nouns_go_back_and_forth(lib: Library) -> None:
    """Accounts, projects, sources, searches and settings too; as one step if that is meant."""
    states = [seen(lib)]
    verbs = [
        lambda: lib.accounts.add("home", profile="sandbox"),
        lambda: lib.accounts.edit("home", key_env="KEY"),
        lambda: lib.accounts.use("home"),
        lambda: lib.projects.add("noir"),
        lambda: lib.projects.use("noir"),
        lambda: lib.sources.add("https://host.example/a.mp4", label="a"),
        lambda: lib.sources.add("https://host.example/a.mp4", label="b"),
        lambda: lib.save_search("some", "coat"),
        lambda: lib.save_search("some", "hat"),
        lambda: lib.forget_search("some"),
        lambda: lib.takes.save_search("some", "rain"),
        lambda: lib.takes.forget_search("some"),
        lambda: lib.accounts.add("other", profile="sandbox"),
        lambda: lib.accounts.remove("other"),
    ]
    for verb in verbs:
        verb()
        states.append(seen(lib))
    back_and_forth(lib, states, len(verbs))


def test_what_something_belongs_to_goes_and_comes_back(lib: Library) -> None:
    """A told id stays with its character in the trash, until its account or project is undone."""
    lib.accounts.add("home", profile="sandbox")
    lib.projects.add("noir")
    lib.projects.use("noir")
    lib.add("mia", "ch_1")
    for _ in range(4):
        lib.undo()
    assert lib.accounts.list() == []
    assert [project.slug for project in lib.projects.list()] == ["default"]
    for _ in range(4):
        lib.redo()
    assert lib.show("noir/mia").bindings[0].account == "home"


def test_a_told_id_stays_in_the_trash(lib: Library) -> None:
    """Undoing the record of a character keeps its id: it is in the trash with its binding."""
    lib.accounts.add("home", profile="sandbox")
    lib.add("mia", "ch_1", tags=["hero"])
    lib.undo()
    trashed = lib.list(trashed=True)
    assert [character.bindings[0].remote_id for character in trashed] == ["ch_1"]
    lib.redo()
    assert lib.prompt("@mia walks").prompt == "@ch_1 walks"


def test_an_import_is_one_entry(lib: Library, tmp_path: Path, cli: Cli) -> None:
    """An import goes back as one, and comes again as one, however many characters it has."""
    file = tmp_path / "many.jsonl"
    forms = [{"handle": f"p{at}", "look": "coat", "tags": ["a", f"t{at % 7}"]} for at in range(500)]
    file.write_text("".join(json.dumps(form) + "\n" for form in forms))
    assert cli("import", file).code == 0
    before = seen(lib)
    assert len(lib.history()) == 1
    assert lib.history()[0].command.startswith("charlib import ")
    assert cli("undo").code == 0
    assert lib.list() == []
    assert_counted(lib.home.database)
    assert cli("redo").code == 0
    assert seen(lib) == before


def test_a_change_after_an_undo_ends_the_redo(lib: Library, cli: Cli) -> None:
    """What was undone cannot be done again once something else was changed."""
    put(lib, "mia")
    lib.undo()
    put(lib, "tom")
    with pytest.raises(NotFound, match="nothing to redo"):
        lib.redo()
    assert (cli("redo").code, cli("undo", "5").code, cli("undo").code) == (1, 0, 1)


def test_an_undo_that_cannot_be_changes_nothing(lib: Library) -> None:
    """Where a handle was taken by what is no entry of the journal, nothing is half undone."""
    put(lib, "mia", "hero")
    with lib.as_one("both"):
        lib.edit("mia", look="red")
        lib.remove("mia")
    project = lib._session.store.read.projects.by_slug("default")
    assert project is not None
    with lib._session.store.write() as writer, writer._scope.unnoted():
        writer.characters.add(project.id, "mia")
    with pytest.raises(Conflict, match="handle"):
        lib.undo()
    assert lib.show("mia").look == ""
    lib.rename("mia", "maria")
    lib.undo()


def test_the_history_is_told(lib: Library, cli: Cli) -> None:
    """One line a command: what was typed, what it changed, and whether it was undone."""
    cli("account", "add", "home", "--profile", "sandbox")
    cli("add", "mia", "--id", "ch_1", "--tag", "hero")
    cli("tag", "rename", "hero", "role:hero")
    cli("undo")
    document = cli("--json", "history").json
    assert [(entry["command"], entry["state"]) for entry in document] == [
        ("charlib tag rename hero role:hero", "undone"),
        ("charlib add mia --id ch_1 --tag hero", "done"),
        ("charlib account add home --profile sandbox", "done"),
    ]
    assert "tag hero renamed to role:hero" in document[0]["changed"]
    assert "1 added" in cli("history", "--limit", "2").out
    assert len(cli("--json", "history", "--limit", "1").json) == 1
    lib.close()


def test_old_entries_are_forgotten(tmp_path: Path) -> None:
    """The journal is bounded: what was changed long ago can no longer be undone."""
    with open_library(tmp_path / "home") as lib:
        put(lib, "mia")
        with lib._session.store.write() as writer:
            writer._scope.insert("entry", id=7000, at=1)
        put(lib, "tom")
        assert [entry.id for entry in lib.history()] == [7001, 7000]


def test_what_was_so_already_is_no_change(lib: Library, cli: Cli, tmp_path: Path) -> None:
    """It is not counted, does not change when somebody was changed, and hides nothing from undo."""
    put(lib, "mia", "hero", name="Mia", likeness="real")
    file = tmp_path / "all.jsonl"
    lib.export(file)
    before = lib.show("mia")
    assert cli("edit", "mia", "--name", "Mia").out == "@mia unchanged\n"
    assert cli("edit", "--query", "mia", "--likeness", "real").out == "Nothing changed.\n"
    assert lib.import_(file, update=True) == Imported(added=0, updated=0, skipped=1)
    assert lib.show("mia") == before
    lib.undo()
    assert lib.search() == []


def test_what_was_undone_before_a_change_is_not_done_again(lib: Library) -> None:
    """What was changed since took its place, also when that is undone in turn."""
    put(lib, "mia")
    lib.edit("mia", name="A")
    lib.undo()
    lib.edit("mia", look="B")
    lib.undo()
    lib.redo()
    assert (lib.show("mia").name, lib.show("mia").look) == ("", "B")
    with pytest.raises(NotFound):
        lib.redo()
