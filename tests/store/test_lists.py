"""Lists, searches and the trash: who is found, in which order, and who is not."""

from __future__ import annotations

import pytest

from charlib.domain.search.parse import parse
from charlib.domain.search.tree import Everything

from .filling import Filled

SEARCHES = {
    "red": {"mia"},
    "RED coat": {"mia"},
    "holm": {"mia"},
    "left-handed": {"mia"},
    "eva's": {"tom"},
    "ÉVA": {"tom"},
    "red brother": set(),
    "tag:hero": {"mia"},
    "hero": {"mia"},
    "tag:her": set(),
    "*o*": {"mia", "tom"},
    "her*": {"mia"},
    "-tag:hero": {"tom"},
    "tag:hero -tag:hero": set(),
    "tag:hero red": {"mia"},
    '"red coat"': {"mia"},
    '"coat red"': set(),
}


@pytest.mark.parametrize(("words", "handles"), SEARCHES.items())
def test_search(words: str, handles: set[str], filled: Filled) -> None:
    """All words are found in what is said of a character, without case or accents; tags whole."""
    page = filled.store.read.characters.search(parse(words, now=0))

    assert {character.handle for character in page.people} == handles


def test_search_stays_in_its_project(filled: Filled) -> None:
    """A search of one project does not find the characters of another."""
    assert filled.store.read.characters.search(parse("red", now=0), project="default").people == ()


def test_lists_are_newest_first_and_limited(filled: Filled) -> None:
    """Characters are listed newest first; a limit of 0 means all."""
    read = filled.store.read

    assert [character.handle for character in read.characters.search(Everything()).people] == [
        "tom",
        "mia",
    ]
    assert [
        character.handle for character in read.characters.search(Everything(), limit=1).people
    ] == ["tom"]


def test_the_trash_is_apart(filled: Filled) -> None:
    """A trashed character is only found in the trash, or by its id; its handle is free again."""
    read = filled.store.read
    with filled.store.write() as writer:
        writer.characters.put_away([filled.mia])
        moment = writer.now

    assert read.characters.by_handle("pilot", "mia") is None
    assert read.characters.search(Everything(), project="pilot").people == ()
    assert [character.deleted_at for character in read.characters.trash("pilot")] == [moment]
    assert read.characters.known([("pilot", "mia")], "default") == {}
    assert read.characters.handles("pilot") == []
    assert read.characters.bound_to(filled.account, "ch_1") == []
    assert [character.handle for character in read.characters.by_ids([filled.mia])] == ["mia"]
    project = read.projects.by_slug("pilot")
    assert project is not None
    assert project.characters == 0


def test_the_last_one_trashed_comes_back(filled: Filled) -> None:
    """Of several trashed characters with one handle, the one thrown away last is meant."""
    project = filled.store.read.projects.by_slug("pilot")
    assert project is not None
    with filled.store.write() as writer:
        writer.characters.put_away([filled.mia])
    with filled.store.write() as writer:
        writer.characters.put_away([writer.characters.add(project.id, "mia", name="the second")])

    character = filled.store.read.characters.by_handle("pilot", "mia", trashed=True)

    assert character is not None
    assert character.name == "the second"
