"""A library that was built at Sora is made again at Kling and Vidu after Sora is gone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from charlib.cli.showing.phrasing import phrased
from charlib.library import Library, open_library, rebinding
from charlib.sandbox import Server
from charlib.sync.commit import commit
from tests.conftest import Cli
from tests.sync.families.cast import (
    KEYS,
    KLING,
    OMNI,
    PIXVERSE,
    SEEDANCE,
    VIDU,
    Family,
    join,
)

from .conftest import PEOPLE

SORA = Family("sandbox", "async")
PROMPTS = (
    "@mia walks through a city",
    "@tom sees @mia, and @mia sees @tom",
    "@林小雨 writes to me@example.com; @tom waits",
    "@extra waves at @林小雨 and @mia",
)


@pytest.fixture
def built(lib: Library, server: Server) -> Library:
    """Three people from films on a server, one from a film that was generated, four prompts."""
    join(lib, server, SORA, "sora")
    for number, handle in enumerate(PEOPLE):
        url = server.file_url(f"{number}.mp4")
        lib.create(handle, url=url, window="5,8", account="sora", name=f"{handle} Wong")
    task = lib.generate(PROMPTS[0], account="sora", seconds=4)
    lib.create("extra", task=task.remote_id, window="1,3", account="sora")
    lib.generate_many(PROMPTS[1:], account="sora", seconds=4)
    return lib


def templates(home: Path) -> list[str]:
    """Every prompt that the library remembers."""
    with closing(sqlite3.connect(home / "library.db")) as connection:
        return [row[0] for row in connection.execute("SELECT template FROM prompt ORDER BY id")]


def join_with_uploads(lib: Library, server: Server, served: Path, family: Family) -> None:
    """Add the account `next`, whose uploads the server serves."""
    url = f"{server.url}/files/$(basename {{name}})"
    put = f"sh -c 'cp {{file}} {served}/$(basename {{name}}); echo {url}'"
    lib.accounts.add(
        "next", profile=family.profile, base_url=server.bases[family.base],
        key_env=family.key_env, upload={"command": put} if family.by_url else None,
    )  # fmt: skip


@pytest.mark.parametrize("family", [KLING, VIDU, OMNI, PIXVERSE], ids=str)
def test_everybody_is_made_again_elsewhere(
    built: Library, server: Server, served: Path, home: Path, family: Family
) -> None:
    """With the source videos and the provider gone, all are rebound and every prompt renders."""
    for path in served.iterdir():
        path.unlink()
    before = {character.handle: character.bindings for character in built.list()}
    assert built.accounts.retire("sora") == 4
    join_with_uploads(built, server, served, family)

    plan = built.plan_rebind("next")
    rebound = built.rebind(plan)

    assert [result.error for result in rebound] == [None] * 4
    assert {step.what for step in plan.steps} == {"make"}
    for person in built.list():
        old, new = person.bindings
        assert (old.remote_id, old.state) == (before[person.handle][0].remote_id, "gone")
        assert (new.account, new.state) == ("next", "ready")
        assert new.remote_id != old.remote_id
    remembered = templates(home)
    assert sorted(remembered) == sorted(PROMPTS)
    for text in remembered:
        composed = built.prompt(text, account="next")
        assert all(used.binding_id for used in composed.characters)
    assert built.plan_rebind("next").of("make") == []
    assert built.generate(PROMPTS[1], account="next").state == "done"


CROWD = [f"extra_{n}" for n in range(36)]
"""With the four of `built`, forty people."""
NEXT = (OMNI, KLING, VIDU, SEEDANCE)
SCENES = (
    "@extra_0 and @extra_35 wait for @mia",
    "在雨里@extra_1跑, @林小雨's umbrella; x@extra_2.example",
    "@extra and @extra_12",
)


def keep_as(lib: Library, handle: str, other: str) -> None:
    """Record what is kept of one character for another: cutting takes much longer."""
    read = lib._session.store.read
    numbers = [read.footage.windows_of(lib.show(each).id)[0].id for each in (other, handle)]
    with lib._session.store.write() as writer:
        writer.footage.keep(numbers[1], read.footage.pieces(numbers[0]))


def test_forty_people_of_sora_live_on_at_four_providers(
    built: Library, server: Server, served: Path, home: Path, tmp_path: Path
) -> None:
    """All of them are made again from their stills at each, every prompt renders, none is lost."""
    for number, handle in enumerate(CROWD):
        like = PEOPLE[number % 3]
        url = server.file_url(f"{number % 3}.mp4")
        built.create(handle, url=url, window="5,8", account="sora", tags=[like], keep=False)
        keep_as(built, handle, like)
    built.generate_many(SCENES, account="sora", wait=False)
    for path in served.iterdir():
        path.unlink()
    assert built.accounts.retire("sora") == 40
    before = {person.handle: person for person in built.list(limit=0)}
    copier = tmp_path / "copier"
    copier.write_text(f'#!/bin/sh\ncp "$1" "{served}/$2" && echo "{server.file_url("")}$2"\n')
    copier.chmod(0o700)

    for family in NEXT:
        join(built, server, family, family.profile)
        if family.by_url:
            upload = {"command": f"{copier} {{file}} {{name}}"}
            built.accounts.edit(family.profile, upload=upload)
        plan = built.plan_rebind(family.profile)
        assert {step.what for step in plan.steps} == {"make"}
        assert [result.error for result in built.rebind(plan)] == [None] * 40
        remembered = templates(home)
        assert sorted(remembered) == sorted([*PROMPTS, *SCENES])
        for text in remembered:
            composed = built.prompt(text, account=family.profile)
            assert all(used.binding_id for used in composed.characters)

    after = {person.handle: person for person in built.list(limit=0)}
    assert after.keys() == before.keys()
    for handle, person in after.items():
        states = {binding.account: binding.state for binding in person.bindings}
        assert states == {"sora": "gone"} | {family.profile: "ready" for family in NEXT}
        assert (person.name, person.tags) == (before[handle].name, before[handle].tags)
        assert person.bindings[0].remote_id == before[handle].bindings[0].remote_id


def test_the_command_tells_its_plan_and_keeps_to_it(
    built: Library, server: Server, cli: Cli
) -> None:
    """A dry run sends nothing; the command makes what it said; a second run finds nobody left."""
    join(built, server, KLING, "kling")
    built.add("ghost", "char_ghost", account="sora")
    sent = len(server.ledger.requests)

    dry = cli("rebind", "--to", "kling", "--dry-run")
    assert len(server.ledger.requests) == sent
    done = cli("rebind", "--to", "kling", "--query", "-handle:ghost", "--yes")
    again = cli("--json", "rebind", "--to", "kling", "--yes")

    assert (dry.code, done.code, again.code) == (0, 0, 4)
    assert "4 to create, 1 missing; free of charge" in dry.err
    assert "@mia\tto create\tstills: 4 of 6 stills" in dry.out
    assert "@ghost\tmissing" in dry.out
    assert "charlib keep ghost --source FILE --window START,END" in dry.err
    assert done.out.count("ready") == 4
    assert "ghost: no window is recorded for it" in again.err


def test_what_was_never_kept_is_kept_first(
    lib: Library, server: Server, served: Path, films: Path
) -> None:
    """A rebind keeps what is missing as long as a source is there; then the source may go."""
    join(lib, server, SORA, "sora")
    join(lib, server, VIDU, "vidu")
    lib.create("mia", url=server.file_url("0.mp4"), window="5,8", account="sora", keep=False)
    lib.add("tom", "char_tom", account="sora")
    lib.keep("tom", source=str(films / "1.mp4"), window="2,4")
    assert lib.material(lib.show("mia")) is None

    plan = lib.plan_rebind("vidu")
    (served / "0.mp4").unlink()
    rebound = lib.rebind(plan)

    assert [(result.handle, result.error) for result in rebound] == [("tom", None), ("mia", None)]


def test_a_plan_needs_no_key_and_names_who_is_elsewhere(
    built: Library, server: Server, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dry run without the key shows the plan with a warning; the rebind itself is refused."""
    join(built, server, KLING, "kling")
    for name in KEYS:
        monkeypatch.delenv(name)
    shown = cli("--project", "default", "rebind", "--to", "kling", "--dry-run")
    assert shown.code == 0, shown.err
    assert "warning: " in shown.err
    refused = cli("rebind", "--to", "kling", "--yes")
    assert (refused.code, refused.out) == (2, "")
    assert "try: Set " in refused.err
    built.projects.add("noir")
    result = cli(
        "--project", "noir", "rebind", "--to", "kling", "--query", "project:default", "--dry-run"
    )
    assert result.out.startswith("@default/")


