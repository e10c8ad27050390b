"""Loading many at once leaves what loading them one by one would have left."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from charlib.config import Clock, Home
from charlib.domain.character.draft import BindingDraft, CharacterDraft, LookDraft
from charlib.domain.windows.window import Window
from charlib.store.store import Store
from charlib.store.write.transaction import Transaction
from tests.examples import examples

from .filling import an_account

MOMENT = 1_760_000_000_000
TABLES = {
    "binding": "character_id, account_id, state, method, remote_id, mention, error, created_at",
    "window": "source_id, character_id, start_ms, end_ms",
    "source": "kind, ref, task_id",
    "task": "account_id, remote_id, state",
}

bindings = st.builds(
    BindingDraft,
    account=st.sampled_from([1, 2]),
    state=st.just("failed"),
    method=st.just("url"),
    remote_id=st.sampled_from([None, "ch_1", "ch_2"]),
    mention=st.none(),
    error=st.none(),
    source=st.sampled_from(["", "https://host.example/a.mp4", "clip.mp4", "task:video_1"]),
    window=st.sampled_from([None, Window(0, 1000), Window(1000, 2500)]),
    created_at=st.just(MOMENT),
    look=st.sampled_from(["", "coat", "uniform"]),
)


def person(handle: str, bound: tuple[BindingDraft, ...]) -> CharacterDraft:
    """A character in the first project, with the looks of its bindings."""
    looks = tuple(LookDraft(name) for name in sorted({each.look for each in bound} - {""}))
    return CharacterDraft(1, handle, "", "", "", "", ("hero",), bound, MOMENT, None, looks=looks)


def left(path: Path, load: list[list[CharacterDraft]], *, one_by_one: bool) -> dict[str, object]:
    """What stands in the tables of a fresh library after loading."""
    store = Store(Home(path, path), Clock())
    try:
        with store.write() as writer:
            writer.projects.id("default")
            an_account(writer), an_account(writer, "other")
        for people in load:
            with store.write() as writer:
                _take(writer, people, one_by_one=one_by_one)
    finally:
        store.close()
    with closing(sqlite3.connect(path / "library.db")) as connection:
        rows = {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()
            for table, columns in TABLES.items()
        }
        of_windows = (
            "SELECT start_ms, end_ms, ref FROM binding JOIN window ON window.id = window_id"
        )
        rows["seen"] = connection.execute(
            f"{of_windows} JOIN source ON source.id = source_id ORDER BY binding.id"
        ).fetchall()
    return {table: sorted(map(repr, row)) for table, row in rows.items() if table != "window"}


def _take(writer: Transaction, people: list[CharacterDraft], *, one_by_one: bool) -> None:
    if not one_by_one:
        writer.bulk.add(people)
        return
    for character in people:
        writer.bulk.add([character._replace(bindings=())])
        who = writer.characters.find(character.project, character.handle)
        for binding in character.bindings:
            writer.bulk.renew([(who or 0, character._replace(bindings=(binding,)))])


@examples(10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bound=st.lists(st.lists(bindings, max_size=4).map(tuple), min_size=1, max_size=4))
def test_bindings_loaded_at_once_are_those_loaded_singly(
    tmp_path_factory, bound: list[tuple[BindingDraft, ...]]
) -> None:
    """Twice the same id or window is one binding, a source is one, wherever they come from."""
    people = [person(f"a{number}_", is_bound) for number, is_bound in enumerate(bound)]
    load = [people[:2], people[2:]]
    once, singly = (
        left(tmp_path_factory.mktemp("home"), load, one_by_one=way) for way in (False, True)
    )
    assert {**once, "source": set(once["source"])} == {**singly, "source": set(singly["source"])}  # type: ignore[call-overload] # a list of texts


def test_loading_can_be_undone(tmp_path: Path) -> None:
    """The sources that a load added are in the journal, as those added singly are."""
    store = Store(Home(tmp_path, tmp_path), Clock())
    bound = BindingDraft(
        1, "ready", "url", "ch_1", None, None, "https://host.example/a.mp4", Window(0, 1000), MOMENT
    )
    with store.write() as writer:
        writer.projects.id("default")
        an_account(writer)
        writer.bulk.add([person("mia", (bound,))])
    with closing(sqlite3.connect(tmp_path / "library.db")) as connection:
        verbs = [row[0] for row in connection.execute("SELECT verb FROM change ORDER BY id")]
    store.close()
    assert {"source", "added", "made"} <= set(verbs)
