"""`charlib undo` takes back whatever a command changed in the library, and says what stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from charlib.domain import forms
from charlib.library import Library
from charlib.sandbox import Server
from charlib.store.write import scope
from tests.conftest import Cli

NAMES = ("mia", "tom", "eva", "林小雨", "kim", "zoe")
TAGS = ("hero", "role:lead", "villain", "红", "cat", "animal")
PROJECTS = ("default", "noir", "west")
ACCOUNTS = ("home", "old", "spare")


def seen(lib: Library) -> dict[str, Any]:
    """All that a person sees of a library, but when it was changed."""
    people = []
    for character in lib.search(everywhere=True):
        form = forms.character(character)
        form["bindings"] = [{**each, "created_at": ""} for each in form["bindings"]]
        people.append({**form, "updated_at": ""})
    return {
        "people": sorted(people, key=lambda form: (form["project"], form["handle"])),
        "tags": lib.tags.list(),
        "projects": lib.projects.list(),
        "accounts": lib.accounts.list(),
        "sources": [source._replace(id=0) for source in lib.sources.list()],
        "tasks": [task.remote_id for task in lib.tasks.list()],
        "searches": lib.saved_searches(),
    }


class Commands:
    """Random command lines, as a person types them in the first weeks."""

    def __init__(self, seed: int, folder: Path) -> None:
        self._random = Random(seed)
        self._folder = folder
        self._count = 0

    def next(self) -> list[str]:
        """One command line; it may be refused."""
        make: Callable[[], list[str]] = self._random.choice(self._kinds())
        return make()

    def _kinds(self) -> list[Callable[[], list[str]]]:
        pick, one = self._random.choice, self._one
        return [
            lambda: ["--project", pick(PROJECTS), "add", *self._told(), "--tag", pick(TAGS)],
            lambda: ["add", *self._told()],
            lambda: ["add", *self._told()],
            lambda: ["edit", one(), "--look", f"coat {self._number()}", "--name", pick("ABC")],
            lambda: ["edit", "--query", f"tag:{pick(TAGS)}", "--notes", "n", "--yes"],
            lambda: ["rm", one(), one(), "--yes"],
            lambda: ["restore", one()],
            lambda: ["rename", one(), one()],
            lambda: ["alias", "add", one(), one()],
            lambda: ["alias", "rm", one()],
            lambda: ["merge", one(), one()],
            lambda: ["move", one(), "--to", pick(PROJECTS)],
            lambda: ["--project", pick(PROJECTS), "move", one(), "--to", "default"],
            lambda: ["project", "rename", pick(PROJECTS), pick(PROJECTS)],
            lambda: ["project", "rm", pick(PROJECTS)],
            lambda: ["tag", "add", pick(TAGS), one(), one()],
            lambda: ["tag", "remove", pick(TAGS), one()],
            lambda: ["tag", "rename", pick(TAGS), pick(TAGS)],
            lambda: ["tag", "alias", f"also {pick(TAGS)}", pick(TAGS)],
            lambda: ["tag", "nest", pick(TAGS), pick(TAGS)],
            lambda: ["tag", "prune"],
            lambda: ["project", "add", pick(PROJECTS)],
            lambda: ["project", "use", pick(PROJECTS)],
            lambda: ["account", "add", pick(ACCOUNTS), "--profile", "sandbox"],
            lambda: ["account", "edit", pick(ACCOUNTS), "--key-env", f"KEY{self._number()}"],
            lambda: ["account", "use", pick(ACCOUNTS)],
            lambda: ["account", "remove", pick(ACCOUNTS)],
            lambda: ["account", "retire", pick(ACCOUNTS)],
            lambda: ["source", "add", f"https://host.example/{pick('abc')}.mp4"],
            lambda: ["task", "add", f"video_{self._number()}", "--account", pick(ACCOUNTS)],
            lambda: ["search", "--save", pick("xyz"), f"tag:{pick(TAGS)}"],
            lambda: ["import", self._export(), *pick(([], ["--update"]))],
        ]

    def _told(self) -> list[str]:
        account = self._random.choice(ACCOUNTS)
        return [self._one(), "--id", f"ch_{self._number()}", "--account", account]

    def _one(self) -> str:
        return self._random.choice(NAMES)

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _export(self) -> str:
        """A file of somebody else's characters, with ids, sources, tags and accounts."""
        file = self._folder / f"{self._number()}.jsonl"
        lines = [json.dumps(self._line()) for _ in range(self._random.randint(1, 4))]
        file.write_text("\n".join(lines))
        return str(file)

    def _line(self) -> dict[str, Any]:
        pick, number = self._random.choice, self._number()
        binding = {
            "account": pick((*ACCOUNTS, f"theirs{number}")), "profile": "sandbox",
            "remote_id": f"ch_{number}", "mention": f"@ch_{number}", "state": "ready",
            "method": "url", "source": f"https://host.example/{number % 5}.mp4", "window": "5,8",
        }  # fmt: skip
        return {
            "handle": self._one(), "project": pick((*PROJECTS, f"p{number % 7}")),
            "look": f"hat {number}", "tags": [pick(TAGS), f"t{number % 9}"], "bindings": [binding],
        }  # fmt: skip


def walk(cli: Cli, lib: Library, todo: Iterator[list[str]]) -> None:
    """Run commands; undo them one by one, then redo them: each step gives the state back."""
    states = [seen(lib)]
    for argv in todo:
        known = len(lib.history())
        assert cli(*argv).code in {0, 1, 2}
        if len(lib.history()) > known:
            states.append(seen(lib))
    for state in reversed(states[:-1]):
        said = cli("undo")
        assert said.code == 0
        assert "stay" not in said.out
        assert seen(lib) == state
    assert cli("undo").code == 1
    for state in states[1:]:
        assert cli("redo").code == 0
        assert seen(lib) == state


