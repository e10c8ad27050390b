"""Mentions in disguise: each is bound, or a doubt is told about it; none becomes text silently."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.prompts.doubts import doubts
from charlib.domain.prompts.prompt import Key, candidates, mentions, names, parse
from charlib.domain.prompts.view import AT_MARK
from tests.examples import examples

CAST: list[Key] = [(None, name) for name in ("mia", "tom", "林小雨", "雨", "김민수", "أحمد")]
NAMED: dict[Key, list[Key]] = {(None, "Mia Wong"): [("default", "mia")]}


def bound(text: str) -> list[Key | None]:
    """Whom a prompt mentions."""
    known = set(CAST) & candidates(text)
    return [mention.key for mention in mentions(parse(text, known, NAMED))]


def told(text: str) -> list[str]:
    """The places of a prompt that are doubtful."""
    known = set(CAST) & candidates(text)
    tokens = parse(text, known, NAMED)
    found = list(doubts(text, mentions(tokens), known))
    assert all(0 <= doubt.start < doubt.end <= len(text) for doubt in found)
    return [doubt.kind for doubt in found]


@pytest.mark.parametrize(
    "text",
    [
        *("\uff20mia", "\ufe6bmia", "（\uff20mia）", "@[mia]", "@{mia}", "@[ Mia ]", "@{@mia}"),  # noqa: RUF001 - full-width brackets
        *("\uff20[mia]", "_@mia_", "__@mia__", "**@mia**", "`@mia`", "~@mia~", "_see @mia_ run"),
        *("wide\\n@mia runs", "\\t@mia", "\\u00e9@mia", '{"url":"https://h.example/a","p":"@mia"}'),
        *("@\u200bmia", "@mi\u200ba", "@mia\u200b", "x\u200b@mia", "\ufeff@mia", "@\u200dmia"),
        *("\u2068@mia\u2069", "@\u2066mia\u2069", "@mia\ufe0f", "看https://h.example/a，@mia跑"),  # noqa: RUF001 - an IME's comma
    ],
)
def test_a_mention_in_disguise_is_bound(text: str) -> None:
    """Input methods, brackets, Markdown, JSON and invisible characters hide nobody."""
    assert bound(text) == [(None, "mia")]
    assert told(text) == []


def test_a_name_in_brackets_is_a_mention() -> None:
    """A name with spaces is asked for as a name; a handle wins over it."""
    assert names("@[Mia Wong] and @{noir/Tom X}") == {
        *((None, "Mia Wong"), ("noir", "Tom X"), (None, "noir/Tom X")),
    }
    assert bound("@[Mia Wong] runs") == [("default", "mia")]
    assert bound("@[Nobody Here] runs") == [None]


DISGUISED = [
    *("@ mia", "@(mia)", '@"mia"', "@**mia**", "@2mia", "@_mia", "@ mia_", "@[mia", "@「林小雨」"),
    *("and@mia", "bob@mia runs", "a_@mia", "https://h.example/a,@mia", "و@أحمد"),
    *("&#64;mia", "%40mia", "\\u0040mia", "(at)mia", "[at] mia"),
]
LONGER = [
    *("@mia.smith", "@mia-red", "@mia+uniform+x", "@mia/tom", "@雨在跑", "@mia\u200bruns"),
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [*((text, "unbound") for text in DISGUISED), *((text, "longer-name") for text in LONGER)],
)
def test_what_only_looks_like_a_mention_is_told(text: str, kind: str) -> None:
    """What goes out as plain text, or with half a name, is a doubt of its kind."""
    assert told(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "@@mia",
            "\uff20\uff20mia",
            "bob@mia.com",
            "tom+ads@mia.example",
            "https://h.example/@mia",
        ),
        *(
            "shot @24fps",
            "meet @ 5",
            "bob@work",
            "@mia.",
            "@mia, run",
            "@mia's",
            "@mia: hi",
            "@mia…",
        ),
        *("@林小雨在跑", "@mia在跑", "@mia/@tom", "@", "mia@", "@mia\n.x"),
    ],
)
def test_plain_text_and_plain_mentions_raise_no_doubt(text: str) -> None:
    """Addresses, doubled signs and ordinary sentences are left alone."""
    assert told(text) == []


before = st.sampled_from(
    ["", " ", "a ", "(", "_", "__", "**", "\\n", '"', "看", "镜头3", "\u200b", "x", "é", ".", ","]
)
signs = st.sampled_from(
    ["@", "\uff20", "\ufe6b", "@ ", "@(", "@[", "@{", "@_", "@'", "@\u200b", "&#64;"]
)
after = st.sampled_from(
    ["", " ", ".", ", ", "_", "]", "}", "**", ")", "\u200b", "的", ".smith", "-x"]
)


@given(before, signs, st.sampled_from([name for _, name in CAST]), after)
@examples(300)
def test_no_name_is_dropped_silently(start: str, sign: str, name: str, end: str) -> None:
    """A known name after any kind of sign is bound, refused as unknown, or told as a doubt."""
    text = f"{start}{sign}{name}{end}"
    is_address = start in {"x", "é"} and end == ".smith"
    assert is_address or bound(text) or told(text), text


@given(st.text("@\uff20mia._-[]{}()\\n \u200b雨/x", max_size=30))
@examples(100)
def test_literals_and_mentions_are_the_whole_prompt(text: str) -> None:
    """Nothing of a prompt is lost or doubled, whatever surrounds the mentions."""
    tokens = parse(text, set(CAST), NAMED)
    whole = "".join(token if isinstance(token, str) else token.text for token in tokens)
    assert AT_MARK.sub("", whole) == AT_MARK.sub("", text)
    told(text)
