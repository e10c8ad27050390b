"""The commands about looks: what they print, what they refuse, and what undo takes back."""

from __future__ import annotations

import pytest

from charlib.library import Library
from tests.conftest import Cli


@pytest.fixture
def mia(lib: Library) -> Library:
    """Mia in a red coat, and with a uniform."""
    lib.add("mia", look="a red coat")
    lib.looks.add("mia", "uniform", description="grey", episodes="4-12")
    return lib


def test_a_list_names_each_account_once(mia: Library, cli: Cli) -> None:
    """Looks at the same account in the same state are not repeated; JSON has each."""
    mia.accounts.add("home", profile="sandbox")
    mia.add("mia", "ch_1")
    mia.looks.add("mia", "coat", remote_id="ch_2")
    mia.looks.add("mia", "uniform", remote_id="ch_3")

    assert cli("list").out == "@mia\t\t\thome:ready\n"
    assert len(cli("--json", "list").json[0]["bindings"]) == 3


def test_every_command_prints_the_character_as_json(mia: Library, cli: Cli) -> None:
    """The main look first, whatever was done to another."""
    assert mia.show("mia")
    for words, names in [
        (("add", "mia", "战斗装", "--episodes", "13, 15"), ["", "uniform", "战斗装"]),
        (("edit", "mia", "战斗装", "--description", "armour"), ["", "uniform", "战斗装"]),
        (("rename", "mia", "uniform", "army"), ["", "army", "战斗装"]),
        (("rm", "mia", "army"), ["", "战斗装"]),
    ]:
        form = cli("--json", "look", *words).json
        assert (form["handle"], [look["name"] for look in form["looks"]]) == ("mia", names)
    assert form["looks"][1] == {
        "name": "战斗装", "description": "armour", "episodes": "13,15", "kept": [],
    }  # fmt: skip
    (listed,) = cli("--json", "look", "list").json
    assert listed == form


def test_people_read_a_table(mia: Library, cli: Cli) -> None:
    """What to type, the episodes, and the description."""
    mia.add("tom")
    assert cli("look", "list").out == "@mia\t\t\t\ta red coat\n@mia+uniform\t4-12\t\t\tgrey\n"
    assert cli("look", "list", "tom").out == "@tom\t\t\t\t\n"


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (("add", "mia", "uniform"), 1, "@mia+uniform exists already"),
        (("add", "mia", "coat", "--episodes", "12-14"), 1, "look uniform already has episode 12"),
        (("add", "mia", "a b"), 2, "invalid name of a look"),
        (("add", "mia", "coat", "--episodes", "-4"), 2, "invalid episodes"),
        (("add", "mia", "coat", "--url", "http://h.example/a.mp4"), 2, "belong together"),
        (("add", "mia", "coat", "--window", "5,8"), 2, "belong together"),
        (("add", "mia", "coat", "--id", "x", "--still", "a.jpg"), 2, "one origin"),
        (("add", "mia", "coat", "--mention", "x"), 2, "a mention belongs to an ID"),
        (("add", "mia", "coat", "--account", "home"), 2, "an account belongs to"),
        (("add", "mai", "coat"), 1, "no @mai"),
        (("edit", "mia", "unifrom", "--episodes", "1"), 1, "no look unifrom"),
        (("rename", "mia", "uniform", "_x"), 2, "invalid name of a look"),
        (("rm", "mia", "coat"), 1, "no look coat"),
    ],
)
def test_mistakes_change_nothing(
    mia: Library, cli: Cli, words: tuple[str, ...], code: int, text: str
) -> None:
    """Two lines: what is wrong, and what helps."""
    before = mia.show("mia")
    result = cli("look", *words)
    assert (result.code, text in result.err) == (code, True)
    assert "\n  try: " in result.err
    assert mia.show("mia") == before


def test_each_command_is_one_undo_step(mia: Library, cli: Cli) -> None:
    """Undo goes back through all of them, and redo forward again."""
    seen = [mia.show("mia").looks]
    for words in [
        ("add", "mia", "coat", "--description", "blue"), ("edit", "mia", "coat", "--episodes", "1"),
        ("rename", "mia", "coat", "cape"), ("rm", "mia", "cape"),
    ]:  # fmt: skip
        assert cli("look", *words).code == 0
        seen.append(mia.show("mia").looks)
    for looks in reversed(seen[:-1]):
        assert cli("undo").code == 0
        assert mia.show("mia").looks == looks
    for looks in seen[1:]:
        assert cli("redo").code == 0
        assert mia.show("mia").looks == looks


def test_a_name_may_be_used_again(mia: Library, cli: Cli) -> None:
    """A removed look stays for undo, which says what is in its way."""
    assert cli("look", "rm", "mia", "uniform").code == 0
    assert cli("look", "add", "mia", "uniform", "--description", "new").code == 0
    assert mia.show("mia").looks[1].description == "new"
    assert cli("undo").code == 0
    assert cli("undo").code == 0
    assert mia.show("mia").looks[1].description == "grey"


def test_a_project_has_a_current_episode(mia: Library, cli: Cli) -> None:
    """It chooses looks; `none` clears it; another project has its own."""
    mia.accounts.add("words", profile="plain")
    assert cli("project", "use", "default", "--episode", "5").code == 0
    assert cli("--json", "project", "show").json["episode"] == 5
    assert "grey" in cli("prompt", "@mia").out
    assert "red coat" in cli("prompt", "@mia", "--episode", "none").out
    assert "red coat" in cli("prompt", "@mia", "--episode", "3").out
    assert cli("prompt", "@mia", "--episode", "x").code == 2
    assert cli("undo").code == 0
    assert "red coat" in cli("prompt", "@mia").out
    assert cli("project", "use", "default", "--episode", "0").code == 0
    assert cli("--json", "project", "show").json["episode"] == 0
    assert cli("project", "use", "default", "--episode", "none").code == 0
    assert cli("--json", "project", "show").json["episode"] is None


def test_two_looks_of_one_person_have_two_names(mia: Library) -> None:
    """In words too, where both would be called the same."""
    mia.edit("mia", name="Mia Wong")
    mia.accounts.add("words", profile="plain")
    text = mia.prompt("@mia sees @mia+uniform").prompt
    assert text == "mia (a red coat) sees mia_uniform (grey)"
    assert mia.prompt("@mia+uniform runs").prompt == "Mia Wong (grey) runs"


def test_an_unknown_look_has_its_place_in_lint(mia: Library, cli: Cli) -> None:
    """With the nearest name; exit 2; as JSON with start and end."""
    mia.accounts.add("words", profile="plain")
    result = cli("--json", "prompt", "See @mia+unifrom run", "--lint")
    (finding,) = result.json["findings"]
    assert (finding["kind"], finding["text"]) == ("unknown-look", "@mia+unifrom")
    assert "@mia+uniform" in finding["message"]
    assert cli("prompt", "See @mia+unifrom run").code == 2


def test_an_alias_and_a_handle_are_one(mia: Library) -> None:
    """Whatever she is called, a look of hers is one part of a prompt."""
    mia.accounts.add("words", profile="plain")
    mia.aliases.add("mia", "mimi")
    composed = mia.prompt("@mimi+uniform sees @mia+uniform and @mimi")
    assert [(used.handle, used.look) for used in composed.characters] == [
        ("mia", "uniform"), ("mia", ""),
    ]  # fmt: skip