def test_a_rebind_that_was_interrupted_goes_on(built: Library, server: Server) -> None:
    """What was planned and not sent is sent by sync, and nobody is made twice."""
    join(built, server, KLING, "kling")
    minted = server.ledger.minted
    plan = built.plan_rebind("kling")
    intents = rebinding._intents(built._session, plan)
    with built._session.store.write() as writer:
        commit(writer, [intent for _, intent in intents])
    assert {step.what for step in built.plan_rebind("kling").steps} == {"open"}
    built.sync()

    assert server.ledger.minted - minted == 4
    assert {step.what for step in built.plan_rebind("kling").steps} == {"there"}


def test_who_is_gone_may_be_made_again_at_the_same_account(built: Library) -> None:
    """A prompt with somebody whose id is gone names what helps, and that helps."""
    built.accounts.retire("sora")
    (finding,) = built.lint("@mia waits", account="sora").findings
    (rebound,) = built.rebind(built.plan_rebind("sora", "handle:mia"))

    assert phrased(finding.hint) == "charlib rebind --to ACCOUNT"
    assert rebound.error is None
    assert built.lint("@mia waits", account="sora").findings == ()


def test_a_library_may_be_moved(built: Library, home: Path, tmp_path: Path) -> None:
    """Films and footage are found wherever the folder of the library is taken to."""
    films = {task.remote_id: Path(task.output or "").name for task in built.tasks.list()}
    built.create("late", task=next(reversed(films)), window="1,3", account="sora", keep=False)
    built.close()
    moved = home.rename(tmp_path / "elsewhere")

    with open_library(moved) as lib:
        outputs = {task.remote_id: Path(task.output or "") for task in lib.tasks.list()}
        findings = [diagnosis for diagnosis in lib.doctor() if "missing" in diagnosis.problem]
        kept = lib.material(lib.keep("late"))

    assert {name: path.name for name, path in outputs.items()} == films
    assert all(path.is_relative_to(moved) and path.is_file() for path in outputs.values())
    assert findings == []
    assert kept is not None
    assert kept.clip is not None


def test_a_film_that_is_gone_is_still_named(built: Library) -> None:
    """Where a film was is told even when it is no longer there."""
    task = built.tasks.list()[0]
    Path(task.output or "").unlink()

    assert built.tasks.list()[0].output == task.output
    assert any(str(task.output) in diagnosis.problem for diagnosis in built.doctor())
