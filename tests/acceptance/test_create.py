"""Creating characters at the three dialects, with the exact bytes that must go over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.servers.dialects import (
    DIALECTS,
    SORA_ASYNC,
    SORA_RELAY,
    SORA_RELAY_MODEL,
    SORA_SYNC,
    Dialect,
)
from tests.acceptance.servers.expect import (
    CLIP,
    KEY_VAR,
    UTC_TIME,
    WINDOW,
    Cli,
    binding,
    done,
    listed,
    shown,
)
from tests.acceptance.servers.strict_servers import KEY

if TYPE_CHECKING:
    from .conftest import Join

TASK = "video_637efe22-0000-4000-8000-5b1f0c3d2a10"
every_dialect = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.profile)


def test_account_is_kept_without_its_key(run: Cli, join: Join) -> None:
    """An account is listed with its name and profile; its key is shown nowhere."""
    join(SORA_SYNC)

    (account,) = done(run("--json", "account", "list")).json
    show = done(run("--json", "account", "show", "main"))

    assert (account["name"], account["profile"]) == ("main", "sora-sync")
    assert KEY_VAR in show.out
    assert KEY not in show.out


def test_account_is_removed(run: Cli, join: Join) -> None:
    """An account that nothing uses can be removed again."""
    join(SORA_SYNC)

    done(run("account", "remove", "main"))

    assert done(run("--json", "account", "list")).json == []


@every_dialect
def test_create_by_url(run: Cli, join: Join, dialect: Dialect) -> None:
    """A URL and a window become one exact request and one ready binding."""
    server = join(dialect)

    done(run("create", "mia", "--url", CLIP, *WINDOW, "--account", "main"))

    bound = binding(run, "mia")
    assert server.bodies("create") == [{**dialect.creation, "url": CLIP, "timestamps": "5,8"}]
    assert (bound["account"], bound["profile"]) == ("main", dialect.profile)
    assert (bound["state"], bound["method"], bound["window"]) == ("ready", "url", "5,8")
    assert bound["remote_id"] in server.minted
    assert bound["source"]
    assert not bound["error"]
    assert UTC_TIME.fullmatch(bound["created_at"])


@every_dialect
def test_create_by_task(run: Cli, join: Join, dialect: Dialect) -> None:
    """The id of an earlier task, unknown to the library, goes out unchanged as from_task."""
    server = join(dialect)
    server.remember(TASK)

    done(run("create", "mia", "--task", TASK, "--window", "1,3", "--account", "main"))

    assert server.bodies("create") == [{**dialect.creation, "from_task": TASK, "timestamps": "1,3"}]
    assert binding(run, "mia")["state"] == "ready"


def test_create_from_recorded_source(run: Cli, join: Join) -> None:
    """Several characters are cut from one recorded source by its reference."""
    server = join(SORA_SYNC)
    done(run("source", "add", CLIP))
    (source,) = done(run("--json", "source", "list")).json
    ref = str(source.get("ref", source.get("id")))

    for handle, window in (("mia", "5,8"), ("tom", "9,12")):
        done(run("create", handle, "--source", ref, "--window", window))

    sent = [(body["url"], body["timestamps"]) for body in server.bodies("create")]
    assert sent == [(CLIP, "5,8"), (CLIP, "9,12")]
    assert {character["bindings"][0]["state"] for character in listed(run)} == {"ready"}


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("5, 8", "5,8"),
        (" 5 ,8 ", "5,8"),
        ("5.0,8.00", "5,8"),
        ("0,3", "0,3"),
        ("10.5, 13.25", "10.5,13.25"),
        ("0.125,3.125", "0.125,3.125"),
        ("45,46.5", "45,46.5"),
    ],
)
def test_window_is_printed_from_its_numbers(run: Cli, join: Join, typed: str, sent: str) -> None:
    """What a person typed with spaces or zeros is sent and kept as the plainest start,end."""
    server = join(SORA_SYNC)

    done(run("create", "mia", "--url", CLIP, "--window", typed))

    assert server.bodies("create")[0]["timestamps"] == sent
    assert binding(run, "mia")["window"] == sent


def test_first_tutorial_only_warns_of_long_windows(run: Cli, join: Join) -> None:
    """A window over 10 s is sent under the first tutorial's rules, with a warning on stderr."""
    server = join(SORA_SYNC)

    result = done(run("create", "mia", "--url", CLIP, "--window", "2,14"))

    assert server.bodies("create")[0]["timestamps"] == "2,14"
    assert "10" in result.err


