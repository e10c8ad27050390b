"""Two records of one person become one; characters and projects get other places and names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import charlib
from charlib.config import new_uid
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.library import Library
from charlib.store.read.completion import Names
from tests.cli.shell import Shell, done, refused
from tests.store.search.test_counters import assert_counted

JOURNAL = ("entry", "change")
INDEX = ("character_text", "term")


def rows(database: Path) -> dict[str, list[Any]]:
    """All rows of a library, but for the journal, the index, and when something was changed."""
    tables: dict[str, list[Any]] = {}
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for (name,) in connection.execute(names).fetchall():
            if name in JOURNAL or name.startswith(INDEX):
                continue
            found = [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for row in found:
                row.pop("updated_at", None)
                row |= {at: bool(row[at]) for at in ("deleted_at", "replaced_at") if at in row}
            kept = [row for row in found if name != "project_tag" or row["n"]]
            tables[name] = sorted(kept, key=repr)
    return tables


def assert_sound(lib: Library) -> None:
    """Counters, sort keys and the text index are right, and no name means two characters."""
    assert_counted(lib.home.database)
    assert [each for each in lib.doctor() if not each.is_note] == []


def add_look(lib: Library, handle: str, name: str, episodes: str = "", text: str = "worn") -> int:
    """Give a character a look; return its id."""
    with lib._session.store.write() as writer, writer._scope.unnoted():
        person = lib.show(handle).id
        return writer.looks.add(person, name, description=text, episodes=episodes)


def add_prompt(lib: Library, *handles: str, times: int = 1) -> None:
    """Record prompts that mention characters."""
    people = [lib.show(handle).id for handle in handles]
    account = lib.accounts.show("home").id
    with lib._session.store.write() as writer:
        for _ in range(times):
            scope, typed = writer._scope, " and ".join(f"@{handle}" for handle in handles)
            prompt = scope.insert(
                "prompt", uid=new_uid(), project_id=writer.projects.id(lib.project),
                account_id=account, template=typed, text="x", created_at=scope.now,
            )  # fmt: skip
            for position, person in enumerate(people):
                scope.insert(
                    "prompt_character", prompt_id=prompt, position=position, character_id=person
                )
                scope.execute("UPDATE character SET used = used + 1 WHERE id = ?", person)


@pytest.fixture
def twins(cast: Shell, lib: Library) -> Library:
    """@mia and @mia2 are one person: both with IDs, tags, texts, voices, looks and prompts."""
    cast("add", "mia2", "--id", "char_two", "--name", "Mia W.", "--tag", "hero", "--tag", "red")
    cast("edit", "mia2", "--notes", "seen in May", "--consent", "a letter", "--likeness", "real")
    cast("alias", "add", "mia2", "mimi")
    for name in ("mia", "mia2"):
        cast("voice", "add", name, "--id", f"voice_{name}", "--account", "home")
    add_look(lib, "mia", "uniform", "4-12")
    for name, episodes in (("uniform", ""), ("night", "10-11"), ("wet", "20")):
        add_look(lib, "mia2", name, episodes)
    add_prompt(lib, "mia2", "tom")
    add_prompt(lib, "mia", "mia2")
    return lib


def test_a_merge_takes_everything(cast: Shell, twins: Library) -> None:
    """IDs, looks, tags, prompts and names go over; what INTO has of its own stays."""
    merged = cast("--json", "merge", "mia2", "mia")
    assert merged.code == 0
    mia = twins.show("mia")
    assert mia.aliases == ("mia2", "mimi")
    assert (mia.name, mia.consent, mia.likeness) == ("Mia Wong", "a letter", "real")
    assert mia.notes == "name of @mia2: Mia W.\nseen in May"
    assert mia.tags == ("hero", "lead", "red")
    assert [binding.remote_id for binding in mia.bindings] == ["char_mia", "char_two"]
    assert mia.voice is not None
    assert mia.voice.id_at("home") == "voice_mia"
    looks = {look.name: look.episodes for look in mia.looks}
    assert looks == {"": "", "uniform": "4-12", "uniform_2": "", "night": "", "wet": "20"}
    assert twins.uses("mia") == 2
    assert cast("prompt", "@mia2, @mimi and @mia").out == "@char_two, @char_two and @char_two\n"
    assert twins.show("mimi").id == mia.id
    assert [person.handle for person in twins.list()] == ["tom", "mia"]
    assert_sound(twins)


def test_an_emptied_record_is_not_trash(cast: Shell, twins: Library) -> None:
    """Nothing of it can be brought back; undo separates the two, and then it is like any other."""
    assert cast("merge", "mia2", "mia").code == 0
    assert cast("list", "--trash").out == ""
    assert twins.list(trashed=True, everywhere=True) == []
    assert cast("restore", "mia2") == refused(
        1, "@mia2 was merged into @mia, which has all of it",
        "charlib undo    # if it was the last change",
    )  # fmt: skip
    with closing(Names(str(twins.home.database), None)) as names:
        assert list(names.like("trashed", "mi")) == []
    assert "merged" in cast("history").out
    assert "merged 2" not in cast("history").out
    for _ in range(2):
        assert cast("undo").code == 0
        assert [person.handle for person in twins.list()] == ["mia2", "tom", "mia"]
        assert cast("rm", "mia2", "--yes").code == 0
        assert [person.handle for person in twins.list(trashed=True)] == ["mia2"]
        assert cast("undo").code == 0
        assert cast("redo").code == 0
        assert cast("restore", "mia2").code == 0
        assert cast("merge", "mia2", "mia").code == 0
        assert twins.list(trashed=True) == []
    assert cast("undo").code == 0
    assert cast("redo").code == 0
    assert twins.list(trashed=True) == []


def test_a_merge_is_known_without_its_alias(twins: Library) -> None:
    """Whose merged record this was is known in another project, too: a purge takes all of them."""
    twins.projects.add("noir")
    twins.move("mia2", "noir")
    for old, new in (("noir/mia2", "mia"), ("mia", "tom")):
        twins.merge(old, new)
    for name in twins.show("tom").aliases:
        twins.aliases.remove(name)
    assert twins.list(trashed=True, everywhere=True) == []
    assert twins.purge("tom").handle == "tom"
    with closing(sqlite3.connect(twins.home.database)) as connection:
        assert connection.execute("SELECT DISTINCT handle FROM character").fetchall() == [("",)]


def test_conflicts_are_shown_first(cast: Shell, twins: Library) -> None:
    """Each is a warning, and a dry run changes nothing."""
    before = rows(twins.home.database)
    shown = cast("merge", "mia2", "mia", "--dry-run")
    assert shown.code == 0
    assert shown.err.splitlines() == [
        "Merge @mia2 into @mia: 1 ID, 3 looks, 2 tags, 2 prompts",
        "warning: name: 'Mia Wong' stays; 'Mia W.' goes into the notes",
        "warning: ID at home: char_two is used, as it is newer than char_mia",
        "warning: voice: that of @mia stays; that of @mia2 is kept as replaced",
        "warning: look uniform: @mia has one; that of @mia2 becomes uniform_2",
        "warning: look night: its episodes overlap with those of another look, and are removed",
    ]
    assert rows(twins.home.database) == before
    plan = twins.plan_merge("mia2", "mia")
    assert (plan.old.handle, plan.into.handle, plan.prompts) == ("mia2", "mia", 2)
    assert len(plan.conflicts) == 5
    assert cast("--json", "merge", "mia2", "mia").json["conflicts"] == list(plan.conflicts)


def test_a_merge_is_one_step_that_restores_everything(cast: Shell, twins: Library) -> None:
    """Undo brings back every row as it was, redo merges again; the history names both."""
    before = rows(twins.home.database)
    assert cast("merge", "mia2", "mia").code == 0
    after = rows(twins.home.database)
    assert "@mia2 merged into @mia" in cast("history", "--limit", "1").out
    assert cast("undo").code == 0
    assert rows(twins.home.database) == before
    assert_sound(twins)
    assert cast("redo").code == 0
    assert rows(twins.home.database) == after
    assert_sound(twins)


def test_texts_that_are_missing_are_taken(cast: Shell, lib: Library) -> None:
    """What INTO does not say, FROM says; an alias of INTO may be the handle of nobody else."""
    cast("add", "eva", "--look", "a hat", "--name", "Eva")
    assert lib.plan_merge("eva", "tom").conflicts == ()
    eva = lib.merge("eva", "tom")
    assert (eva.handle, eva.name, eva.look, eva.notes) == ("tom", "Eva", "a hat", "")
    assert cast("restore", "eva").code == 1
    assert_sound(lib)


def test_a_merge_across_projects_takes_the_names_that_are_free(cast: Shell, lib: Library) -> None:
    """A name of the other project that means somebody here is left out, and named."""
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "mia", "--name", "Mia N.")
    cast("--project", "noir", "alias", "add", "mia", "nora")
    cast("--project", "noir", "alias", "add", "mia", "tom")
    before = rows(lib.home.database)
    plan = lib.plan_merge("noir/mia", "mia")
    assert "alias @tom: another character has it" in plan.conflicts
    assert lib.merge("noir/mia", "mia").aliases == ("nora",)
    assert_sound(lib)
    lib.undo()
    assert rows(lib.home.database) == before


def test_an_empty_look_is_dropped(twins: Library) -> None:
    """A look of the same name that says nothing needs no other name."""
    look = add_look(twins, "tom", "uniform", text="")
    assert look not in twins.plan_merge("tom", "mia").into.looks
    merged = twins.merge("tom", "mia")
    assert [look.name for look in merged.looks] == ["", "uniform"]
    twins.undo()
    assert [look.name for look in twins.show("tom").looks] == ["", "uniform"]


def test_who_cannot_be_merged(cast: Shell, lib: Library) -> None:
    """Itself under any name, and who is not there."""
    cast("alias", "add", "mia", "mimi")
    assert cast("merge", "mimi", "mia") == refused(
        2, "@mia cannot be merged into itself", "charlib show mia",
    )  # fmt: skip
    with pytest.raises(NotFound):
        lib.merge("nobody", "mia")
    with pytest.raises(InvalidInput):
        lib.plan_merge("mia", "@MIA")


@pytest.mark.usefixtures("cast")
def test_a_merge_of_10_000_prompts_is_small(lib: Library) -> None:
    """The journal has numbers of rows, not rows."""
    for handles in (("mia",), ("tom", "mia"), ("mia", "tom")):
        add_prompt(lib, *handles, times=50)
    with closing(sqlite3.connect(lib.home.database)) as connection, connection:
        (mia, tom) = (lib.show(name).id for name in ("mia", "tom"))
        numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
        connection.execute(
            f"{numbers} INSERT INTO prompt (uid, project_id, account_id, template, text, request,"
            " created_at) SELECT 'many' || i, 1, 1, '@mia', 'x', '{}', 1 FROM n"
        )
        connection.execute(
            "INSERT INTO prompt_character (prompt_id, position, character_id)"
            " SELECT id, 0, CASE WHEN id % 2 THEN ? ELSE ? END FROM prompt WHERE uid LIKE 'many%'",
            [mia, tom],
        )
        connection.execute(
            "UPDATE character SET used = (SELECT count(*) FROM prompt_character"
            " WHERE character_id = character.id)"
        )
    before = rows(lib.home.database)
    lib.merge("tom", "mia")
    with closing(sqlite3.connect(lib.home.database)) as connection:
        size = "SELECT bytes FROM entry ORDER BY id DESC LIMIT 1"
        assert connection.execute(size).fetchone()[0] < 150_000
    assert lib.uses("mia") == 10_150
    assert_sound(lib)
    lib.undo()
    assert rows(lib.home.database) == before


def test_characters_move_with_their_names(cast: Shell, lib: Library) -> None:
    """Several at a time or a query's matches, as one step; counters and prompts stay right."""
    cast("project", "add", "noir")
    cast("alias", "add", "mia", "mimi")
    add_prompt(lib, "mia")
    before = rows(lib.home.database)
    assert cast("move", "mimi", "tom", "--to", "noir") == done("@noir/mia @noir/tom\n")
    assert cast("prompt", "@noir/mimi").out == "@char_mia\n"
    assert cast("show", "mia").code == 1
    assert [project.characters for project in lib.projects.list()] == [0, 2]
    assert_sound(lib)
    after = rows(lib.home.database)
    assert cast("undo").code == 0
    assert rows(lib.home.database) == before
    assert_sound(lib)
    assert cast("redo").code == 0
    assert rows(lib.home.database) == after
    assert cast("move", "--query", "project:noir tag:lead", "--to", "default", "--yes").code == 0
    assert lib.show("mimi").project == "default"
    assert cast("history").out.count("1 moved to another project") == 1
    assert lib.move_many("tag:lead", "default") == 0


