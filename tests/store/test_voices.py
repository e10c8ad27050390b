"""Voices in the store: one at a time, kept for undo, found, checked, exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlmodel import select

from charlib.domain import forms
from charlib.domain.jobs import Job, Outcome
from charlib.errors import Conflict, NotFound
from charlib.library import Library, open_library
from charlib.models import Account, Character
from tests.media.sounds import tone


@pytest.fixture
def cast(lib: Library) -> Library:
    """@mia and @tom, with IDs at the account `home`, whose provider is not asked."""
    lib.accounts.add("home", profile="kling-elements", key_env="KEY")
    lib.add("mia", "1", account="home")
    lib.add("tom", "2", account="home")
    return lib


def voice_of(lib: Library, handle: str) -> str:
    """The path of a character's voice; empty without one."""
    voice = lib.show(handle).voice
    return voice.path if voice else ""


def test_a_voice_is_replaced_removed_and_brought_back(cast: Library, tmp_path: Path) -> None:
    """Every change is one step for undo and redo; a character's IDs are never those of a voice."""
    first = cast.voices.add("mia", file=tone(tmp_path / "a.wav")).voice
    cast.voices.add("mia", remote_id="voice_1")
    second = cast.voices.add("mia", file=tone(tmp_path / "b.wav", level=0.2)).voice
    assert first
    assert second
    assert first.sha256 != second.sha256
    assert second.bindings == ()
    cast.voices.remove("mia")
    assert voice_of(cast, "mia") == ""
    seen = []
    for _ in range(4):
        cast.undo()
        voice = cast.show("mia").voice
        seen.append((voice.path, len(voice.bindings)) if voice else None)
    assert seen == [(second.path, 0), (first.path, 1), (first.path, 0), None]
    for _ in range(4):
        cast.redo()
    assert voice_of(cast, "mia") == ""
    assert [binding.remote_id for binding in cast.show("mia").bindings] == ["1"]


def test_a_voice_that_only_a_provider_has(cast: Library) -> None:
    """An ID makes a voice without a file; the same ID twice is a conflict."""
    voice = cast.voices.add("mia", remote_id="voice_1", account="home").voice
    assert voice
    assert (voice.path, voice.bindings[0].remote_id) == ("", "voice_1")
    with pytest.raises(Conflict, match="has this ID at home already"):
        cast.voices.add("mia", remote_id="voice_1")
    with pytest.raises(NotFound, match="@tom has no voice"):
        cast.voices.remove("tom")


def test_voices_are_found_and_listed(cast: Library, tmp_path: Path) -> None:
    """`has:voice` and the list agree; the trash counts in neither."""
    cast.voices.add("mia", file=tone(tmp_path / "a.wav"))
    assert [each.handle for each in cast.search("has:voice")] == ["mia"]
    assert [each.handle for each in cast.search("missing:voice")] == ["tom"]
    assert [each.handle for each in cast.voices.list()] == ["mia"]
    cast.remove("mia")
    assert cast.voices.list() == []


def test_lines_have_the_voices_that_records_have(cast: Library, tmp_path: Path) -> None:
    """The quick form of an export equals that of the records, with a voice and without."""
    cast.voices.add("mia", file=tone(tmp_path / "a.wav", seconds=3.3))
    cast.voices.add("mia", remote_id="voice_1")
    cast.voices.add("tom", remote_id="voice_2")
    read = cast._session.store.read.characters
    people = read.by_ids([each.id for each in cast.search(sort="oldest")])
    lines = "".join(cast.lines("", sort="oldest")).splitlines()
    assert [json.loads(line) for line in lines] == [forms.character(each) for each in people]
    kept = json.loads(lines[0])["voice"]["kept"]
    assert (kept["seconds"], kept["mime"]) == (3.3, "audio/wav")


def test_an_export_carries_voices(cast: Library, tmp_path: Path) -> None:
    """Another library has the voice, its facts and its IDs; only the file must be copied there."""
    there = tmp_path / "there"
    cast.voices.add("mia", file=tone(tmp_path / "a.wav"))
    cast.voices.add("mia", remote_id="voice_1")
    cast.export(tmp_path / "all.jsonl")
    with open_library(there) as other:
        other.import_(tmp_path / "all.jsonl", warn=lambda _: None)
        other.import_(tmp_path / "all.jsonl", update=True, warn=lambda _: None)
        voice = other.show("mia").voice
        assert voice
        assert voice.path == voice_of(cast, "mia")
        assert [binding.remote_id for binding in voice.bindings] == ["voice_1"]
        assert ["@mia" in each.what for each in other.doctor()] == [True]
        (there / "media" / voice.path).parent.mkdir(parents=True)
        (there / "media" / voice.path).write_bytes((cast.home.media / voice.path).read_bytes())
        assert [each.what for each in other.doctor() if not each.is_mendable] == []
        other.undo()
        assert other.search() == []


@pytest.mark.parametrize(
    "kept",
    [
        {"sha256": "../../etc/passwd", "mime": "audio/wav"},
        {"sha256": "a" * 64, "mime": "text/html"},
        {"mime": "audio/wav"},
    ],
)
def test_a_file_cannot_choose_where_a_voice_lies(
    kept: dict[str, str], cast: Library, tmp_path: Path
) -> None:
    """The place of a kept file follows from its hash, and an invalid one is refused."""
    form = {"handle": "kim", "voice": {"kept": kept, "bindings": []}}
    (tmp_path / "bad.jsonl").write_text(json.dumps(form))
    with pytest.raises(Exception, match="voice"):
        cast.import_(tmp_path / "bad.jsonl")


def test_a_lost_voice_file_is_told(cast: Library, tmp_path: Path) -> None:
    """Doctor names the voice and what brings it back."""
    voice = cast.voices.add("mia", file=tone(tmp_path / "a.wav")).voice
    assert voice
    (cast.home.media / voice.path).unlink()
    (loss,) = cast.doctor()
    assert "the voice of @mia" in loss.what
    assert "lib.voices.add('mia', file=FILE)" in loss.remedy


def test_a_late_answer_about_a_voice_finds_a_place(cast: Library) -> None:
    """A library that was restored meanwhile gets the voice with its ID, not a character's ID."""
    store = cast._session.store
    with cast.session() as session:
        account = session.exec(select(Account)).one().uid
        mia = session.exec(select(Character).where(Character.handle == "mia")).one().uid
    job = Job(
        "binding", 9, "the voice of @mia", "home", "sending", {}, None, None, None, 0,
        uid="lost", sends=1, account_uid=account, character_uid=mia, voice_uid="v",
    )  # fmt: skip
    with store.settle() as writer:
        assert writer.jobs.record_late(job, Outcome("ready", remote_id="voice_9"), 1)
    person = cast.show("mia")
    assert [binding.remote_id for binding in person.bindings] == ["1"]
    assert person.voice
    assert [each.remote_id for each in person.voice.bindings] == ["voice_9"]
