"""Asking again: when, how long after, how often, and what is never asked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charlib.config import Clock
from charlib.errors import Conflict, InvalidInput, ProviderError
from charlib.sandbox import Fault, Server, Settings, running

from .stage import ASYNC, RELAY, SANDBOX, SYNC, Dialect, Stage, bound, told

PATIENCE = 'extends = "{}"\n[http]\nbase_url = "https://host.example"\ntimeout_s = 0.3\n'
"""A profile of the user's own that waits a third of a second for an answer."""


def create(stage: Stage, dialect: Dialect = SYNC) -> ProviderError | None:
    """Create @mia in a new library and answer the error it ended with."""
    with stage.open(dialect) as lib:
        try:
            lib.create("mia", url=stage.film, window="5,8")
        except ProviderError as error:
            told(error)
            return error
    return None


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
@pytest.mark.parametrize("dialect", [SYNC, SANDBOX, RELAY], ids=str)
def test_retry_after_is_honoured(stage: Stage, dialect: Dialect, *, as_date: bool) -> None:
    """A creation that came too early is sent again after the time that was named, not before."""
    stage.strike("rate_limit", "POST", "/characters", seconds=20, as_date=as_date)

    assert create(stage, dialect) is None

    assert 20 <= stage.skipped <= 40
    assert len(stage.requests("POST")) == 2
    assert len(stage.characters) == 1


def test_retry_after_of_a_poll_is_honoured(stage: Stage) -> None:
    """A poll that came too early is repeated after the time that was named."""
    stage.strike("rate_limit", "GET", "/characters/", seconds=25)

    assert create(stage, SANDBOX) is None

    assert 25 <= stage.skipped <= 40
    assert len(stage.requests("POST")) == 1


def test_generation_that_came_too_early_is_billed_once(stage: Stage) -> None:
    """A refusal for coming too early proves that nothing was billed: it is sent again."""
    stage.strike("rate_limit", "POST", "/generations", seconds=5)
    with stage.open(SYNC) as lib:
        assert lib.generate("a street", params={"duration": "2"}).state == "done"

    assert len(stage.requests("POST")) == 2
    assert len(stage.generations) == 1


@pytest.mark.parametrize(
    ("fault", "asked"),
    [
        (Fault("rate_limit", method="POST", times=0, seconds=1), 4),
        (Fault("rate_limit", method="POST", times=0, seconds=3600), 1),
        (Fault("status", method="POST", times=0, status=503), 4),
    ],
    ids=["a second", "an hour", "overloaded"],
)
def test_patience_has_an_end(stage: Stage, fault: Fault, asked: int) -> None:
    """Four tries are made, and none after a wait of more than a minute; a retry makes it later."""
    stage.server.faults.add(fault)

    error = create(stage)

    assert error is not None
    assert len(stage.requests("POST")) == asked
    with stage.open() as lib:
        assert bound(lib).state == "failed"
        assert (bound(lib).error or "") in str(error)
        stage.server.faults.clear()
        assert lib.sync().states == {}
        assert lib.sync(retry=True).states == {"ready": 1}
        assert bound(lib).error is None
    assert len(stage.characters) == 1


@pytest.mark.parametrize("status", [402, 429])
def test_empty_account_is_final_and_says_so(stage: Stage, status: int) -> None:
    """No credit is not too many requests: it is asked once, and the words say what to do."""
    code = "credit_balance_exhausted"
    stage.strike("status", "POST", "/characters", times=0, status=status, code=code)

    error = create(stage)

    assert error is not None
    assert error.cause == "money"
    assert "no credit left" in str(error)
    assert len(stage.requests("POST")) == 1


def test_closed_port_is_tried_again_later(stage: Stage) -> None:
    """What provably never arrived is failed, and a retry sends it when the provider is back."""
    with running(Settings()) as gone:
        base = gone.bases["sync"]
    with stage.open() as lib:
        lib.accounts.add("main", profile="sora-sync", base_url=base, key_env="STAGE_KEY")
        with pytest.raises(ProviderError, match="cannot reach") as caught:
            lib.create("mia", url=stage.film, window="5,8")
        assert bound(lib).state in {"failed", "planned"}
    port = int(base.rpartition(":")[2].partition("/")[0])

    with running(Settings(port=port)) as back, stage.open() as lib:
        lib.sync(retry=True)

        assert bound(lib).state == "ready"
        assert back.ledger.minted == 1
    assert caught.value.cause == "unreachable"


