"""Archives of Sora: characters with their films, windows and a plan for a living provider."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.windows.window import Window
from charlib.errors import InvalidInput
from charlib.library import Library, open_library
from charlib.library.moving import films
from charlib.library.moving.films import MOST_WINDOWS
from charlib.library.moving.formats.contents import Film
from charlib.sandbox import Server
from tests.library.moving import archives


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A manifest with three characters in five films, of which one is not beside it."""
    mia, tom, eva = (archives.profile(n, name) for n, name in enumerate(["mia", "tom.k", "eva"]))
    items = [
        archives.item(1, [mia]), archives.item(2, [mia, tom]), archives.item(3, [tom]),
        archives.item(4), archives.item(5, [eva]),
    ]  # fmt: skip
    archives.films(tmp_path / "vault", items[:4])
    return archives.write(tmp_path / "vault" / "soravault_manifest_2026-04-30.json", items)


def exported(lib: Library, folder: Path) -> list[dict[str, Any]]:
    """Everything that an export says, but for the time of the last change."""
    lib.export(folder / "all.jsonl")
    lines = (folder / "all.jsonl").read_text("utf-8").splitlines()
    return [{**json.loads(line), "updated_at": ""} for line in lines]


def test_a_dead_cast_moves_in(lib: Library, archive: Path) -> None:
    """Characters with IDs that are gone, films with prompts, and a window of each."""
    done = lib.import_from(archive)

    assert (done.format, done.added, done.skipped, done.films) == ("soravault", 3, 0, 5)
    assert (done.accounts, done.ended) == ({"sora": "sora"}, ("sora",))
    assert done.left == {
        "films that are not beside the manifest": [f"gen_{5:026x}"],
        "characters that no film here shows alone": ["eva"],
    }
    tom = lib.show("tom_k")
    assert (tom.name, tom.notes) == ("Hero 1", "Owner at Sora: @maker")
    assert [(b.account, b.profile, b.remote_id, b.mention, b.state) for b in tom.bindings] == [
        ("sora", "sora-relay", f"ch_{1:032x}", "@tom.k", "gone")
    ]
    film = lib.tasks.show(f"gen_{2:026x}")
    assert (film.state, film.prompt) == ("done", "@mia and @tom.k in scene 2")
    assert (film.template, film.characters) == ("@mia and @tom_k in scene 2", ("mia", "tom_k"))
    assert film.params == {"ratio": "9:16", "seconds": 10}
    assert film.output == str(archive.parent / "sora_v2_profile" / f"2026-04-03_gen_{2:026x}.mp4")
    assert [take.id for take in lib.takes.list("character:tom_k scene")][-1] == film.id
    source = lib.sources.show(f"gen_{1:026x}")
    assert (source.duration_ms, source.width, source.height) == (4000, 320, 180)
    assert source.sha256
    assert source.bytes


def test_each_character_has_a_window_of_its_own_film(lib: Library, archive: Path) -> None:
    """It is of a film that shows nobody else; what speaks against it is told."""
    done = lib.import_from(archive)
    assert [(each.handle, each.film) for each in done.windows] == [
        ("mia", f"gen_{1:026x}"), ("tom_k", f"gen_{3:026x}"),
    ]  # fmt: skip
    for each in done.windows:
        assert 1000 <= each.window.length_ms <= 3000
        assert each.is_confident or each.but
        assert lib.sources.windows(each.film) == [(each.handle, each.window)]


def test_the_cast_can_be_made_again(lib: Library, archive: Path, sandbox: Server) -> None:
    """One query plans all of it at a living provider, names who is missing, and makes the rest."""
    lib.import_from(archive)
    os.environ["SPARE_KEY"] = "sandbox-key"
    lib.accounts.add(
        "spare", profile="vidu-subjects", base_url=f"{sandbox.url}/vidu/ent/v2", key_env="SPARE_KEY"
    )

    plan = lib.plan_rebind("spare", "account:sora", fetch=False)
    assert {step.handle: step.what for step in plan.steps} == {
        "mia": "fetch", "tom_k": "fetch", "eva": "missing",
    }  # fmt: skip
    results = lib.rebind(lib.plan_rebind("spare", "account:sora"))

    assert [(each.handle, each.error) for each in results] == [("tom_k", None), ("mia", None)]
    assert {(b.account, b.state) for b in lib.show("mia").bindings} == {
        ("sora", "gone"), ("spare", "ready"),
    }  # fmt: skip


