"""Rendering prompts: each dialect's own mention, the rest of the text exactly as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.servers.dialects import SORA_ASYNC, SORA_RELAY, SORA_SYNC, Answer, Dialect
from tests.acceptance.servers.expect import CLIP, WINDOW, Cli, done, prompted, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .conftest import Join

CAST: Mapping[str, str] = {
    "mia": "char_abc123xyz",
    "tom": "char_t0m",
    "mia_old": "char_old",
    "林小": "char_lin",
    "林小雨": "char_yu",
}


@pytest.fixture
def cast(run: Cli, join: Join) -> Cli:
    """Catalogue the cast at an account of the first dialect."""
    join(SORA_SYNC)
    for handle, remote_id in CAST.items():
        done(run("add", handle, "--id", remote_id))
    return run


@pytest.mark.parametrize("dialect", [SORA_SYNC, SORA_ASYNC], ids=lambda dialect: dialect.profile)
def test_tutorials_mention_the_id(run: Cli, join: Join, dialect: Dialect) -> None:
    """Both tutorials' dialects put @ and the id where the handle stood, and need nothing else."""
    join(dialect)
    for handle in ("mia", "tom"):
        done(run("add", handle, "--id", CAST[handle]))

    text = "@mia walks with @tom"
    rendered = prompted(run, text)

    assert rendered["prompt"] == "@char_abc123xyz walks with @char_t0m"
    assert (rendered["template"], rendered["profile"]) == (text, dialect.profile)
    assert [
        (character["handle"], character["remote_id"]) for character in rendered["characters"]
    ] == [
        ("mia", "char_abc123xyz"),
        ("tom", "char_t0m"),
    ]
    assert not rendered["request"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@mia walks with @tom", "@hfsp.moof walks with @u2.tom"),
        ("@mia, stop", "@hfsp.moof , stop"),
        ("@mia's coat", "@hfsp.moof 's coat"),
        ("@林小雨在跑步", "@yu.lin 在跑步"),
        ("@mia.", "@hfsp.moof ."),
    ],
)
def test_relays_mention_the_username_and_a_space(
    run: Cli, join: Join, text: str, expected: str
) -> None:
    """A relay's username holds a dot, so that a space parts it from what follows, never two."""
    join(SORA_RELAY)
    for handle, mention in (("mia", "hfsp.moof"), ("tom", "u2.tom"), ("林小雨", "yu.lin")):
        done(run("add", handle, "--id", f"ch_{mention[0]}", "--mention", mention))

    rendered = prompted(run, text)

    assert rendered["prompt"].rstrip(" ") == expected
    assert rendered["characters"][0]["mention"] in {"@hfsp.moof", "@yu.lin"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to ana@mia.example now", "write to ana@mia.example now"),
        ("@@mia is text, @mia is not", "@mia is text, @char_abc123xyz is not"),
        ("@mia's coat", "@char_abc123xyz's coat"),
        ("(@mia), @tom!", "(@char_abc123xyz), @char_t0m!"),
        ("@mia_old and @mia", "@char_old and @char_abc123xyz"),
        ("@MIA runs", "@char_abc123xyz runs"),
        ("@mia, @mia, @mia", "@char_abc123xyz, @char_abc123xyz, @char_abc123xyz"),
        ("{mia} {} %s $mia 100 %: @mia", "{mia} {} %s $mia 100 %: @char_abc123xyz"),
        ("  two  spaces  @mia\n\tand a tab ", "  two  spaces  @char_abc123xyz\n\tand a tab "),
    ],
)
def test_literal_text_is_never_damaged(cast: Cli, text: str, expected: str) -> None:
    """E-mail addresses, doubled @, possessives, longer handles, braces and blanks all survive."""
    assert prompted(cast, text)["prompt"] == expected


def test_unspaced_scripts_need_no_space_after_a_handle(cast: Cli) -> None:
    """In Chinese the longest known handle ends the mention; a space may be put after it."""
    prompt = prompted(cast, "雨中@林小雨在跑步")["prompt"]

    assert prompt.replace("@char_yu ", "@char_yu") == "雨中@char_yu在跑步"


def test_project_is_reached_by_name(cast: Cli) -> None:
    """@project/handle takes the character of another project."""
    done(cast("project", "add", "noir"))
    done(cast("--project", "noir", "add", "mia", "--id", "char_noir"))

    document = done(cast("--project", "default", "--json", "prompt", "@noir/mia meets @mia")).json

    assert document["prompt"] == "@char_noir meets @char_abc123xyz"


def test_plain_output_is_the_prompt_alone(cast: Cli) -> None:
    """Without --json stdout is what one pastes into the provider's box."""
    result = done(cast("prompt", "@mia walks with @tom"))

    assert result.out == "@char_abc123xyz walks with @char_t0m\n"


def test_binding_of_another_account_is_refused(cast: Cli, join: Join) -> None:
    """An id that one account minted is never put into another account's prompt."""
    join(SORA_ASYNC, "other")

    assert "mia" in refused(cast("prompt", "@mia walks", "--account", "other"), 1, 2)


def test_character_without_an_id_is_refused(run: Cli, join: Join) -> None:
    """A character whose creation failed is named instead of being rendered."""
    server = join(SORA_SYNC)
    server.forced["create"] = Answer(b"<html>", 502, "text/html")
    refused(run("create", "mia", "--url", CLIP, *WINDOW), 3)

    assert "mia" in refused(run("prompt", "@mia walks"), 1, 2)
