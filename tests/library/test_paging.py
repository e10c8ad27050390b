"""Pages by their offset, what matches have in common, and noticing what others change."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from charlib.domain.choices import ORDERS
from charlib.domain.records import Stay
from charlib.errors import Conflict, InvalidInput
from charlib.library import Library, finding, open_library
from charlib.sandbox import Server

QUERIES = ["", "tag:hero", "-tag:hero", "red", "red or tag:old", "project:noir"]


@pytest.fixture
def cast(lib: Library) -> Library:
    """Forty characters in two projects, of whom half are heroes."""
    draw = random.Random(3)
    lib.projects.add("noir")
    for project in ("default", "noir"):
        with open_library(lib.home.data, project=project) as other:
            for number in range(20):
                tags = ["hero"] * (number % 2) + ["old"] * (number % 3 == 0)
                look = draw.choice(["red coat", "blue coat"])
                other.add(f"p{draw.randrange(10**6):06}", name=f"N {number}", look=look, tags=tags)
    return lib


@pytest.mark.parametrize("deep", [0, 1000], ids=["kept list", "statement"])
@pytest.mark.parametrize("sort", [order for order in ORDERS if order != "rank"])
@pytest.mark.parametrize("query", QUERIES)
def test_pages_by_offset_are_parts_of_the_whole(
    cast: Library, query: str, sort: str, deep: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the order and the scope, and whether the list is kept or read each time."""
    monkeypatch.setattr(finding, "_DEEP", deep)
    for everywhere in (True, False):
        whole = [p.id for p in cast.page(query, sort=sort, everywhere=everywhere).people]  # type: ignore[arg-type]
        parts = [
            person.id
            for offset in range(0, len(whole) + 7, 7)
            for person in cast.page(
                query,
                sort=sort,
                limit=7,
                offset=offset,
                everywhere=everywhere,  # type: ignore[arg-type]
            ).people
        ]
        assert parts == whole


def test_ranked_pages_have_offsets_too(cast: Library) -> None:
    """The best come first, and go on where the page before ended."""
    whole = [person.id for person in cast.page("red", sort="rank").people]
    parts = [
        p.id for at in (0, 3) for p in cast.page("red", sort="rank", limit=3, offset=at).people
    ]
    assert parts == whole[:6]


def test_a_kept_list_is_as_new_as_the_library(
    cast: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change, by whomever, is in the next page."""
    monkeypatch.setattr(finding, "_DEEP", 0)
    before = cast.page(sort="handle", limit=5, offset=2).people
    with open_library(cast.home.data) as other:
        other.remove(before[0].handle)
    assert cast.page(sort="handle", limit=5, offset=2).people[:4] == before[1:]


def test_an_offset_needs_a_limit(cast: Library) -> None:
    """Else it would mean nothing, and neither does a negative one."""
    for given in ({"offset": 3}, {"offset": -1, "limit": 3}):
        with pytest.raises(InvalidInput, match="offset"):
            cast.page(**given)


def test_an_offset_of_tasks_and_takes(lib: Library) -> None:
    """It skips the newest, with a limit."""
    lib.accounts.add("main", profile="sandbox")
    for number in range(4):
        lib.tasks.add(f"video_{number}", account="main", prompt="a dog")
    for list_ in (lib.tasks.list, lib.takes.list):
        assert [task.id for task in list_(limit=2, offset=1)] == [3, 2]
        assert list_(limit=2, offset=9) == []
        with pytest.raises(InvalidInput, match="offset"):
            list_(offset=1)
    assert [task.id for task in lib.takes.list("dog", limit=2, offset=1, sort="oldest")] == [2, 3]


@pytest.mark.parametrize("everywhere", [True, False], ids=["everywhere", "project"])
@pytest.mark.parametrize("query", QUERIES)
def test_facets_count_the_matches(cast: Library, query: str, everywhere: bool) -> None:  # noqa: FBT001
    """By the counters or by the list, they are what counting one by one gives."""
    people = cast.search(query, everywhere=everywhere)
    found = cast.facets(query, everywhere=everywhere)

    assert found.total == len(people)
    for tag in ("hero", "old"):
        assert dict(found.tags).get(tag, 0) == sum(tag in person.tags for person in people)
    for slug in ("default", "noir"):
        assert dict(found.projects).get(slug, 0) == sum(p.project == slug for p in people)


def test_facets_count_each_character_once_in_a_state(lib: Library) -> None:
    """However many IDs it has; those in the trash are not counted."""
    lib.accounts.add("main", profile="sandbox")
    lib.accounts.add("spare", profile="sandbox")
    for handle in ("mia", "tom", "old"):
        lib.add(handle, f"ch_{handle}", account="main")
    lib.add("mia", "ch_2", account="spare")
    lib.remove("old")
    for query in ("", "handle:mia or handle:tom"):
        assert lib.facets(query, everywhere=True).states == (("ready", 2),)


def test_a_query_is_completed(cast: Library) -> None:
    """As on the command line: fields, their values, and handles."""
    assert cast.complete("ta") == ["tag:"]
    assert cast.complete("red tag:he") == ["red tag:hero"]
    assert cast.complete("state:re") == ["state:ready", "state:rejected"]
    assert cast.complete("project:n") == ["project:noir"]


def test_the_version_changes_with_the_library(lib: Library, home: Path) -> None:
    """By one's own changes, by those of others, by a restored backup; not by reading."""
    lib.add("mia")
    copy = lib.backup()
    seen = [lib.version()]
    assert (len(lib.search()), lib.version()) == (1, seen[0])
    lib.add("tom")
    seen.append(lib.version())
    with open_library(home) as other:
        other.add("zoe")
        seen.append(lib.version())
        other.restore_backup(copy)
        seen.append(lib.version())
    assert len(set(seen)) == 4
    assert [person.handle for person in lib.search()] == ["mia"]


def test_only_the_change_that_is_meant_is_undone(lib: Library) -> None:
    """Somebody else may have changed something since."""
    lib.add("mia")
    meant = lib.history(limit=1)[0].id
    lib.add("tom")
    assert [entry.id for entry in lib.history(after=meant)] == [lib.history(limit=1)[0].id]
    with pytest.raises(Conflict, match="not the last change"):
        lib.undo(entry=meant)
    lib.undo()
    assert lib.undo(entry=meant).id == meant
    assert lib.search() == []


def test_a_film_is_not_in_the_way_of_the_change_before_it(lib: Library, sandbox: Server) -> None:
    """It has nothing to take back; the undo says that it stays, and redo works as ever."""
    lib.accounts.add("home", profile="sandbox", base_url=sandbox.bases["async"])
    lib.add("mia")
    meant = lib.history(limit=1)[0].id
    film = lib.generate("a street", wait=False, warn=lambda _: None)
    undone = lib.undo(entry=meant)
    assert (undone.id, undone.stays) == (meant, (Stay("fact", "task"),))
    assert lib.search() == []
    assert lib.tasks.show(film.id).id == film.id
    assert lib.history(limit=1)[0].undone_at is None
    assert lib.redo().id == meant
    lib.edit("mia", name="Mia")
    with pytest.raises(Conflict, match="not the last change"):
        lib.undo(entry=meant)
