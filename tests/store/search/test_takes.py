"""Searches for takes against the same said in Python, over a library of many kinds of takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from charlib.domain.records import Task
from charlib.domain.search.takes import TAKES
from charlib.errors import BadQuery, InvalidInput, NotFound
from charlib.library import Library, open_library
from charlib.store.search.take_terms import TakeClauses
from tests.store.filling import an_account

Test = Callable[[Task], bool]
COSTS = {1: None, 2: 500_000, 3: 2_000_000}
QUERIES: dict[str, Test] = {
    "": lambda _: True,
    "character:mia": lambda t: "mia" in _people(t),
    "character:@mia": lambda t: "mia" in _people(t),
    "character:mi*": lambda t: any(name.startswith("mi") for name in _people(t)),
    "character:~tem": lambda t: "tom" in _people(t),
    "character:pilot/mia": lambda t: _place(t.id - 1) == 1 and "mia" in _people(t),
    "character:nobody": lambda _: False,
    "-character:mia": lambda t: "mia" not in _people(t),
    "character:mia character:tom": lambda t: {"mia", "tom"} <= _people(t),
    "look:uniform": lambda t: any(name.endswith("+uniform") for name in t.characters),
    "episode:4..6": lambda t: t.episode is not None and 4 <= t.episode <= 6,
    "-episode:4..6": lambda t: not (t.episode is not None and 4 <= t.episode <= 6),
    "scene:3": lambda t: t.scene == "3",
    "scene:3*": lambda t: t.scene.startswith("3"),
    "take:>1": lambda t: t.take is not None and t.take > 1,
    "rating:>3": lambda t: t.rating is not None and t.rating > 3,
    "-rating:>3": lambda t: not (t.rating is not None and t.rating > 3),
    "rating:0": lambda t: t.rating == 0,
    "picked:yes": lambda t: t.picked,
    "picked:no": lambda t: not t.picked,
    "state:done": lambda t: t.state == "done",
    "state:queued": lambda t: t.state in {"planned", "sending", "queued"},
    "state:running": lambda t: t.state == "running",
    "state:failed": lambda t: t.state == "failed",
    "-state:done": lambda t: t.state != "done",
    "account:home": lambda t: t.account == "home",
    "project:pilot": lambda t: t.project == "pilot",
    "-project:pilot": lambda t: t.project != "pilot",
    "model:SORA": lambda t: "Sora" in t.model,
    "note:hand": lambda t: "hand" in t.note,
    "cost:>0.5": lambda t: (COSTS[t.id % 3 + 1] or 0) > 500_000,
    "missing:cost": lambda t: COSTS[t.id % 3 + 1] is None,
    "has:rating": lambda t: t.rating is not None,
    "missing:rating": lambda t: t.rating is None,
    "has:note": lambda t: bool(t.note),
    "has:film": lambda t: t.id % 2 == 0,
    "has:character": lambda t: bool(t.characters),
    "missing:scene": lambda t: not t.scene,
    "red": lambda t: "red" in _words(t),
    "RED coat": lambda t: {"red", "coat"} <= _words(t),
    '"red coat"': lambda t: "red coat" in t.template.lower(),
    "co*": lambda t: any(word.startswith("co") for word in _words(t)),
    "*oa*": lambda t: "oa" in t.template.lower(),
    "~caot": lambda t: "coat" in _words(t),
    "夜": lambda t: "夜" in t.template,
    "eté": lambda t: "Été" in t.template,
    "prompt:walks": lambda t: "walks" in t.template,
    "created:1d": lambda _: True,
    "created:<2026": lambda _: False,
    "character:mia rating:>3": lambda t: "mia" in _people(t) and (t.rating or 0) > 3,
    "(episode:4 or picked:yes) -scene:3": lambda t: (t.episode == 4 or t.picked) and t.scene != "3",
    "-(picked:yes or state:done)": lambda t: not (t.picked or t.state == "done"),
    "check:same": lambda t: t.id == 1,
    "check:another": lambda t: t.id == 2,
    "-check:same": lambda t: t.id != 1,
}
TEXTS = ("@mia walks in a red coat", "@mia and @tom RED", "夜の街 coat", "Été @tom", "coat, red")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of 240 takes in two projects."""
    with open_library(tmp_path_factory.mktemp("takes")) as lib:
        _fill(lib)
        yield lib


