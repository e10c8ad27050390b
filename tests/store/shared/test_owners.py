"""One owner for each look, window, voice and ID, whoever merges and edits at the same time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.windows.window import Window
from charlib.store.shared import records
from charlib.store.shared.media import kept_file

from .team import Member, meet

Pair = tuple[Member, Member]


def _uid(member: Member, who: str) -> str:
    return member.lib.show(who).uid


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Two libraries with the same two characters; @mia has one of each part."""
    one, two = Member(tmp_path / "one"), Member(tmp_path / "two")
    one.lib.accounts.add("home", profile="sandbox", base_url="http://127.0.0.1:9")
    one.lib.add("mia", "ch_1", account="home", name="A")
    one.lib.add("tom", name="B")
    _furnish(one)
    meet(one, two)
    yield one, two
    for member in (one, two):
        member.close()


def _furnish(member: Member) -> None:
    """Give @mia a look with a window and an ID, another window, and a voice with an ID."""
    member.lib.looks.add("mia", "coat", description="red", episodes="1-3")
    person = member.lib.show("mia")
    look = person.looks[1].id
    account = member.lib.accounts.show("home").id
    with member.store.write() as writer:
        source = writer.sources.record("url", "https://films.example/1.mp4")
        of_look = writer.sources.add_window(source, person.id, Window(1000, 4000), look)
        writer.sources.add_window(source, person.id, Window(5000, 8000), None)
        voice = writer.voices.add(person.id, None, source, Window(1000, 3000))
        plain = {
            "account_id": account, "character_id": person.id, "state": "ready", "mention": None,
            "method": "added", "error": None, "created_at": 1, "look_id": None, "window_id": None,
            "voice_id": None,
        }  # fmt: skip
        writer.jobs.add_bindings(
            [
                {**plain, "remote_id": "ch_2", "look_id": look, "window_id": of_look},
                {**plain, "remote_id": "vo_1", "voice_id": voice},
            ]
        )


def _owners(member: Member) -> dict[str, str]:
    """Who shows which part, by the name of the part; a part that two show fails."""
    owners: dict[str, str] = {}
    shown = member.shown()
    for kind in ("character", "footage", "ids"):
        for uid, values in shown[kind].items():
            for name, value in values.items():
                part = f"voice/{value['uid']}" if name == "voice" else name
                if part.startswith(("looks/", "footage/", "binding/", "voice/")):
                    assert part not in owners, part
                    owners[part] = uid
    return owners


def _settled(*members: Member) -> dict[str, str]:
    """The owners of all parts after all took from all: the same everywhere, all being sound."""
    meet(*members)
    shown, *others = (member.shown() for member in members)
    assert [each == shown for each in others] == [True] * len(others)
    told, *more = (member.records() for member in members)
    assert [each == told for each in more] == [True] * len(more)
    assert [member.faults() for member in members] == [[] for _ in members]
    return _owners(members[0])


def _edit_window(member: Member) -> None:
    with member.store.write() as writer:
        window = writer._scope.value("SELECT id FROM window WHERE look_id IS NULL")
        form = {"role": "still", "position": 1, "sha256": "ab" * 32, "mime": "image/png"}
        writer.footage.keep(window, [kept_file(form)])


def _edit_id(member: Member) -> None:
    with member.store.write() as writer:
        number = writer._scope.value("SELECT id FROM binding WHERE remote_id = 'ch_1'")
        writer.jobs.set_states({number: "gone"})


def _new_window_of_look(member: Member) -> None:
    person = member.lib.show("mia")
    with member.store.write() as writer:
        source = writer.sources.record("url", "https://films.example/2.mp4")
        writer.sources.add_window(source, person.id, Window(1000, 4000), person.looks[1].id)


