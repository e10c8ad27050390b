"""Whether ids are still there: asked where that can be, and settled where a service ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.library import Library
from charlib.sandbox import Server
from tests.conftest import Cli

from .cast import KLING, OPENAI, VIDU, Family, join, material


def made(lib: Library, server: Server, folder: Path, family: Family) -> None:
    """@mia at a family's simulator, and @ghost, whose id it has never heard of."""
    join(lib, server, family)
    kept = material(folder, server, family)
    lib.create("mia", url=server.file_url("clip.mp4"), window="0,4", material=kept)
    lib.add("ghost", "99999999")


@pytest.mark.parametrize("family", [KLING, VIDU, OPENAI], ids=str)
def test_what_is_there_is_ready_and_what_is_not_is_gone(
    lib: Library, server: Server, folder: Path, family: Family
) -> None:
    """By its own call, or by the provider's list, an id is found there or it is gone."""
    made(lib, server, folder, family)
    checks = {check.handle: (check.was, check.state, check.why) for check in lib.verify()}
    assert checks == {"mia": ("ready", "ready", ""), "ghost": ("ready", "gone", "")}
    assert lib.show("ghost").bindings[0].state == "gone"
    lib.undo()
    assert lib.show("ghost").bindings[0].state == "ready"
    assert [check.handle for check in lib.verify("ghost", account="main")] == ["ghost"]


def test_what_cannot_be_asked_stays_as_it_is(lib: Library, cli: Cli) -> None:
    """A provider without a way to ask is named, and its ids stay ready: done in part."""
    lib.accounts.add("home", profile="sandbox")
    lib.add("mia", "ch_1")
    asked = cli("verify")
    assert asked.code == 4
    assert asked.err == (
        "error: Checked 0 of 1 ID; at home not all could be checked.\n"
        "  try: See the provider's console; if the service has shut down:"
        " charlib account retire home\n"
    )
    assert lib.show("mia").bindings[0].state == "ready"
    assert cli("verify", "--query", "nobody").code == 0


def test_a_retired_account_keeps_its_ids(lib: Library, cli: Cli) -> None:
    """All of an account is gone, nothing is deleted, other accounts are not touched."""
    for name in ("sora", "other"):
        lib.accounts.add(name, profile="sandbox")
    lib.add("mia", "ch_1", account="sora")
    lib.add("tom", "ch_2", account="other")
    assert cli("--json", "account", "retire", "sora").json == {"account": "sora", "gone": 1}
    assert [character.handle for character in lib.search("state:gone")] == ["mia"]
    assert lib.show("mia").bindings[0].remote_id == "ch_1"
    assert cli("prompt", "@mia walks", "--account", "sora").code == 2
    assert cli("prompt", "@tom walks", "--account", "other").code == 0
    lib.undo()
    assert lib.show("mia").bindings[0].state == "ready"