def test_a_move_that_is_refused_moves_nobody(cast: Shell, lib: Library) -> None:
    """Names that mean another character there are named, before anything changes."""
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "eva")
    cast("--project", "noir", "alias", "add", "eva", "tom")
    cast("alias", "add", "mia", "eva")
    before = rows(lib.home.database)
    assert cast("move", "mia", "tom", "--to", "noir") == refused(
        1, "project noir has @eva, @tom already, so nothing was moved",
        "charlib rename eva NEW_HANDLE",
    )  # fmt: skip
    assert rows(lib.home.database) == before
    cast("project", "add", "west")
    cast("--project", "west", "add", "mia")
    with pytest.raises(Conflict, match="@mia"):
        lib.move(["mia", "west/mia"], "noir")
    assert cast("move", "mia", "--to", "nowhere").code == 1
    assert cast("move", "--to", "noir").code == 2
    with pytest.raises(NotFound):
        lib.move(["mia", "nobody"], "noir")


def test_a_moved_character_takes_an_alias_of_the_trash_there(cast: Shell, lib: Library) -> None:
    """A name of a character in the trash is free."""
    cast("project", "add", "noir")
    cast("--project", "noir", "add", "eva")
    cast("--project", "noir", "alias", "add", "eva", "mia")
    cast("--project", "noir", "rm", "eva")
    before = rows(lib.home.database)
    assert cast("move", "mia", "--to", "noir").code == 0
    assert cast("--project", "noir", "restore", "eva").code == 0
    assert_sound(lib)
    lib.undo()
    lib.undo()
    assert rows(lib.home.database) == before


