"""What is unknown is settled by a person; what is unfinished at the provider is waited for."""

from __future__ import annotations

import pytest

from charlib.errors import InvalidInput, NotFound, ProviderError

from .stage import ACCOUNT, ASYNC, RELAY, SYNC, Dialect, Stage, bound


def lost(stage: Stage, dialect: Dialect = SYNC) -> None:
    """Leave @mia unknown: she was made, and the answer was lost."""
    stage.strike("lost_answer", "POST", "/characters")
    with stage.open(dialect) as lib, pytest.raises(ProviderError):
        lib.create("mia", url=stage.film, window="5,8")


def test_an_unknown_binding_takes_the_id_it_has(stage: Stage) -> None:
    """The id that the provider's console shows is adopted, and nothing is sent."""
    lost(stage)
    minted = stage.characters[0].id

    with stage.open() as lib:
        binding = lib.resolve("mia", adopt=minted).bindings[0]

        assert (binding.state, binding.remote_id, binding.mention) == (
            "ready",
            minted,
            f"@{minted}",
        )
        assert lib.prompt("@mia").prompt == f"@{minted}"
    assert len(stage.requests("POST")) == 1


def test_an_adopted_id_may_be_mentioned_by_another_name(stage: Stage) -> None:
    """At a relay the mention is the username, whether or not it was typed with an @."""
    lost(stage, RELAY)

    with stage.open() as lib:
        binding = lib.resolve("mia", adopt="ch_1", mention="mia.moof").bindings[0]

    assert (binding.remote_id, binding.mention) == ("ch_1", "@mia.moof")


def test_an_unknown_binding_is_sent_again_when_a_person_says_so(stage: Stage) -> None:
    """Only a person may decide to pay twice."""
    lost(stage)

    with stage.open() as lib:
        lib.resolve("mia")

        assert bound(lib).state == "ready"
    assert len(stage.requests("POST")) == 2


def test_nothing_is_settled_where_nothing_is_unknown(stage: Stage) -> None:
    """A binding that is ready is left alone."""
    with stage.open(SYNC) as lib:
        lib.create("mia", url=stage.film, window="5,8")

        with pytest.raises(NotFound, match="@mia has no unanswered requests"):
            lib.resolve("mia", adopt="char_other")


@pytest.mark.parametrize("dialect", [SYNC, ASYNC, RELAY], ids=str)
def test_a_task_of_elsewhere_that_is_unfinished_is_waited_for(
    stage: Stage, dialect: Dialect
) -> None:
    """When the provider says that a task is still running, it is polled and then cut from."""
    with stage.open(dialect) as lib:
        task = lib.generate("a street", wait=False, params=dict([dialect.length]))
        remote_id = str(task.remote_id)
    other = Stage(stage.server, stage.home.with_name("elsewhere"))

    with other.open(dialect) as lib:
        lib.create("tom", task=remote_id, window="0,2")

        assert bound(lib, "tom").state == "ready"
        assert lib.tasks.show(remote_id).state == "done"


def test_an_unfinished_task_is_said_when_nobody_waits(stage: Stage) -> None:
    """Without waiting the creation stays planned, and sync finishes it."""
    with stage.open(SYNC) as lib:
        task = lib.generate("a street", wait=False, params=dict([SYNC.length]))
        remote_id = str(task.remote_id)
    other = Stage(stage.server, stage.home.with_name("elsewhere"))

    with other.open(SYNC) as lib:
        lib.create("tom", task=remote_id, window="0,2", wait=False)
        planned = bound(lib, "tom").state
        lib.sync()

        assert (planned, bound(lib, "tom").state) == ("planned", "ready")


def test_an_account_can_be_mended(stage: Stage) -> None:
    """A wrong base URL is changed, and what failed at it is tried again."""
    with stage.open(SYNC) as lib:
        lib.accounts.edit(ACCOUNT, base_url=f"{stage.server.url}/nowhere")
        with pytest.raises(ProviderError):
            lib.create("mia", url=stage.film, window="5,8")
    with stage.open() as lib:
        lib.accounts.edit(ACCOUNT, base_url=stage.server.bases["sync"])
        lib.sync(retry=True)

        assert bound(lib).state == "ready"
        with pytest.raises(InvalidInput, match="nothing to change"):
            lib.accounts.edit(ACCOUNT)


def test_a_profile_with_an_address_of_its_own_has_not_ended(stage: Stage) -> None:
    """A profile that extends one of a dead service, at another address, is called."""
    folder = stage.home / "profiles"
    folder.mkdir(parents=True)
    text = f'extends = "sora-sync"\n[http]\nbase_url = "{stage.server.bases["sync"]}"\n'
    (folder / "mine.toml").write_text(f'name = "mine"\n{text}', "utf-8")

    with stage.open() as lib:
        lib.accounts.add("mine", profile="mine", key_env="STAGE_KEY")

        assert lib.create("mia", url=stage.film, window="5,8").bindings[0].state == "ready"