@pytest.mark.parametrize("seed", range(3))
def test_a_random_history_is_undone_step_by_step(
    cli: Cli, lib: Library, tmp_path: Path, seed: int
) -> None:
    """Every earlier state comes back, and every later one, whatever the commands were."""
    commands = Commands(seed, tmp_path)
    walk(cli, lib, (commands.next() for _ in range(80)))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 104))
def test_500_commands_are_undone_step_by_step(
    cli: Cli, lib: Library, tmp_path: Path, seed: int
) -> None:
    """The long form of the random history."""
    commands = Commands(seed, tmp_path)
    walk(cli, lib, (commands.next() for _ in range(500)))


def test_an_imported_id_is_undone(cli: Cli, lib: Library, tmp_path: Path) -> None:
    """Undo takes back the import, not an older command, and the account it made goes."""
    cli("account", "add", "home", "--profile", "sandbox")
    cli("add", "mia", "--id", "real_id")
    file = tmp_path / "w.jsonl"
    binding = {"account": "home", "profile": "sandbox", "remote_id": "WRONG", "state": "ready",
               "mention": "@WRONG", "method": "given"}  # fmt: skip
    other = {**binding, "account": "theirs", "remote_id": "x", "mention": "@x"}
    file.write_text(json.dumps({"handle": "mia", "bindings": [binding, other], "tags": ["new"]}))
    before = seen(lib)
    assert cli("import", file, "--update").code == 0
    assert seen(lib) != before
    said = cli("undo")
    assert said.out.startswith("undone: charlib import ")
    assert seen(lib) == before
    assert cli("prompt", "@mia walks").out.startswith("@real_id walks")


def test_what_a_provider_made_stays_and_is_named(cli: Cli, lib: Library, sandbox: Server) -> None:
    """A film cannot be taken back: undo says so, and does not take back an older command."""
    base = ("--base-url", sandbox.bases["async"])
    cli("account", "add", "home", "--profile", "sandbox", *base)
    cli("edit", "mia", "--look", "x")
    cli("add", "tom", "--id", "ch_2")
    assert cli("generate", "a cat", "--wait").code == 0
    said = cli("undo")
    assert said.code == 0
    assert said.out.startswith("nothing to undo: charlib generate 'a cat' --wait")
    assert "films stay" in said.out
    assert lib.show("tom")
    assert cli("--json", "undo").json[0]["command"] == "charlib add tom --id ch_2"
    assert "account home stays" in cli("undo").out
    assert [account.name for account in lib.accounts.list()] == ["home"]


def test_a_created_character_stays_in_the_trash(cli: Cli, sandbox: Server, lib: Library) -> None:
    """Its id may have been paid for: undo says that the id stays, and the trash has it."""
    cli("account", "add", "home", "--profile", "sandbox", "--base-url", sandbox.bases["async"])
    url = sandbox.file_url("mia.mp4")
    assert cli("create", "mia", "--url", url, "--window", "5,8", "--no-keep").code == 0
    assert "IDs at the provider stay" in cli("undo").out
    assert [person.bindings[0].state for person in lib.list(trashed=True)] == ["ready"]


def test_the_journal_is_bounded_in_bytes(
    cli: Cli, lib: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest entries are forgotten; the newest can be undone, however large it is."""
    monkeypatch.setattr(scope, "JOURNAL_BYTES", 10_000)
    cli("account", "add", "home", "--profile", "sandbox")
    cli("add", "mia", "--id", "ch_1")
    for at in range(30):
        assert cli("edit", "mia", "--notes", f"{at} " + "x" * 1_000).code == 0
    assert 3 < len(lib.history()) < 10
    cli("edit", "mia", "--notes", "y" * 50_000)
    assert len(lib.history()) == 1
    assert cli("undo").code == 0
    assert lib.show("mia").notes.startswith("29 ")


def test_an_id_that_a_prompt_used_is_gone_until_it_is_redone(
    cli: Cli, lib: Library, sandbox: Server, tmp_path: Path
) -> None:
    """A told id is undone although a prompt remembers it; then the older id is in use again."""
    cli("account", "add", "home", "--profile", "sandbox", "--base-url", sandbox.bases["async"])
    url = sandbox.file_url("mia.mp4")
    for name in ("mia", "tom"):
        cli("create", name, "--url", url, "--window", "5,8", "--no-keep")
    first, told = (lib.show(name).bindings[0].remote_id for name in ("mia", "tom"))
    file = tmp_path / "told.jsonl"
    binding = {"account": "home", "profile": "sandbox", "remote_id": told, "state": "ready",
               "mention": f"@{told}", "method": "given"}  # fmt: skip
    file.write_text(json.dumps({"handle": "mia", "bindings": [binding]}))
    assert cli("import", file, "--update").code == 0
    assert cli("generate", "@mia walks", "--wait").code == 0
    assert cli("prompt", "@mia runs").out == f"@{told} runs\n"
    assert cli("undo").out.startswith("nothing to undo")
    assert cli("undo").out.startswith("undone: charlib import")
    assert cli("prompt", "@mia runs").out == f"@{first} runs\n"
    assert cli("redo", "2").code == 0
    assert cli("prompt", "@mia runs").out == f"@{told} runs\n"


def test_a_number_beyond_the_journal_is_its_end(cli: Cli, lib: Library) -> None:
    """However large: all that there is."""
    lib.projects.add("noir")

    assert cli("undo", "9" * 30, "--yes").code == 0
    assert [project.slug for project in lib.projects.list()] == ["default"]