def _place(n: int) -> int:
    """The project whose characters are in a take; most takes are of that project."""
    return n % 2 if n % 11 else 0


def _people(take: Task) -> set[str]:
    """The handles in a take, without the looks."""
    return {name.partition("+")[0] for name in take.characters}


def _words(take: Task) -> set[str]:
    return {*take.template.lower().replace(",", " ").split()}


def _fill(lib: Library) -> None:
    with lib._session.store.write() as writer:
        accounts = [an_account(writer, name) for name in ("home", "relay")]
        projects = [writer.projects.id(slug) for slug in ("default", "pilot")]
        cast = [
            {name: writer.characters.add(project, name) for name in ("mia", "tom")}
            for project in projects
        ]
        look = writer._scope.add_many(
            "look", [{"character_id": cast[0]["mia"], "name": "uniform", **writer._scope.stamps()}]
        )[0]
        states = ("planned", "done", "running", "failed", "done", "unknown", "done")
        for n in range(240):
            place = _place(n)
            text = TEXTS[n % len(TEXTS)]
            task = writer.jobs.add_task(
                accounts[n % 3 % 2], state=states[n % 7], request={} if n % 3 else None,
                remote_id=f"v{n}", prompt=text, model=("Sora-2", "kling")[n % 2],
                project_id=projects[place] if n % 13 else None,
                episode=n % 9 if n % 5 else None, scene=("", "3", "3a", "10")[n % 4],
                take=n % 4 + 1 if n % 4 else None, rating=n % 6 if n % 3 else None,
                picked=int(n % 10 == 0), note="the hand" if n % 8 == 0 else "",
                cost_micros=COSTS[(n + 1) % 3 + 1],
            )  # fmt: skip
            if n % 2:
                writer.sources.record(
                    "task", f"task:v{n}", task_id=task, media_path=f"/films/{n}.mp4"
                )
            if n % 7 != 6:
                people = [person for name, person in cast[place].items() if f"@{name}" in text]
                writer.jobs.add_prompt(
                    project_id=projects[place], account_id=accounts[0], task_id=task,
                    template=text, text=text, request={},
                    characters=[(person, None, look if n % 4 == 0 else None) for person in people],
                )  # fmt: skip
        for task, verdict in ((1, "another"), (1, "same"), (2, "another")):
            writer._scope.insert(
                "likeness_check", task_id=task, character_id=cast[0]["mia"], verdict=verdict,
                score=0.7, created_at=0,
            )  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query or "everything")