def test_a_second_import_adds_nothing(lib: Library, archive: Path, tmp_path: Path) -> None:
    """Whatever it is called meanwhile; and a film that was found since is added."""
    lib.import_from(archive)
    lib.rename("tom_k", "tom")
    before = exported(lib, tmp_path)

    again = lib.import_from(archive)

    assert (again.added, again.skipped, again.films, again.windows) == (0, 3, 0, ())
    assert exported(lib, tmp_path) == before
    archives.films(archive.parent, json.loads(archive.read_text("utf-8"))["items"][4:])
    late = lib.import_from(archive)
    assert (late.added, late.films) == (0, 1)
    assert [each.handle for each in late.windows] == ["eva"]
    assert late.left == {}


def test_an_import_is_one_step(lib: Library, archive: Path, tmp_path: Path) -> None:
    """Undo takes all of it away; redo and another import bring the same back."""
    lib.add("zoe")
    bare = exported(lib, tmp_path)
    lib.import_from(archive)
    full = exported(lib, tmp_path)

    lib.undo()

    assert exported(lib, tmp_path) == bare
    assert (lib.tasks.list(), lib.sources.list(), lib.accounts.list()) == ([], [], [])
    lib.redo()
    assert exported(lib, tmp_path) == full
    assert len(lib.tasks.list()) == 5
    lib.undo()
    done = lib.import_from(archive)
    assert (done.added, done.films, len(done.windows)) == (3, 5, 2)
    assert lib.show("mia").bindings[0].state == "gone"
    assert lib.tasks.show(f"gen_{2:026x}").characters == ("mia", "tom_k")


def test_a_dry_run_changes_nothing(lib: Library, archive: Path, tmp_path: Path) -> None:
    """It says what would be added."""
    before = exported(lib, tmp_path)
    done = lib.import_from(archive, dry_run=True)
    assert (done.added, done.films, done.windows) == (3, 5, ())
    assert exported(lib, tmp_path) == before
    assert (lib.tasks.list(), lib.accounts.list(), lib.history()) == ([], [], [])


def test_a_handle_that_is_taken_stays_with_its_owner(lib: Library, archive: Path) -> None:
    """The new character gets a handle with a number, which prompts use too."""
    lib.add("mia", look="mine")
    done = lib.import_from(archive)
    assert done.renamed == {"mia": "mia_2"}
    assert lib.show("mia").look == "mine"
    assert lib.tasks.show(f"gen_{1:026x}").template == "@mia_2 in scene 1"


def test_who_has_an_id_already_is_recognised(lib: Library, archive: Path) -> None:
    """Under an account of ours that the archive's is mapped to."""
    lib.accounts.add("relay", profile="sora-relay", key_env="KEY")
    lib.add("princess", f"ch_{0:032x}", mention="@mia", account="relay")
    done = lib.import_from(archive, map_accounts={"sora": "relay"})
    assert (done.added, done.skipped, done.renamed) == (2, 1, {})
    assert [account.name for account in lib.accounts.list()] == ["relay"]
    assert lib.tasks.show(f"gen_{1:026x}").template == "@princess in scene 1"


def test_parts_of_a_manifest_belong_together(lib: Library, tmp_path: Path) -> None:
    """Whichever part is named; a film in two of them is one."""
    mia, tom = archives.profile(0, "mia"), archives.profile(1, "tom")
    stem = "soravault_manifest_merged_2026-04-30_101010_part"
    one, two = archives.item(1, [mia]), archives.item(2, [tom])
    archives.write(tmp_path / f"{stem}01.json", [one, two])
    second = archives.write(tmp_path / f"{stem}02.json", [{**two, "source": "v2_liked"}])
    archives.write(tmp_path / "soravault_manifest_other_part01.json", [archives.item(9)])
    done = lib.import_from(second)
    assert (done.added, done.films) == (2, 2)


def test_what_is_not_understood_is_named(lib: Library, tmp_path: Path) -> None:
    """Nothing is dropped without a word, and what can be read is read."""
    odd: list[Any] = [
        archives.item(1, [archives.profile(0, "mia")], seed=7, replies=[{"text": "hi"}]),
        {**archives.item(2), "mode": "v1"},
        "text", {"source": "v2_profile", "prompt": "no ID"},
        archives.item(3, [{"user_id": "user-9", "username": "jane"}]),
        archives.item(4, [{"user_id": "ch_\u202e", "username": "bad"}]),
    ]  # fmt: skip
    done = lib.import_from(archives.write(tmp_path / "m.json", odd))
    assert (done.added, done.films) == (1, 3)
    assert {why: names for why, names in done.left.items() if "films" not in why} == {
        "the field seed": [f"gen_{1:026x}"],
        "replies to posts": [f"gen_{1:026x}"],
        "items that are not objects": ["item 3 of m.json"],
        "items without an ID": ["item 4 of m.json"],
        "cameos of people, which are not characters": ["@jane"],
        "characters that no film here shows alone": ["mia", "bad"],
        "characters that cannot be read": [
            "@bad: its remote_id has characters that cannot be seen: ch_\\u202e"
        ],
    }