EDITS: dict[str, Callable[[Member], object]] = {
    "name": lambda member: member.lib.edit("mia", name="A2"),
    "rename": lambda member: member.lib.rename("mia", "ann"),
    "move": lambda member: (member.lib.projects.add("noir"), member.lib.move("mia", "noir")),
    "tag": lambda member: member.lib.tags.add("hero", "mia"),
    "alias": lambda member: member.lib.aliases.add("mia", "ann"),
    "look": lambda member: member.lib.looks.edit("mia", "coat", description="blue"),
    "look name": lambda member: member.lib.looks.rename("mia", "coat", "cape"),
    "no look": lambda member: member.lib.looks.remove("mia", "coat"),
    "another look": lambda member: member.lib.looks.add("mia", "hat"),
    "window": _edit_window,
    "window of the look": _new_window_of_look,
    "id": _edit_id,
    "no voice": lambda member: member.lib.voices.remove("mia"),
    "remove": lambda member: member.lib.remove("mia"),
    "merge back": lambda member: member.lib.merge("tom", "mia"),
    "merge too": lambda member: (member.lib.add("zoe"), member.lib.merge("mia", "zoe")),
    "remove the other": lambda member: member.lib.remove("tom"),
    "edit both": lambda member: (
        member.lib.edit("mia", name="A2"),
        member.lib.looks.edit("mia", "coat", description="blue"),
        _edit_window(member),
        _edit_id(member),
    ),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("undone", [False, True], ids=["merged", "and undone"])
def test_a_merge_beside_an_edit_leaves_one_owner_of_each_part(
    pair: Pair, edit: str, *, undone: bool
) -> None:
    """Also where the merge is undone after all had both."""
    one, two = pair
    parts = set(_owners(one))
    one.lib.merge("mia", "tom")
    EDITS[edit](two)
    owners = _settled(one, two)
    if edit not in {"no look", "no voice", "remove the other"}:
        assert parts - set(owners) == set()
    if undone:
        newest = next(each for each in one.lib.history() if each.changes)
        while one.lib.undo().id > newest.id:
            pass
        _settled(one, two)


def test_an_edit_that_wins_over_a_merge_takes_what_it_edited_and_no_more(pair: Pair) -> None:
    """The rest stays with the character that was merged into."""
    one, two = pair
    a, b = _uid(one, "mia"), _uid(one, "tom")
    one.lib.merge("mia", "tom")
    two.lib.looks.edit("mia", "coat", description="blue")
    owners = _settled(one, two)
    look = {name: uid for name, uid in owners.items() if name.startswith("looks/")}
    assert set(look.values()) == {a}
    assert [each.description for each in one.lib.show("mia").looks if each.name] == ["blue"]
    account = one.lib.accounts.show("home").uid
    assert owners[f"binding/{account}/ch_1"] == b
    assert owners[f"binding/{account}/ch_2"] == a  # it is of the look
    assert sorted(uid for name, uid in owners.items() if name.startswith("footage/")) == sorted(
        (a, b)
    )


def test_who_edits_only_a_text_keeps_only_texts(pair: Pair) -> None:
    """The character is there again, and all that it had stays where the merge put it."""
    one, two = pair
    b = _uid(one, "tom")
    one.lib.merge("mia", "tom")
    two.lib.edit("mia", name="A2")
    assert set(_settled(one, two).values()) == {b}
    assert {each.name for each in one.lib.list()} == {"A2", "B"}
    one.lib.merge("mia", "tom")
    assert set(_settled(one, two).values()) == {b}
    assert [each.handle for each in two.lib.list()] == ["tom"]


def test_what_another_character_hid_is_shown_when_that_is_removed(pair: Pair) -> None:
    """Nothing is lost with the owner."""
    one, two = pair
    a = _uid(one, "mia")
    one.lib.merge("mia", "tom")
    two.lib.edit("mia", name="A2")
    EDITS["edit both"](two)
    one.lib.looks.edit("tom", "coat", episodes="7")
    _settled(one, two)
    two.lib.remove("mia")
    owners = _settled(one, two)
    assert a not in owners.values()
    assert [each.episodes for each in one.lib.show("tom").looks if each.name] == ["7"]


def test_an_id_of_a_voice_that_is_not_here_is_no_id_of_the_character(
    pair: Pair, tmp_path: Path
) -> None:
    """Without consent, the voice of a real person stays, and its ID alone says nothing."""
    one, _ = pair
    three = Member(tmp_path / "three")
    given = one.given()
    three.take({**given, "footage": []})
    assert {each.remote_id for each in three.lib.show("mia").bindings} == {"ch_1", "ch_2"}
    three.take(given)
    voice = three.lib.show("mia").voice
    assert voice is not None
    assert [each.remote_id for each in voice.bindings] == ["vo_1"]
    three.close()


@pytest.mark.parametrize("seed", range(3))
def test_records_may_come_in_any_order_and_more_than_once(
    pair: Pair, tmp_path: Path, seed: int
) -> None:
    """Each library that takes them ends with the same."""
    one, two = pair
    edits = random.Random(seed).sample(sorted(EDITS), 3)
    given: list[Any] = []
    one.lib.merge("mia", "tom")
    given.append(one.given())
    for edit in edits:
        try:
            EDITS[edit](two)
        except Exception:  # noqa: BLE001 - some cannot follow others
            continue
        given.append(two.given())
    one.lib.undo()
    given.append(one.given())
    ends = []
    for number, order in enumerate(permutations(given)):
        if number % 7 == seed:
            member = Member(tmp_path / str(number))
            for things in (*order, given[0]):
                member.take(things)
            ends.append(member.shown())
            member.close()
    assert all(each == ends[0] for each in ends)


def test_who_was_removed_before_a_library_heard_of_her_comes_with_all_she_has(
    pair: Pair, tmp_path: Path
) -> None:
    """Her footage and IDs were there before she was."""
    one, two = pair
    three = Member(tmp_path / "three")
    one.lib.remove("mia")
    three.take(one.given())
    assert [each.handle for each in three.lib.list()] == ["tom"]
    two.lib.edit("mia", name="Maja")
    three.take({**two.given(), "footage": [], "ids": []})
    assert three.shown()["footage"] == two.shown()["footage"]
    assert three.shown()["ids"] == two.shown()["ids"]
    _settled(one, two, three)
    three.close()


def test_who_comes_back_has_what_her_record_says(pair: Pair) -> None:
    """Not what was added and removed with her before anybody heard of it."""
    one, two = pair
    one.lib.looks.add("mia", "hat")
    one.lib.remove("mia")
    two.lib.edit("mia", name="Maja")
    _settled(one, two)
    assert [each.name for each in one.lib.show("mia").looks] == ["", "coat"]
    one.lib.remove("tom")
    two.lib.edit("tom", name="Tom")
    one.take(two.given())
    two.take(one.given())
    assert one.shown() == two.shown()


def test_all_use_the_id_that_is_the_newest_in_truth(pair: Pair) -> None:
    """Not the one that came last to this library; other handles have one order everywhere."""
    one, two = pair
    person = one.lib.show("mia")
    for member, remote_id, at in ((one, "ch_8", 9_000), (two, "ch_9", 8_000)):
        with member.store.write() as writer:
            writer.jobs.add_bindings(
                [
                    {
                        "account_id": 1, "character_id": person.id,
                        "remote_id": remote_id, "state": "ready", "method": "added",
                        "created_at": person.created_at + at,
                    }
                ]
            )  # fmt: skip
    one.lib.aliases.add("mia", "zora")
    two.lib.aliases.add("mia", "anna")
    _settled(one, two)
    for member in pair:
        mia = member.lib.show("mia")
        account = mia.bindings[0].account
        assert [each.remote_id for each in mia.bindings if each.look == ""][-2:] == ["ch_9", "ch_8"]
        assert mia.binding_at(account).remote_id == "ch_8"
        assert mia.aliases == ("anna", "zora")


def test_stand_ins_are_found_without_reading_all_records(pair: Pair) -> None:
    """They are looked for several times in each pull, and a large library has few."""
    one, _ = pair
    with one.store.write() as writer:
        plan = writer._scope.rows(f"EXPLAIN QUERY PLAN {records._STOOD_IN}", "character")
    assert [row[3] for row in plan] == ["SCAN shared USING INDEX ix_shared_asks"]


def test_what_others_kept_of_a_window_stays_when_it_is_kept_anew(pair: Pair) -> None:
    """Two keep different files of one window; who keeps one of them anew has the other one, too."""
    one, two = pair
    _keep(one, 0, "1")
    _keep(two, 1, "2")
    meet(*pair)
    _keep(one, 0, "3")
    meet(*pair)
    _settled(*pair)
    parts = {name: each for of in one.shown()["footage"].values() for name, each in of.items()}
    kept = [each["kept"] for name, each in parts.items() if name.startswith("footage/")]
    assert [file["sha256"][0] for files in kept for file in files] == ["3", "2"]


def _keep(member: Member, position: int, digit: str) -> None:
    """Keep a file of a window of @mia in place of the others."""
    form = {"role": "still", "position": position, "sha256": digit * 64, "mime": "image/png"}
    with member.store.write() as writer:
        window = writer._scope.value("SELECT id FROM window WHERE look_id IS NULL")
        writer.footage.keep(window, [kept_file(form)])
