"""Bad input: the right exit code, two lines on stderr, nothing on stdout, nothing changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.servers.dialects import SORA_ASYNC, SORA_SYNC
from tests.acceptance.servers.expect import CLIP, KEY_VAR, WINDOW, Cli, done, listed, refused
from tests.acceptance.servers.strict_servers import KEY

if TYPE_CHECKING:
    from tests.acceptance.servers.strict_servers import StrictServer

    from .conftest import Join

SOURCE = ("--url", CLIP)
MAIN = ("--account", "main")
SHORT = ("--account", "short")


@dataclass(frozen=True)
class Library:
    """A small library with two accounts: ``main`` of the first dialect, ``short`` of the second."""

    main: StrictServer
    short: StrictServer

    def sent(self) -> int:
        """Count the requests that either provider got."""
        return len(self.main.received) + len(self.short.received)


@pytest.fixture
def library(run: Cli, join: Join) -> Library:
    """Catalogue mia and tom."""
    servers = Library(join(SORA_SYNC), join(SORA_ASYNC, "short"))
    for handle in ("mia", "tom"):
        done(run("add", handle, "--id", f"char_{handle}", *MAIN))
    return servers


def windows(*texts: str) -> list[tuple[int, list[str], str]]:
    """Make a row of the table for each bad window."""
    return [(2, ["create", "zoe", *SOURCE, f"--window={text}", *MAIN], "") for text in texts]


@pytest.mark.parametrize(
    ("code", "argv", "word"),
    [
        *windows("8,5", "5,5", "5", "5,8,9", "five,8", "-1,2", "nan,3", "5;8", "", "5,5.5"),
        (2, ["create", "zoe", *SOURCE, "--window", "1,10", *SHORT], "3"),
        (2, ["create", "zoe", *SOURCE, "--window", "1,1.9", *SHORT], "1"),
        (2, ["create", "zoe", *SOURCE, *MAIN], "window"),
        (2, ["create", "zoe", *WINDOW, *MAIN], "url"),
        (2, ["create", "zoe", *SOURCE, "--task", "video_1", *WINDOW, *MAIN], ""),
        (2, ["create", "zoe walks", *SOURCE, *WINDOW, *MAIN], "zoe walks"),
        (2, ["create", "z", *SOURCE, *WINDOW, *MAIN], ""),
        (2, ["create", "9lives", *SOURCE, *WINDOW, *MAIN], "9lives"),
        (2, ["create", "zoe", *SOURCE, *WINDOW, *MAIN, "--frobnicate"], "--frobnicate"),
        (2, ["frobnicate"], "frobnicate"),
        (2, ["list", "--limit", "-1"], ""),
        (2, ["prompt", "@mai walks", *MAIN], "mia"),
        (2, ["prompt", "@mia meets @tomm", *MAIN], "tom"),
        (2, ["generate", "@mai walks", *MAIN], "mia"),
        (1, ["create", "mia", *SOURCE, *WINDOW, *MAIN], "mia"),
        (1, ["create", "zoe", *SOURCE, *WINDOW, "--account", "nobody"], "nobody"),
        (1, ["create", "zoe", "--source", "nowhere", *WINDOW, *MAIN], "nowhere"),
        (1, ["add", "mia", "--id", "char_2", *MAIN], "mia"),
        (1, ["rename", "mia", "tom"], "tom"),
        (1, ["rename", "nobody", "zoe"], "nobody"),
        (1, ["show", "nobody"], "nobody"),
        (1, ["rm", "nobody"], "nobody"),
        (1, ["restore", "nobody"], "nobody"),
        (1, ["edit", "nobody", "--look", "grey"], "nobody"),
        (1, ["tag", "add", "hero", "nobody"], "nobody"),
        (1, ["task", "show", "999"], "999"),
        (1, ["project", "use", "nowhere"], "nowhere"),
        (1, ["account", "add", "new", "--profile", "no-such", "--key-env", KEY_VAR], "no-such"),
        (1, ["create", "--from", "nowhere.csv"], "nowhere.csv"),
        (1, ["import", "nowhere.jsonl"], "nowhere.jsonl"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_refused_and_changes_nothing(
    run: Cli, library: Library, code: int, argv: list[str], word: str
) -> None:
    """Each mistake names its object in two lines, sends nothing and leaves the library alone."""
    before = listed(run)

    err = refused(run(*argv), code)

    assert word.lower() in err.lower()
    assert listed(run) == before
    assert library.sent() == 0


def test_errors_are_the_same_with_json(run: Cli, library: Library) -> None:
    """--json prints the error as one document; exit code and the two lines are the same."""
    backwards = ("create", "zoe", *SOURCE, "--window", "8,5", *MAIN)
    for argv, code in ((("show", "nobody"), 1), (backwards, 2)):
        result = run("--json", *argv)
        error = result.json["error"]
        assert result.code == code
        assert result.err == run(*argv).err
        assert result.err == f"error: {error['message']}\n  try: {error['hint']}\n"

    assert library.sent() == 0


def test_missing_key_is_told_before_any_call(cli: Cli, run: Cli, library: Library) -> None:
    """Without the variable in the environment it is named, and nothing is planned or sent."""
    before = listed(run)

    err = refused(cli("create", "zoe", *SOURCE, *WINDOW, *MAIN), 1, 2, 3)

    assert KEY_VAR in err
    assert listed(run) == before
    assert library.sent() == 0


def test_key_in_the_environment_is_never_repeated(run: Cli, library: Library) -> None:
    """A wrong key is refused by the provider, and is in none of charlib's words."""
    wrong = KEY + "-wrong"

    result = run("create", "zoe", *SOURCE, *WINDOW, *MAIN, env={KEY_VAR: wrong})

    err = refused(result, 3)
    assert wrong not in err
    assert library.sent() == 1


@pytest.mark.parametrize("profile", ["sora-sync", "sora-async"])
def test_default_address_of_a_dead_service_is_refused(run: Cli, profile: str) -> None:
    """Without a base URL of one's own, creation is refused with the day the service ended."""
    done(run("account", "add", "old", "--profile", profile, "--key-env", KEY_VAR))

    err = refused(run("create", "zoe", *SOURCE, *WINDOW, "--account", "old"), 3)

    assert "2026-09-24" in err
    assert listed(run) == []