@pytest.mark.parametrize(
    "name",
    ["clip_gen_abc.mp4", "a/b/GEN_ABC.MOV", "2026-04-01_task_t1_x.webm", "s_p1-attachment-0.mp4"],
)
def test_films_are_found_by_the_ids_in_their_names(
    lib: Library, tmp_path: Path, films: Path, name: str
) -> None:
    """In any folder below the manifest, whatever else the name has."""
    there = tmp_path / "v" / name
    there.parent.mkdir(parents=True)
    there.write_bytes((films / "mia.mp4").read_bytes())
    one = {**archives.item(1), "genId": "gen_abc", "taskId": "task_t1", "postId": "s_p1"}
    lib.import_from(archives.write(tmp_path / "v" / "m.json", [one]))
    assert lib.tasks.show("gen_abc").output == str(there)


def test_films_are_found_by_the_text_beside_them(lib: Library, tmp_path: Path, films: Path) -> None:
    """A name that was shortened says nothing; IDs in a prompt do not count."""
    for number in (1, 2):
        film = tmp_path / f"film{number}.mp4"
        film.write_bytes((films / "mia.mp4").read_bytes())
        told = f"Source: v2\nGeneration ID : gen_{number}\nPrompt: gen_{3 - number} gen_7\n"
        film.with_suffix(".txt").write_text(told)
    items = [
        {**archives.item(n), "genId": f"gen_{n}", "postId": "", "taskId": ""} for n in (1, 2, 7)
    ]
    for each in items:
        each["_raw"] = {}
    done = lib.import_from(archives.write(tmp_path / "m.json", items))
    assert done.left == {"films that are not beside the manifest": ["gen_7"]}
    assert lib.tasks.show("gen_2").output == str(tmp_path / "film2.mp4")


def test_a_damaged_film_is_recorded_and_named(lib: Library, tmp_path: Path) -> None:
    """Its hash is known, and nothing is cut from it."""
    mia = archives.profile(0, "mia")
    (tmp_path / f"gen_{1:026x}.mp4").write_bytes(b"not a film")
    done = lib.import_from(archives.write(tmp_path / "m.json", [archives.item(1, [mia])]))
    assert list(done.left) == [
        "films that cannot be played", "characters that no film here shows alone",
    ]  # fmt: skip
    assert lib.sources.show(f"gen_{1:026x}").bytes == 10


def test_two_libraries_know_the_same_cast(lib: Library, archive: Path, tmp_path: Path) -> None:
    """Who imports the same archive has the same characters: a pack adds nobody."""
    lib.import_from(archive)
    with open_library(tmp_path / "other") as other:
        other.import_from(archive)
        other.export_pack(tmp_path / "cast.charpack", warn=str)
    merged = lib.import_pack(tmp_path / "cast.charpack", warn=str)
    assert (merged.added, merged.films, len(lib.list())) == (0, 0, 3)


def test_a_file_that_is_no_manifest_is_refused(lib: Library, tmp_path: Path) -> None:
    """It is named, and nothing is imported."""
    file = tmp_path / "m.json"
    file.write_text('{"items": 3, "soravault_version": "2"}')
    with pytest.raises(InvalidInput, match=r"m\.json cannot be read: it has no list of items"):
        lib.import_from(file, format="soravault")


def test_a_window_of_ones_own_stays(lib: Library, archive: Path) -> None:
    """Nothing is suggested where a person chose."""
    lib.import_from(archive, dry_run=False)
    lib.undo()
    lib.import_from(archive)
    chosen = Window(0, 1500)
    film = str(lib.tasks.show(f"gen_{2:026x}").output)
    lib.keep("mia", source=film, window=chosen)
    assert "mia" not in {each.handle for each in lib.import_from(archive).windows}


