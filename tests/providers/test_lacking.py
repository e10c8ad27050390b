"""What people are told where a provider does not offer something."""

from __future__ import annotations

from pathlib import Path

import pytest

from charlib.cli.showing.phrasing import phrased
from charlib.providers.inventory import lacking, uses_voice_ids
from charlib.providers.profiles import Profiles

BUNDLED = {name: Profiles(Path("none")).load(name) for name in Profiles(Path("none")).names()}


@pytest.mark.parametrize("name", BUNDLED)
def test_each_gap_has_a_way_round(name: str) -> None:
    """At every profile and for each operation it lacks, the hint is about this account."""
    profile = BUNDLED[name]
    for operation in ("create", "generate", "voice"):
        if getattr(profile, operation) is not None:
            continue
        error = lacking(profile, operation, "acme")
        hint = phrased(error.hint)
        assert profile.name in str(error)
        assert (
            "--account acme" in hint
            or hint.endswith("leave out --account")
            or (hint == "Leave out --account")
        )
        assert "NAME" not in hint


@pytest.mark.parametrize(
    ("name", "operation", "command"),
    [
        ("minimax:h3", "create", "charlib prompt TEXT --account acme"),
        ("comfy-router", "create", "charlib add HANDLE --id REMOTE_ID --account acme"),
        ("luma", "generate", "charlib prompt TEXT --account acme"),
        ("minimax:h3", "voice", "Leave out --account"),
        ("xai", "voice", "charlib voice add HANDLE --id VOICE_ID --account acme"),
        ("higgsfield-soul", "voice", "leave out --account"),
    ],
)
def test_the_way_round_fits_the_provider(name: str, operation: str, command: str) -> None:
    """Kept media that go along need no ID; IDs made elsewhere are recorded."""
    assert command in phrased(lacking(BUNDLED[name], operation, "acme").hint)


def test_who_uses_the_id_of_a_voice() -> None:
    """In the creation of a character, or beside a prompt."""
    using = {name for name, profile in BUNDLED.items() if uses_voice_ids(profile)}
    assert {"kling-elements", "vidu-subjects", "xai", "seedance-assets"} <= using
    assert not using & {"higgsfield-soul", "minimax:h3", "plain"}
