"""Mentions of looks: `@mia+uniform`, and every `+` that is plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.prompts.prompt import Key, Mention, has_looks, parse
from tests.examples import examples

KNOWN: set[Key] = {(None, "mia"), ("noir", "mia"), (None, "林小雨"), (None, "tom"), (None, "林")}
NAMED: dict[Key, list[Key]] = {(None, "Mia Wong"): [("default", "mia")]}
LOOKS: dict[Key, set[str]] = {
    (None, "mia"): {"uniform", "uni", "5", "80s"},
    ("noir", "mia"): {"coat"},
    ("default", "mia"): {"uniform"},
    (None, "林小雨"): {"战斗装", "战斗", "红"},
}


def read(text: str) -> list[object]:
    """The tokens: literals as text, mentions as what stands there, whom and which look."""
    return [
        token if isinstance(token, str) else (token.text, token.key and token.key[1], token.look)
        for token in parse(text, KNOWN, NAMED, LOOKS)
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("@mia+uniform runs", [("@mia+uniform", "mia", "uniform"), " runs"]),
        ("@MIA+Uniform", [("@MIA+Uniform", "mia", "uniform")]),
        ("＠mia＋uniform", [("＠mia＋uniform", "mia", "uniform")]),  # noqa: RUF001
        ("@noir/mia+coat.", [("@noir/mia+coat", "mia", "coat"), "."]),
        ("@[Mia Wong]+uniform!", [("@[Mia Wong]+uniform", "mia", "uniform"), "!"]),
        ("@{mia}+uni", [("@{mia}+uni", "mia", "uni")]),
        ("@mia+5", [("@mia+5", "mia", "5")]),
        ("@mia+80s's", [("@mia+80s", "mia", "80s"), "'s"]),
        ("@mia+uniform在跑", [("@mia+uniform", "mia", "uniform"), "在跑"]),
        ("@林小雨+战斗装", [("@林小雨+战斗装", "林小雨", "战斗装")]),
        ("@林小雨+战斗装走", [("@林小雨+战斗装", "林小雨", "战斗装"), "走"]),
        ("@林小雨+战斗走", [("@林小雨+战斗", "林小雨", "战斗"), "走"]),
        ("_@mia+uniform_", ["_", ("@mia+uniform", "mia", "uniform"), "_"]),
        ("@mia\u200b+uniform", [("@mia\u200b+uniform", "mia", "uniform")]),
        ("@mia+uniform@tom", [("@mia+uniform", "mia", "uniform"), ("@tom", "tom", "")]),
        ("@mia+uniform+x", [("@mia+uniform", "mia", "uniform"), "+x"]),
    ],
)
def test_a_look_is_read(text: str, tokens: list[object]) -> None:
    """The longest known look wins, in any script, after any form of mention."""
    assert read(text) == tokens


@pytest.mark.parametrize(
    ("text", "look"),
    [("@mia+unifrom", "unifrom"), ("@mia+6", "6"), ("@tom+uniform", "uniform"),
     ("@mia+uniforms run", "uniforms"), ("@林小雨+大衣", "大衣")],
)  # fmt: skip
def test_an_unknown_look_is_no_plain_text(text: str, look: str) -> None:
    """A letter or digit after the `+` means a look, whether the character has it or not."""
    mention = next(token for token in parse(text, KNOWN, NAMED, LOOKS) if token)
    assert isinstance(mention, Mention)
    assert mention.look == look


@pytest.mark.parametrize(
    "text", ["@mia+", "@mia+ uniform", "@mia +uniform", "@mia+@tom", "@mia++", "@mia+_x", "@mia+-1"]
)
def test_any_other_plus_is_plain_text(text: str) -> None:
    """A space is enough."""
    first = parse(text, KNOWN, NAMED, LOOKS)[0]
    assert isinstance(first, Mention)
    assert (first.text, first.look) == ("@mia", "")


def test_a_plus_after_nobody_is_left_alone() -> None:
    """An unknown character has no looks."""
    assert read("@bob+uniform") == [("@bob", None, ""), "+uniform"]
    assert has_looks("@mia+uniform")
    assert not has_looks("@mia + uniform")


@examples(200)
@given(
    st.lists(
        st.sampled_from(["@", "mia", "林小雨", "+", "＋", "uniform", "战斗装", "uni", " ", "_", "5",  # noqa: RUF001
                         "@@", "noir/", "[", "]", "走", "\u200b"]),
        max_size=12,
    ).map("".join)
)  # fmt: skip
def test_nothing_is_lost(text: str) -> None:
    """Literals and mentions together are the text, but for doubled signs."""
    tokens = parse(text, KNOWN, NAMED, LOOKS)
    together = "".join(token if isinstance(token, str) else token.text for token in tokens)
    assert together == text or "@@" in text
    for token in tokens:
        if isinstance(token, Mention):
            assert text[token.start : token.end] == token.text
            assert not token.look or token.key
