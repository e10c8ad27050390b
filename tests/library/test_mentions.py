"""The mention that charlib shows is the one that prompts have, whatever the provider answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from charlib.library import Library
from charlib.providers.profiles import Profiles
from tests.conftest import Cli

PROFILES = Profiles(Path("nowhere"))
CALLING = [name for name in PROFILES.names() if PROFILES.load(name).reference.uses_ids]
"""The profiles whose prompts have an ID in the text or beside it."""


@pytest.mark.parametrize("profile", CALLING)
def test_what_is_shown_is_in_the_prompt(lib: Library, profile: str) -> None:
    """Of every profile; `N` stands for the number of a character that is counted."""
    lib.accounts.add("there", profile=profile)
    lib.add("mia", "4711", name="Mia Chen")
    shown = lib.show("mia").bindings[0].mention or ""
    composed = lib.prompt("@mia walks")

    pattern = re.escape(shown).replace("N", r"[0-9N]+")
    assert re.search(pattern, composed.prompt)
    assert composed.characters[0].mention in composed.prompt
    assert [each.bindings[0].mention for each in lib.search("mia")] == [shown]
    assert [each.bindings[0].mention for each in lib.list()] == [shown]


def test_it_follows_the_handle(lib: Library, cli: Cli, tmp_path: Path) -> None:
    """Where the caller chooses the name, it is the handle of today."""
    lib.accounts.add("vidu", profile="vidu-subjects")
    lib.add("mia", "4711")
    lib.rename("mia", "eva")
    lib.close()

    assert cli("--json", "show", "eva").json["bindings"][0]["mention"] == "@eva"
    assert cli("--json", "list").json[0]["bindings"][0]["mention"] == "@eva"
    assert "ready @eva" in cli("show", "eva").out
    cli("gallery", "-o", tmp_path / "cast.html")
    assert 'data-copy="@eva"' in (tmp_path / "cast.html").read_text()
    assert "@4711" not in (tmp_path / "cast.html").read_text()
    assert json.loads(cli("--json", "prompt", "@eva").out)["characters"][0]["mention"] == "@eva"


def test_a_profile_that_is_missing_here_hides_nothing(lib: Library) -> None:
    """Then the mention is what the provider answered."""
    lib.accounts.add("home", profile="sandbox")
    lib.add("mia", "ch_1")
    with lib._session.store.write() as writer:
        writer._scope.execute("UPDATE profile SET name = 'gone', toml = ''")
    assert lib.show("mia").bindings[0].mention == "@ch_1"