@pytest.mark.parametrize("dialect", [SORA_SYNC, SORA_ASYNC, SORA_RELAY])
def test_window_check_takes_five_to_eight(run: Cli, join: Join, dialect: Dialect) -> None:
    """5,8 is legal under both tutorials and at the relays, and checking it sends nothing."""
    server = join(dialect)

    done(run("window", "check", "5,8", "--account", "main"))

    assert server.received == []


def test_description_is_kept(run: Cli, join: Join) -> None:
    """Name, look and tags given at creation are in the character's JSON."""
    join(SORA_SYNC)
    described = ("--name", "Mia Lin", "--look", "red coat", "--tag", "lead", "--tag", "hero")

    done(run("create", "mia", "--url", CLIP, *WINDOW, *described))

    mia = shown(run, "mia")
    assert (mia["handle"], mia["name"], mia["look"]) == ("mia", "Mia Lin", "red coat")
    assert sorted(mia["tags"]) == ["hero", "lead"]
    assert mia["project"] == "default"


def test_base_url_may_end_in_a_slash(run: Cli, join: Join) -> None:
    """A slash too many after the base URL does not reach the wire."""
    server = join(SORA_SYNC, "plain")
    at = ("--profile", "sora-sync", "--base-url", server.base_url + "/", "--key-env", KEY_VAR)
    done(run("account", "add", "slash", *at))

    done(run("create", "mia", "--url", CLIP, *WINDOW, "--account", "slash"))

    assert [request.path for request in server.received] == ["/v1/sora/characters"]


def test_async_creation_is_polled_until_completed(run: Cli, join: Join) -> None:
    """The second dialect's task is sent once and polled until it names the character."""
    server = join(SORA_ASYNC, pending=1)

    done(run("create", "mia", "--url", CLIP, *WINDOW))

    polls = [request for request in server.received if request.route == "creation"]
    assert len(server.bodies("create")) == 1
    assert len(polls) == 2
    assert binding(run, "mia")["remote_id"] in server.minted


def test_no_wait_leaves_the_rest_to_sync(run: Cli, join: Join) -> None:
    """With --no-wait the binding is processing; sync makes it ready without another creation."""
    server = join(SORA_ASYNC)

    done(run("create", "mia", "--url", CLIP, *WINDOW, "--no-wait"))
    waiting = binding(run, "mia")["state"]
    done(run("sync"))

    assert waiting == "processing"
    assert binding(run, "mia")["state"] == "ready"
    assert len(server.bodies("create")) == 1


@pytest.mark.parametrize("dialect", [SORA_SYNC, SORA_ASYNC])
def test_mention_is_the_id_in_both_tutorials(run: Cli, join: Join, dialect: Dialect) -> None:
    """In the tutorials' dialects a prompt names a character by its id."""
    join(dialect)

    done(run("create", "mia", "--url", CLIP, *WINDOW))

    bound = binding(run, "mia")
    assert bound["mention"] == f"@{bound['remote_id']}"


@pytest.mark.parametrize(
    "dialect", [SORA_RELAY, SORA_RELAY_MODEL], ids=lambda dialect: dialect.profile
)
def test_mention_is_the_username_at_relays(run: Cli, join: Join, dialect: Dialect) -> None:
    """At a relay the id is ch_… and the mention is the username with its dot."""
    join(dialect)

    done(run("create", "mia", "--url", CLIP, *WINDOW))

    bound = binding(run, "mia")
    assert bound["remote_id"].startswith("ch_")
    assert bound["mention"] == "@hfsp00001.mooflapand"


def test_two_accounts_are_kept_apart(run: Cli, join: Join) -> None:
    """A character made at a named account sends nothing to the other one."""
    first, second = join(SORA_SYNC, "first"), join(SORA_ASYNC, "second")

    done(run("create", "mia", "--url", CLIP, *WINDOW, "--account", "second"))

    assert first.received == []
    assert len(second.bodies("create")) == 1
    assert binding(run, "mia")["account"] == "second"
