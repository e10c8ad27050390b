"""Records of one thing join in any order, any number of times, and lose nothing."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.sharing import record as records
from charlib.domain.sharing.record import DELETED, EMPTY, ERASED, Record
from tests.examples import examples

NAMES = ["name", "notes", "tag/hero", "tag/cast", "looks/u1/name", "looks/u1/episodes",
         "looks/u2/name"]  # fmt: skip
AUTHORS = ["anna", "ben", "chen"]

values = st.sampled_from(["", "a", "b", None, True])
edits = st.dictionaries(st.sampled_from(NAMES), values, max_size=3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from(AUTHORS), edits),
        st.tuples(st.just("remove"), st.sampled_from(AUTHORS), st.none()),
        st.tuples(st.just("pull"), st.sampled_from(AUTHORS), st.sampled_from(AUTHORS)),
    ),
    max_size=14,
)


class Team:
    """Three libraries that edit one thing and pull from each other; it knows what each wrote."""

    def __init__(self) -> None:
        self.at: dict[str, Record] = dict.fromkeys(AUTHORS, EMPTY)
        self.n = dict.fromkeys(AUTHORS, 0)
        self.past: list[Record] = []

    def edit(self, who: str, wanted: dict[str, Any] | None) -> None:
        """Give the thing values, or remove it."""
        values = None if wanted is None else {**records.shown(self.at[who]), **wanted}
        fresh = records.changes(self.at[who], values)
        if fresh:
            self.n[who] += 1
            self.at[who] = records.write(self.at[who], fresh, who, self.n[who])
            self.past.append(self.at[who])

    def pull(self, who: str, whom: str) -> None:
        """Join what another library has."""
        self.at[who] = records.join(self.at[who], self.at[whom])

    def run(self, told: list[Any]) -> None:
        """Do all steps."""
        for verb, who, what in told:
            self.pull(who, what) if verb == "pull" else self.edit(who, what)


def team(told: list[Any]) -> Team:
    """A team after steps."""
    made = Team()
    made.run(told)
    return made


@examples(200)
@given(steps)
def test_any_order_and_repetition_end_the_same(told: list[Any]) -> None:
    """All states that ever were, joined in any order and twice, are one record."""
    made = team(told)
    ends = set()
    for order in permutations(made.at.values()):
        joined = EMPTY
        for each in (*order, *made.past, *order):
            joined = records.join(joined, each)
        ends.add(records.to_text(joined))
    backwards = EMPTY
    for each in reversed((*made.past, *made.at.values())):
        backwards = records.join(each, backwards)
    assert ends == {records.to_text(backwards)}


@examples(200)
@given(steps)
def test_what_was_written_is_shown(told: list[Any]) -> None:
    """A library shows what it wrote last, as long as it heard of nobody else."""
    made = Team()
    for verb, who, what in told:
        if verb == "pull":
            made.pull(who, what)
            continue
        before = records.shown(made.at[who])
        made.edit(who, what)
        wanted = {} if what is None else {**before, **what}
        assert records.shown(made.at[who]) == {
            name: value for name, value in wanted.items() if value not in {None, ""}
        }
        now = None if records.is_deleted(made.at[who]) else records.shown(made.at[who])
        assert records.changes(made.at[who], now) == {}


@examples(200)
@given(steps)
def test_a_text_is_lost_only_to_somebody_who_saw_it(told: list[Any]) -> None:
    """A version is in the joined record, or in the past of a writer that replaced it."""
    made = team(told)
    joined = EMPTY
    for each in made.past:
        joined = records.join(joined, each)
    for name in NAMES[:2]:
        kept = {each[:3] for each in joined.fields.get(name, ())}
        for state in made.past:
            for version in state.fields.get(name, ()):
                is_replaced = any(
                    version.n <= later.seen.get(version.author, 0)
                    and version[:3] not in {each[:3] for each in later.fields[name]}
                    for later in made.past
                )
                assert (version[:3] in kept) or is_replaced or ERASED in joined.fields


@given(steps)
def test_text_and_back(told: list[Any]) -> None:
    """A record is its text."""
    for each in team(told).past:
        assert records.from_text(records.to_text(each)) == each


def _edited(record: Record, who: str, **values: Any) -> Record:
    n = record.seen.get(who, 0) + 1
    told = {name.replace("__", "/"): value for name, value in values.items()}
    return records.write(record, told, who, n)


def test_two_texts_are_both_kept() -> None:
    """The later writer is shown, and the other one is told; writing again decides."""
    base = _edited(EMPTY, "anna", name="Mia")
    one, other = _edited(base, "anna", name="Mia A"), _edited(base, "ben", name="Mia B")
    both = records.join(one, other)
    assert records.shown(both) == {"name": "Mia B"}
    assert [each.value for each in records.conflicts(both)["name"]] == ["Mia B", "Mia A"]
    assert records.conflicts(_edited(both, "anna", name="Mia")) == {}


def test_an_edit_wins_over_a_deletion() -> None:
    """One that the deletion had not seen: then the thing is there with all it had."""
    base = _edited(EMPTY, "anna", name="Mia", notes="tall")
    gone = _edited(base, "anna", deleted=True)
    edited = _edited(base, "ben", notes="taller")
    assert records.is_deleted(gone)
    assert records.is_deleted(records.join(gone, base))
    assert records.shown(records.join(gone, edited)) == {"name": "Mia", "notes": "taller"}


def test_an_edit_of_a_look_wins_over_its_removal() -> None:
    """As it does for the whole character."""
    base = _edited(EMPTY, "anna", handle="mia", looks__u1__name="coat")
    gone = records.write(base, records.changes(base, {"handle": "mia"}), "anna", 2)
    assert gone.fields[f"looks/u1/{DELETED}"]
    assert records.shown(gone) == {"handle": "mia"}
    edited = _edited(base, "ben", looks__u1__episodes="4")
    assert records.shown(records.join(gone, edited)) == {
        "handle": "mia", "looks/u1/name": "coat", "looks/u1/episodes": "4",
    }  # fmt: skip


def test_what_is_erased_stays_erased() -> None:
    """Nothing of it is kept, whoever edits it elsewhere."""
    base = _edited(EMPTY, "anna", name="Mia")
    erased = _edited(base, "anna", erased=True)
    assert list(erased.fields) == [ERASED]
    joined = records.join(_edited(base, "ben", name="Mia B"), erased)
    assert list(joined.fields) == [ERASED]
    assert records.shown(joined) == {}


@pytest.mark.parametrize(
    "form",
    [
        None, [], {}, {"seen": {}}, {"seen": {"a": 0}, "fields": {}},
        {"seen": {"a": True}, "fields": {}}, {"seen": {}, "fields": []},
        {"seen": {}, "fields": {"name": {}}}, {"seen": {}, "fields": {"name": [[1, "a", 1]]}},
        {"seen": {}, "fields": {"name": [[1, "a", 1, "x"]]}},
        {"seen": {"a": 1}, "fields": {"name": [[1, 5, 1, "x"]]}},
        {"seen": {"a": 1}, "fields": {"name": [["1", "a", 1, "x"]]}},
        {"seen": {"a": 1}, "fields": {"deleted": [[1, "a", 1, "x"]]}},
        {"seen": {"a": 1}, "fields": {"looks/u/deleted": [[1, "a", 1, {"seen": 3}]]}},
    ],
    ids=lambda _: "form",
)  # fmt: skip
def test_what_is_no_record_is_refused(form: Any) -> None:
    """A file of somebody else is never believed."""
    with pytest.raises(ValueError, match=r"^a (record|version|deletion) "):
        records.from_form(form)


# -- parts that go from one thing to another


def _with_look(record: records.Record, text: str, author: str, n: int) -> records.Record:
    return records.write(record, {"looks/u/name": "coat", "looks/u/description": text}, author, n)


def test_a_part_that_was_given_away_is_not_shown_when_its_thing_comes_back() -> None:
    """Whoever edits only the thing does not get the part."""
    first = _with_look(records.write(EMPTY, {"name": "Mia"}, "a", 1), "red", "a", 2)
    given = records.given_away(first, ["looks/u/"])
    merged = records.write(first, {records.DELETED: True, **given}, "a", 3)
    edited = records.write(first, {"name": "Maja"}, "b", 1)
    both = records.join(merged, edited)
    assert records.shown(both) == {"name": "Maja"}
    assert records.standing(both, "looks/u/") is None


def test_who_edits_a_part_defends_it() -> None:
    """Its claim is greater than that of who was given the part, however often that was changed."""
    first = _with_look(EMPTY, "red", "a", 1)
    merged = records.write(first, records.given_away(first, ["looks/u/"]), "a", 2)
    edited = _with_look(first, "blue", "b", 1)
    mine = records.standing(records.join(merged, edited), "looks/u/")
    other = _with_look(records.write(EMPTY, {"name": "Tom"}, "a", 1), "red", "a", 9)
    theirs = records.standing(other, "looks/u/")
    assert mine is not None
    assert theirs is not None
    assert mine.is_defended
    assert mine > theirs


def test_a_field_that_was_given_away_is_empty() -> None:
    """As a window, an ID or a voice."""
    first = records.write(EMPTY, {"footage/w": {"kept": []}}, "a", 1)
    given = records.given_away(first, ["footage/w", "footage/unknown"])
    assert given == {"footage/w": None}
    assert records.standing(records.write(first, given, "a", 2), "footage/w") is None
    assert records.standing(first, "footage/w") == (False, (1, "a", 1))


def test_what_two_kept_of_a_window_is_there_together() -> None:
    """At one place, the file of the later writer."""
    old, new, other = ({"role": "still", "position": at, "sha256": text} for at, text in (
        (1, "old"), (1, "new"), (2, "other")))  # fmt: skip
    base = records.write(EMPTY, {"footage/w": {"look": "", "kept": []}}, "a", 1)
    one = records.write(base, {"footage/w": {"look": "", "kept": [old, other]}}, "b", 1)
    two = records.write(base, {"footage/w": {"look": "u", "kept": [new]}}, "c", 1)
    for joined in (records.join(one, two), records.join(two, one)):
        assert records.shown(joined) == {"footage/w": {"look": "u", "kept": [new, other]}}
