"""The lines that SQLite puts together are those of the records, letter by letter."""

from __future__ import annotations

import json
import re
from itertools import count
from operator import attrgetter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charlib.domain import forms
from charlib.domain.character.draft import BindingDraft, CharacterDraft, LookDraft, VoiceDraft
from charlib.domain.choices import BINDING_STATES, LIKENESSES
from charlib.domain.footage.medium import Medium
from charlib.domain.search.tree import Everything
from charlib.domain.windows.window import Window
from charlib.store.store import Store
from tests.conftest import Cli

from .filling import an_account

LAST = 253_402_300_799_999
"""The last millisecond of the year 9999."""

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
moments = st.integers(0, LAST)
windows = st.builds(
    lambda start, length: Window(start, start + length),
    st.integers(0, 9_999_999_999),
    st.integers(1, 30_000),
)
NAME = attrgetter("name")
looked = st.sampled_from(["", "uniform", "战斗装", "5"])
bindings = st.builds(
    BindingDraft,
    account=st.sampled_from([1, 2]),
    state=st.sampled_from(BINDING_STATES),
    method=st.sampled_from(["url", "added"]),
    remote_id=st.uuids().map(lambda uid: f"ch_{uid}"),
    mention=st.none() | texts,
    error=st.none() | texts,
    source=st.sampled_from(["", "https://host.example/a.mp4", "c'l\"i\\p.mp4"]),
    window=st.none() | windows,
    created_at=moments.filter(bool),
    look=looked,
)
looks = st.builds(LookDraft, name=looked, description=texts, episodes=st.just("4-12,15"))
sounds = st.builds(
    lambda digest, size, length: Medium(
        path=f"kept/{digest}.wav", sha256=str(digest), mime="audio/wav", bytes=size,
        duration_ms=length,
    ),
    st.uuids(),
    st.integers(0, 2**50),
    st.none() | st.integers(1, 120_000),
)  # fmt: skip
voices = st.builds(
    VoiceDraft,
    medium=st.none() | sounds,
    source=st.sampled_from(["", "https://host.example/a.mp4"]),
    window=st.none() | windows,
    bindings=st.lists(bindings, max_size=2).map(tuple),
)
people = st.builds(
    CharacterDraft,
    project=st.just(1),
    handle=st.just(""),
    name=texts,
    look=texts,
    notes=texts,
    likeness=st.sampled_from(LIKENESSES),
    tags=st.lists(st.sampled_from(["hero", "role:lead", "雨", "a b", "é", "z"])).map(tuple),
    bindings=st.lists(bindings, max_size=3).map(tuple),
    created_at=moments.filter(bool),
    updated_at=moments.filter(bool),
    consent=texts,
    voice=st.none() | voices,
    uid=st.just(""),
    aliases=st.lists(st.uuids().map(lambda uid: f"a{uid.hex}"), max_size=2).map(tuple),
    looks=st.lists(looks.filter(lambda look: look.name), max_size=3, unique_by=NAME).map(tuple),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(drafts=st.lists(people, min_size=1, max_size=4))
def test_whatever_is_said_the_line_is_the_forms(store: Store, drafts: list[CharacterDraft]) -> None:
    """All texts, moments and windows there can be, in the order that is asked for."""
    first = store.read.characters.count(Everything())
    with store.write() as writer:
        writer.projects.id("default")
        if not first:
            an_account(writer), an_account(writer, "other")
        numbers = count(first)
        writer.bulk.add([draft._replace(handle=f"p{next(numbers)}") for draft in drafts])
    ids = store.read.characters.ids(Everything(), sort="updated")
    records = list(store.read.characters.each(ids))
    written = "".join(store.read.characters.lines(ids))
    assert written == "".join(map(line, records))


def line(record: object) -> str:
    """A record's form on one line."""
    form = forms.character(record)  # type: ignore[arg-type] # as `each` has it
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")) + "\n"


def test_more_than_one_text_of_lines(store: Store) -> None:
    """Some hundred lines a text, and none is left out or doubled where one text ends."""
    draft = CharacterDraft(1, "", "", "", "", "", (), (), None, None)
    with store.write() as writer:
        writer.projects.id("default")
        writer.bulk.add([draft._replace(handle=f"p{number}") for number in range(1000)])
    parts = list(store.read.characters.lines(range(11, 1001)))
    assert len(parts) > 2
    handles = [json.loads(line)["handle"] for line in "".join(parts).splitlines()]
    assert handles == [f"p{number}" for number in range(10, 1000)]


def test_nobody_is_no_lines(store: Store) -> None:
    """Not even an empty one."""
    assert list(store.read.characters.lines([])) == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("asked", [["list"], ["search", ""], ["search", "", "--sort", "oldest"]])
def test_all_and_a_page_are_printed_alike(cli: Cli, home: Path, asked: list[str]) -> None:
    """A page of records and all of the lines: the same bytes; an export has names of projects."""
    form = [*asked, "--everywhere", "--format", "jsonl"]
    page = cli(*form, "--limit", "900")
    assert page.code == 0
    assert page.out
    assert cli(*form, "--limit", "0").out == page.out
    assert cli("export", home / "all.jsonl").code == 0
    exported = (home / "all.jsonl").read_text("utf-8")
    named = {json.loads(line).get("project_name") for line in exported.splitlines()}
    assert named != {None}
    bare = re.sub(r',"project_name":"[^"]*"}$', "}", exported, flags=re.MULTILINE)
    assert sorted(bare.splitlines()) == sorted(page.out.splitlines())
