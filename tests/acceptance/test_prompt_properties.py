"""Property tests of prompts through the public Python API.

Assumed of it: ``charlib.open(home=…)`` takes a path, and ``prompt(text, account=…)`` returns an
object with the rendered text as ``.prompt``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

import charlib
from tests.acceptance.servers.dialects import SORA_RELAY, SORA_SYNC
from tests.acceptance.servers.expect import Cli, done
from tests.examples import examples

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Join

# what must come out as it went in; an @ would have to be doubled, control characters are refused
plain = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="@\uff20\ufe6b"),
    max_size=20,
)
literals = st.one_of(
    plain.map(lambda text: (text, text)),
    st.from_regex(r"[a-z]{1,8}@(mia|[a-z]{1,8})\.example", fullmatch=True).map(lambda a: (a, a)),
    st.sampled_from([("@@", "@"), ("@@mia", "@mia"), ("a@@b", "a@b"), ("{}", "{}"), ("雨", "雨")]),
)
brief = examples(25)


def mentions(written: dict[str, str]) -> st.SearchStrategy[tuple[str, str]]:
    """Draw a mention: what is typed, and what it must become."""
    return st.sampled_from([(f"@{handle}", mention) for handle, mention in written.items()])


def test_tutorial_dialect_keeps_all_literal_text(run: Cli, join: Join, home: Path) -> None:
    """Only the mentions change: every other character of the text comes out as it went in."""
    join(SORA_SYNC)
    cast = {"mia": "@char_1", "mia_2": "@char_22", "林小": "@char_333", "林小雨": "@char_4444"}
    for handle, mention in cast.items():
        done(run("add", handle, "--id", mention[1:]))
    for handle, look, number in (("mia", "uniform", 5), ("林小雨", "战斗装", 6)):
        done(run("look", "add", handle, look, "--id", f"look_{number}"))
        cast[f"{handle}+{look}"] = f"@look_{number}"
    library = charlib.open(home=home)

    @brief
    @given(st.lists(st.one_of(literals, mentions(cast)), max_size=12))
    def check(pieces: list[tuple[str, str]]) -> None:
        text = " ".join(typed for typed, _ in pieces)
        expected = " ".join(rendered for _, rendered in pieces)
        assert library.prompt(f"In {text} .", account="main").prompt == f"In {expected} ."

    check()


def test_relay_mentions_stand_alone(run: Cli, join: Join, home: Path) -> None:
    """Whatever follows a mention, one space parts them, and nothing else is put in or lost."""
    join(SORA_RELAY)
    done(run("add", "mia", "--id", "ch_1", "--mention", "hfsp.moof"))
    library = charlib.open(home=home)

    @brief
    @given(st.sampled_from(" ,.;:!?)'\"\u3002在跑"), plain)
    def check(after: str, rest: str) -> None:
        prompt = library.prompt(f"See @mia{after}{rest}", account="main").prompt
        tail = after if after == " " else f" {after}"
        assert prompt.rstrip(" ") == f"See @hfsp.moof{tail}{rest}".rstrip(" ")

    check()