@pytest.mark.parametrize("kind", ["latency", "slow_drip"])
@pytest.mark.parametrize("dialect", [SYNC, RELAY], ids=str)
def test_answer_that_takes_too_long_is_unknown(
    films: Path, home: Path, dialect: Dialect, kind: str
) -> None:
    """Silence and dripping end at the profile's time-out; what was sent is never sent again."""
    with running(Settings(files=films)) as slow:
        outwait(Stage(slow, home, Clock()), dialect, kind)


def outwait(stage: Stage, dialect: Dialect, kind: str) -> None:
    """Create @mia where the answer takes longer than the profile waits."""
    folder = stage.home / "profiles"
    folder.mkdir(parents=True)
    (folder / "quick.toml").write_text(PATIENCE.format(dialect.profile), "utf-8")
    stage.strike(kind, "POST", "/characters", seconds=5 if kind == "latency" else 0.02)

    error = create(stage, Dialect("quick", dialect.base))

    assert error is not None
    assert error.cause == "no_answer"
    with stage.open() as lib:
        lib.sync()
        lib.sync(retry=True)
        assert bound(lib).state == "unknown"
        assert [each[:3] for each in lib.sync().unknown] == [("@mia", "main", bound(lib).error)]
    assert len(stage.requests("POST")) == 1


def test_unknown_character_is_not_made_again_by_name(stage: Stage) -> None:
    """A handle whose creation was never answered is taken: creating it again could pay twice."""
    stage.strike("lost_answer", "POST", "/characters")
    assert create(stage) is not None

    with stage.open() as lib, pytest.raises(Conflict, match="@mia exists already"):
        lib.create("mia", url=stage.film, window="5,8")

    assert len(stage.characters) == 1


def test_failed_character_can_be_made_from_another_window(stage: Stage) -> None:
    """After a refusal the same handle takes a new creation, which a retry does not double."""
    stage.strike("status", "POST", "/characters")
    assert create(stage) is not None

    with stage.open() as lib:
        lib.create("mia", url=stage.film, window="1,4", tags=["hero"])
        lib.sync(retry=True)
        mia = lib.show("mia")

    assert [(binding.state, str(binding.window)) for binding in mia.bindings] == [
        ("failed", "5,8"),
        ("ready", "1,4"),
    ]
    assert mia.tags == ("hero",)
    assert [character.window for character in stage.characters] == ["1,4"]


def test_retry_leaves_the_trash_alone(stage: Stage) -> None:
    """A failed character that was thrown away is not made behind one's back."""
    stage.strike("status", "POST", "/characters")
    assert create(stage) is not None

    with stage.open() as lib:
        lib.remove("mia")
        assert lib.sync(retry=True).states == {}

    assert stage.characters == ()


@pytest.fixture(scope="module")
def endless(films: Path) -> Iterator[Server]:
    """A sandbox whose jobs never finish."""
    with running(Settings(files=films, polls=10**9)) as server:
        yield server


def test_waiting_has_a_deadline(endless: Server, home: Path) -> None:
    """After half an hour the job is left open; it was asked after less and less often."""
    stage = Stage(endless, home)
    with stage.open(ASYNC) as lib:
        character = lib.create("mia", url=stage.film, window="5,8")
        synced = lib.sync()

        assert character.bindings[0].state == "processing"
        assert bound(lib).state == "processing"
    assert 1790 <= stage.skipped <= 1840
    assert 80 <= len(stage.requests("GET")) <= 120
    assert len(stage.requests("POST")) == 1
    assert [remainder.job.label for remainder in synced.left] == ["@mia"]
    assert "it is still processing after 18" in synced.left[0].why


def test_missing_key_changes_nothing(stage: Stage) -> None:
    """Without its key nothing of a creation is written, and nothing of an open one is lost."""
    with stage.open(ASYNC) as lib:
        lib.create("mia", url=stage.film, window="5,8", wait=False)
    with stage.open() as lib:
        lib._session.environ = {}
        with pytest.raises(InvalidInput, match="has no key"):
            lib.create("tom", url=stage.film, window="1,3", account="main")
        synced = lib.sync()
        cast = [character.handle for character in lib.list()]

    assert cast == ["mia"]
    assert [(remainder.job.label, type(remainder.error).__name__) for remainder in synced.left] == [
        ("@mia", "NoKey")
    ]
    with stage.open() as lib:
        assert lib.sync().states == {"ready": 1}