def test_a_query_finds_what_it_says(
    many: Library, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every order, whole and page by page, and whatever the planner lists by."""
    everything = many.takes.list(everywhere=True)
    assert len(everything) == 240
    expected = [take.id for take in everything if QUERIES[query](take)]

    assert [take.id for take in many.takes.list(query, everywhere=True)] == expected
    assert [take.id for take in many.takes.list(query, everywhere=True, limit=3)] == expected[:3]
    for sort in ("oldest", "scene", "rating"):
        whole = [take.id for take in many.takes.list(query, everywhere=True, sort=sort)]  # type: ignore[arg-type]
        assert sorted(whole) == sorted(expected)
        if len(whole) > 4:
            rest = many.takes.list(query, everywhere=True, sort=sort, after=f"task:{whole[3]}")  # type: ignore[arg-type]
            assert [take.id for take in rest] == whole[4:]
    for eager in (True, False):
        size = 1 if eager else 10**9
        monkeypatch.setattr(TakeClauses, "_bounded", lambda *_, n=size: n)
        assert [take.id for take in many.takes.list(query, everywhere=True)] == expected


def test_a_list_is_of_the_current_project(many: Library) -> None:
    """Unless the query names one."""
    assert {take.project for take in many.takes.list()} == {"default"}
    assert {take.project for take in many.takes.list("project:pilot")} == {"pilot"}
    assert {take.project for take in many.takes.list("project:*")} == {"default", "pilot", ""}


def test_every_field_has_its_clause() -> None:
    """None is read and then not searched for."""
    assert all(hasattr(TakeClauses, f"_{field}") for field in {*TAKES.kinds} - {"saved"})


def test_names_that_do_not_exist_are_told(many: Library) -> None:
    """With the most similar one that does."""
    query = "character:mja account:hom project:pilot character:pilot/tom"
    assert list(many.takes.unknown(query)) == [
        ("character", "mja", "mia"), ("account", "hom", "home"),
    ]  # fmt: skip


@pytest.fixture
def filmed(lib: Library) -> Library:
    """The same takes, in a library that may be changed."""
    _fill(lib)
    return lib


def test_a_saved_search_for_takes_is_part_of_others(filmed: Library) -> None:
    """Also within another one, and with not; it is a step to undo."""
    assert filmed.takes.save_search("Rushes", "picked:no rating:>3") is None
    assert filmed.takes.save_search("four", "saved:rushes or episode:4") is None
    for query, same in (
        ("saved:rushes", "picked:no rating:>3"),
        ("-saved:RUSHES red", "-(picked:no rating:>3) red"),
        ("saved:four has:film", "((picked:no rating:>3) or episode:4) has:film"),
    ):
        assert filmed.takes.list(query) == filmed.takes.list(same)
    assert filmed.takes.save_search("rushes", "rating:5") == "picked:no rating:>3"
    assert [name for name, _ in filmed.takes.saved_searches()] == ["four", "rushes"]
    filmed.undo()
    assert dict(filmed.takes.saved_searches())["rushes"] == "picked:no rating:>3"
    filmed.takes.forget_search("rushes")
    with pytest.raises(NotFound, match="no saved search 'rushes' for takes"):
        filmed.takes.list("saved:four")


def test_saved_searches_for_characters_and_takes_are_two_things(filmed: Library) -> None:
    """One is never read as the other; the error says where a name is known."""
    filmed.save_search("both", "mia")
    filmed.takes.save_search("both", "rating:>3")
    filmed.save_search("people", "tag:hero")
    filmed.takes.save_search("films", "rain")
    assert filmed.saved_searches() == [("both", "mia"), ("people", "tag:hero")]
    assert filmed.takes.saved_searches() == [("both", "rating:>3"), ("films", "rain")]
    assert filmed.takes.list("saved:both") == filmed.takes.list("rating:>3")
    assert filmed.search("saved:both") == filmed.search("mia")
    with pytest.raises(NotFound) as caught:
        filmed.takes.list("saved:people")
    assert caught.value.hint == "lib.search('saved:people')"
    with pytest.raises(NotFound) as caught:
        filmed.search("saved:films")
    assert caught.value.hint == "lib.takes.list('saved:films')"
    for name in ("take/films", "films", "flims"):
        with pytest.raises(NotFound):
            filmed.search(f"saved:{name}")
    with pytest.raises(NotFound, match="filmz") as caught:
        filmed.takes.list("saved:filmz")
    assert caught.value.hint == "Did you mean films?"


def test_a_search_for_takes_is_read_before_it_is_saved(filmed: Library) -> None:
    """With the fields of takes; it is not part of itself."""
    for query in ("tag:hero", "saved:loop"):
        with pytest.raises(BadQuery):
            filmed.takes.save_search("loop", query)
    with pytest.raises(InvalidInput, match="no query to save"):
        filmed.takes.save_search("loop", " ")
    assert filmed.takes.saved_searches() == []