def test_a_project_gets_another_name(cast: Shell, lib: Library) -> None:
    """The current one stays current; undo and redo; a name that is taken is refused."""
    cast("project", "add", "noir")
    assert cast("project", "rename", "default", "pilot").code == 0
    assert cast("prompt", "@mia and @pilot/mia").out == "@char_mia and @char_mia\n"
    assert lib.project == "pilot"
    assert cast("project", "rename", "pilot", "noir").code == 1
    assert cast("undo").code == 0
    assert (lib.project, lib.show("mia").project) == ("default", "default")
    assert cast("redo").code == 0
    assert lib.project == "pilot"
    with charlib.open(lib.home.data, project="noir") as other:
        assert other.projects.rename("noir", "film").slug == "film"
        other.add("eva")
        assert other.project == "film"
        assert other.qualified(other.show("eva")) == "eva"


def test_a_project_that_is_empty_is_removed(cast: Shell, lib: Library) -> None:
    """One with characters or prompts is refused; its trash goes to another project's."""
    cast("project", "add", "noir")
    cast("project", "use", "noir")
    cast("add", "eva", "--id", "char_eva")
    assert cast("project", "rm", "noir") == refused(
        1, "project noir has 1 character",
        "charlib move --query project:noir --to PROJECT",
    )  # fmt: skip
    cast("rm", "eva")
    before = rows(lib.home.database)
    assert cast("project", "rm", "noir").out == "Removed project noir.\n"
    assert lib.project == "default"
    assert [person.handle for person in lib.list(trashed=True)] == ["eva"]
    assert_sound(lib)
    after = rows(lib.home.database)
    assert cast("undo").code == 0
    assert rows(lib.home.database) == before
    assert cast("redo").code == 0
    assert rows(lib.home.database) == after
    assert cast("prompt", "@eva").code == 2
    assert lib.restore("eva").bindings[0].remote_id == "char_eva"


def test_a_project_with_prompts_stays(cast: Shell, lib: Library) -> None:
    """Prompts and takes belong to their project, and the only one with a trash stays too."""
    add_prompt(lib, "mia")
    cast("project", "add", "noir")
    cast("move", "mia", "tom", "--to", "noir")
    refusal = cast("project", "rm", "default")
    assert (refusal.code, "has 1 prompt" in refusal.err) == (1, True)
    assert cast("project", "rm", "nowhere").code == 1