def test_who_was_erased_stays_away(lib: Library, archive: Path, tmp_path: Path) -> None:
    """A purge of what others may have is for good: neither they nor their films come back."""
    lib.import_from(archive)
    lib.export_pack(tmp_path / "cast.charpack", warn=str)
    lib.purge("mia")
    done = lib.import_from(archive)
    assert (done.added, done.skipped, done.films) == (0, 2, 0)
    assert done.left["people who were erased here"] == ["mia"]
    assert done.left["films of people who were erased here"] == [f"gen_{n:026x}" for n in (1, 2)]
    assert [source.ref for source in lib.sources.list() if f"{1:026x}" in source.ref] == []
    assert [person.handle for person in lib.list()] == ["eva", "tom_k"]


@pytest.mark.parametrize("kind", ["archive", "lines", "card"])
def test_who_was_erased_and_never_shared_stays_away_too(
    lib: Library, archive: Path, tmp_path: Path, kind: str
) -> None:
    """Whatever the file is: that a person was erased is remembered, and told."""
    lib.import_from(archive)
    lib.export(tmp_path / "all.jsonl")
    lib.export_card(tmp_path / "mia.png", "handle:=mia", warn=str)
    lib.purge("mia")
    said: list[str] = []
    if kind == "lines":
        assert (done := lib.import_(tmp_path / "all.jsonl", warn=said.append)).added == 0
        assert (done.skipped, said[-1]) == (2, "people who were erased here were left out: @mia")
    else:
        left = lib.import_from(archive if kind == "archive" else tmp_path / "mia.png").left
        assert left["people who were erased here"] == ["mia"]
    assert [person.handle for person in lib.list()] == ["eva", "tom_k"]
    lib.add("mia")  # a new record is somebody's decision
    lib.purge("mia")


def test_who_was_merged_is_the_other_one(lib: Library, archive: Path) -> None:
    """And who is in the trash comes back, as from any file."""
    lib.import_from(archive)
    lib.merge("mia", "tom_k")
    assert lib.import_from(archive).skipped == 3
    lib.remove("eva")
    done = lib.import_from(archive)
    assert (done.added, done.skipped) == (1, 2)
    assert [person.handle for person in lib.list()] == ["eva", "tom_k"]


def test_an_import_looks_at_so_many_films(lib: Library, tmp_path: Path) -> None:
    """Those that are left are named, and the next import goes on; its progress is told."""
    items = [archives.item(n, [archives.profile(n, f"hero{n}")]) for n in range(MOST_WINDOWS + 2)]
    archives.films(tmp_path, items, seconds=0.5, width=64, height=36)  # too short for a window
    shares: list[float] = []
    done = lib.import_from(archives.write(tmp_path / "m.json", items), progress=shares.append)
    last = [f"hero{n}" for n in range(MOST_WINDOWS, MOST_WINDOWS + 2)]
    assert done.left["windows for another time: import the file again"] == last
    assert len(done.left["characters of whom no window was found"]) == MOST_WINDOWS
    assert shares == sorted(shares)
    assert (min(shares) > 0, shares[-1]) == (True, 1.0)


def test_a_film_without_a_window_is_looked_at_once(
    lib: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next import goes on with others, also after an undo, until all were looked at."""
    looked: list[str] = []

    def nothing(film: Film) -> None:
        looked.append(film.remote_id)

    monkeypatch.setattr(films, "_suggested", nothing)
    monkeypatch.setattr(films, "MOST_WINDOWS", 2)
    one, other = [archives.profile(1, "mia")], [archives.profile(2, "tom")]
    items = [archives.item(n, one) for n in range(3)] + [archives.item(n, other) for n in (3, 4, 5)]
    archives.films(tmp_path, items, seconds=1, width=64, height=36)
    file = archives.write(tmp_path / "m.json", items)
    for round_ in range(1, 4):
        done = lib.import_from(file)
        assert len(set(looked)) == len(looked) == 2 * round_
        assert done.left["characters of whom no window was found"] == ["mia", "tom"]
        if round_ == 1:
            lib.undo()
    lib.import_from(file)
    assert len(looked) == len(items)


def test_who_was_erased_stays_away_from_packs_too(lib: Library, tmp_path: Path) -> None:
    """And so does what belongs to them."""
    lib.add("mia", tags=["hero"])
    lib.add("tom")
    lib.export(tmp_path / "all.charpack")
    lib.purge("mia")
    said: list[str] = []
    lib.import_(tmp_path / "all.charpack", warn=said.append)
    assert said == ["people who were erased here were left out: @mia"]
    assert [person.handle for person in lib.list()] == ["tom"]
