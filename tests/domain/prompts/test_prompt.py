"""Prompts: what is a mention, whom it names, and that all the rest is left alone."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charlib.domain.character.handle import normalise
from charlib.domain.prompts.prompt import Key, Mention, candidates, mentions, parse
from tests.examples import examples

brief = examples(50)

CAST: list[Key] = [
    *((None, name) for name in ("mia", "mia_2", "miami", "tom", "zoë", "мия", "noir")),
    *((None, name) for name in ("林", "林小", "林小雨", "mia林", "미아", "지", "がく")),
    ("noir", "mia"),
    ("noir", "tom"),
    ("season-2", "mia"),
]
WORDS = ["@", "@@", "/", ".", ",", "'s", "_", "-", "2", " ", "\n", "a", "x", "雨", "在", "가", "й"]
NAMES = [
    "mia",
    "MIA",
    "tom",
    "noir",
    "zoë",
    "мия",
    "林小",
    "林小雨",
    "미아",
    "진",
    "がく",
    "season-2",
]
known_keys = st.sets(st.sampled_from(CAST))
texts = st.lists(st.sampled_from([*WORDS, *NAMES]), max_size=14).map("".join) | st.text(max_size=30)
addresses = st.from_regex(
    r"[a-z0-9._+-]{0,8}[a-z0-9é]@(mia|tom|noir|[a-z]{2,6})(\.[a-z]{2,5}){1,2}", fullmatch=True
)


def key_of(name: str) -> Key:
    """`mia` or `noir/mia` as a key."""
    project, _, handle = name.rpartition("/")
    return (project or None, handle)


def read(text: str, *known: str) -> list[object]:
    """The tokens of a prompt: literals as text, mentions as what stands there and whom it names."""
    return [
        token if isinstance(token, str) else (token.text, token.key)
        for token in parse(text, {key_of(name) for name in known})
    ]


def names(text: str, *known: str) -> list[Key | None]:
    """Whom the mentions of a prompt name."""
    return [mention.key for mention in mentions(parse(text, {key_of(name) for name in known}))]


def told(name: str) -> tuple[str, Key]:
    """The mention of someone by their plain handle."""
    return (f"@{name}", key_of(name))


MIA, TOM = told("mia"), told("tom")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("@mia walks with @tom", [MIA, " walks with ", TOM]),
        ("@mia, @tom and @mia.", [MIA, ", ", TOM, " and ", MIA, "."]),
        ("@mia's hat", [MIA, "'s hat"]),
        ("@mia\u2019s hat", [MIA, "\u2019s hat"]),
        ('(@mia) "@tom"!', ["(", MIA, ') "', TOM, '"!']),
        ("@mia\n@tom", [MIA, "\n", TOM]),
        ("@mia-like", [MIA, "-like"]),
        ("@mia: hi", [MIA, ": hi"]),
        ("@mia😀", [MIA, "😀"]),
        ("😀@mia", ["😀", MIA]),
        ("", []),
        ("no one", ["no one"]),
    ],
)
def test_mentions_end_where_words_end(text: str, tokens: list[object]) -> None:
    """Punctuation, apostrophes, line ends and emoji end a mention and stay in the text."""
    assert read(text, "mia", "tom") == tokens


@pytest.mark.parametrize("written", ["@MIA", "@Mia", "@mIa"])
def test_case_does_not_matter(written: str) -> None:
    """A mention in any case names the same character and keeps what was typed."""
    assert read(f"{written}!", "mia") == [(written, (None, "mia")), "!"]


@pytest.mark.parametrize(
    "text",
    [
        *("mia@example.com", "write to tom@mia.com!", "first.last@mia.example", "a_@mia.com"),
        *("tom1@mia.com", "tom+ads@mia.com", "zoë@mia.com", "zoe\u0308@mia.com", "мия@mia.рф"),
        *("<mia@tom.com>,<tom@mia.com>", "mailto:mia@tom.com"),
    ],
)
def test_an_address_is_no_mention(text: str) -> None:
    """An e-mail address is literal text, even where its parts are handles."""
    assert read(text, "mia", "tom", "example", "com") == [text]


@given(st.lists(addresses, min_size=1, max_size=4), known_keys)
@brief
def test_no_address_is_a_mention(mentions_found: list[str], known: set[Key]) -> None:
    """Whatever addresses stand in a prompt, they stay as they are."""
    text = " ".join(mentions_found)
    assert parse(text, known) == [text]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("@@mia", ["@mia"]),
        ("@@@mia", ["@", MIA]),
        ("@@@@mia", ["@@mia"]),
        ("@@@@@mia", ["@@", MIA]),
        ("a@@b", ["a@b"]),
        ("@@", ["@"]),
        ("@", ["@"]),
        ("@ mia", ["@ mia"]),
        ("meet @ 5, @!", ["meet @ 5, @!"]),
        ("@5 @_mia @-", ["@5 @_mia @-"]),
        ("@mia@@tom", [MIA, "@tom"]),
        ("mia@", ["mia@"]),
    ],
)
def test_a_doubled_at_is_a_literal_one(text: str, tokens: list[object]) -> None:
    """`@@` is one literal `@`, and an `@` with no letter behind it is itself."""
    assert read(text, "mia", "tom") == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("@mia在雨里跑", [MIA, "在雨里跑"]),
        ("看@mia跑", ["看", MIA, "跑"]),
        ("@林小雨在雨里跑", [told("林小雨"), "在雨里跑"]),
        ("看,@林小雨和@mia。", ["看,", told("林小雨"), "和", MIA, "。"]),
        ("@미아가 걷는다", [told("미아"), "가 걷는다"]),
        ("@mia는 @tom을", [MIA, "는 ", TOM, "을"]),
        ("@สมชายวิ่ง", [told("สมชาย"), "วิ่ง"]),
        ("@さくらは走る", [told("さくら"), "は走る"]),
        ("@مريم، تعال", [told("مريم"), "، تعال"]),
        ("@мия и @mia", [told("мия"), " и ", MIA]),
    ],
)
def test_scripts_need_no_space_after_a_handle(text: str, tokens: list[object]) -> None:
    """Where words are not parted by spaces, or the script changes to one such, a handle may end."""
    assert read(text, "mia", "tom", "林小雨", "미아", "สมชาย", "さくら", "مريم", "мия") == tokens


@pytest.mark.parametrize(
    ("text", "known", "first"),
    [
        ("@miami", ["mia", "miami"], "miami"),
        ("@mia_2 and", ["mia", "mia_2"], "mia_2"),
        ("@mia and", ["mia", "mia_2", "miami"], "mia"),
        ("@林小雨在", ["林", "林小", "林小雨"], "林小雨"),
        ("@林小雨在", ["林", "林小"], "林小"),
        ("@mia林在", ["mia", "mia林"], "mia林"),
        ("@mia林在", ["mia", "林"], "mia"),
        ("@noir/mia", ["noir", "mia", "noir/mia"], "noir/mia"),
    ],
)
def test_the_longest_known_handle_wins(text: str, known: list[str], first: str) -> None:
    """Of several handles that fit, the longest is meant."""
    assert names(text, *known)[0] == key_of(first)
    assert parse(text, {key_of(name) for name in known})[0] != text


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        *(("@miami runs", "@miami"), ("@mia2 runs", "@mia2"), ("@mia_ runs", "@mia_")),
        *(("@mia_2", "@mia_2"), ("@mia\u0662", "@mia\u0662"), ("@miaй", "@miaй")),
        *(("@mia_2在跑", "@mia_2"), ("@林小2", "@林小2"), ("@林小_x", "@林小_x")),
        *(("@mia\u0301 runs", "@mia\u0301"), ("@tomx runs", "@tomx"), ("a @tomx's", "@tomx")),
    ],
)
def test_a_longer_word_is_somebody_else(text: str, unknown: str) -> None:
    """A letter, mark, digit or `_` after a handle makes another name, which nobody has."""
    mentions_found = mentions(parse(text, {key_of("mia"), key_of("林小"), key_of("tom")}))
    assert [(mention.text, mention.key) for mention in mentions_found] == [(unknown, None)]
    assert mentions_found[0].name == normalise(unknown[1:])


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("@noir/mia runs", [("@noir/mia", ("noir", "mia")), " runs"]),
        ("@Noir/MIA在跑", [("@Noir/MIA", ("noir", "mia")), "在跑"]),
        ("@season-2/mia's", [("@season-2/mia", ("season-2", "mia")), "'s"]),
        ("@2046/mia.", [("@2046/mia", ("2046", "mia")), "."]),
        ("@电影/林小雨在", [("@电影/林小雨", ("电影", "林小雨")), "在"]),
        ("@mia/tom", [MIA, "/tom"]),
        ("@mia/@tom", [MIA, "/", TOM]),
        ("@mia/ tom", [MIA, "/ tom"]),
        ("@noir/nobody", [("@noir/nobody", None)]),
        ("@nowhere/mia", [("@nowhere/mia", None)]),
        ("@noir/", [("@noir", None), "/"]),
        ("1@noir/mia", ["1@noir/mia"]),
    ],
)
def test_a_project_reaches_across(text: str, tokens: list[object]) -> None:
    """`@project/handle` names someone elsewhere; where no such project is, the slash is text."""
    known = ("mia", "tom", "noir/mia", "season-2/mia", "2046/mia", "电影/林小雨")
    assert read(text, *known) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("@mia@tom", [MIA, TOM]),
        ("@tom@mia@tom", [TOM, MIA, TOM]),
        ("@林小雨@mia", [told("林小雨"), MIA]),
        ("@mia@林小雨在", [MIA, told("林小雨"), "在"]),
        ("@nobody@mia", [("@nobody", None), MIA]),
        ("@mia@nobody", [MIA, ("@nobody", None)]),
    ],
)
def test_mentions_may_touch(text: str, tokens: list[object]) -> None:
    """A mention right behind a mention is one, not an address."""
    assert read(text, "mia", "tom", "林小雨") == tokens


@pytest.mark.parametrize("name", ["zoë", "미아", "がく", "ệva", "йод", "각"])
def test_decomposed_text_finds_the_composed_handle(name: str) -> None:
    """A name typed with separate marks or jamo is found, and its span is what was typed."""
    text = unicodedata.normalize("NFD", f"See @{name}!")
    assert read(text, name) == ["See ", (text[4:-1], (None, name)), "!"]


@pytest.mark.parametrize(("text", "handle"), [("@진이 온다", "지"), ("@각", "가"), ("@가", "ᄀ")])
def test_no_syllable_is_torn_apart(text: str, handle: str) -> None:
    """Half of a decomposed Hangul syllable is not somebody: the text means what it shows."""
    assert names(text, handle) == [None]
    assert names(unicodedata.normalize("NFD", text), handle) == [None]


@given(texts, known_keys)
@example("@진", {(None, "지")})
@brief
def test_composition_does_not_change_who_is_meant(text: str, known: set[Key]) -> None:
    """A prompt means the same people composed and decomposed."""
    composed = parse(unicodedata.normalize("NFC", text), known)
    decomposed = parse(unicodedata.normalize("NFD", text), known)
    assert [mention.key for mention in mentions(composed)] == [
        mention.key for mention in mentions(decomposed)
    ]


@pytest.mark.parametrize("name", ["a" * 32, "é" * 32, "ệ" * 32, "雨" * 32, "각" * 32])
def test_a_handle_of_full_length_is_found(name: str) -> None:
    """32 characters are found, composed or not, and not as the start of a longer name."""
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, name)
        assert names(f"@{typed} x", name) == [(None, name)]
        assert names(f"@{typed}2", name) == [None]


@pytest.mark.parametrize("slug", ["x" * 64, "é" * 64, "雨-" * 32])
def test_a_project_of_full_length_is_found(slug: str) -> None:
    """A slug of 64 characters reaches across too, composed or not."""
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, f"@{slug}/mia x")
        assert names(text, f"{slug}/mia") == [(slug, "mia")]


def gaps(text: str, mentions_found: list[Mention]) -> list[str]:
    """What stands between the mentions, with `@@` read as `@`; empty where they touch."""
    ends = [0, *(item.end for item in mentions_found)]
    starts = [*(item.start for item in mentions_found), len(text)]
    return [text[a:b].replace("@@", "@") for a, b in zip(ends, starts, strict=True)]


@given(texts, known_keys)
@brief
def test_spans_are_exact(text: str, known: set[Key]) -> None:
    """Each mention tells where it stands, in order, and a known one names what stands there."""
    end = 0
    for mention in mentions(parse(text, known)):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.text == text[mention.start : mention.end]
        assert mention.text.startswith("@")
        assert mention.key is None or (mention.key in known and key_of(mention.name) == mention.key)
        end = mention.end


@given(texts, known_keys)
@brief
def test_literal_text_is_never_damaged(text: str, known: set[Key]) -> None:
    """The literals are what stands between the mentions, only with `@@` made `@`."""
    tokens = parse(text, known)
    literals = [token for token in tokens if isinstance(token, str)]
    assert literals == [gap for gap in gaps(text, mentions(tokens)) if gap]


@given(texts, known_keys)
@brief
def test_tokens_put_together_read_the_same(text: str, known: set[Key]) -> None:
    """Literals with `@` doubled again, joined with the mentions, are the same prompt."""
    tokens = parse(text, known)
    again = "".join(t.replace("@", "@@") if isinstance(t, str) else t.text for t in tokens)
    is_shown_alike = [t if isinstance(t, str) else t.text for t in parse(again, known)]
    assert is_shown_alike == [t if isinstance(t, str) else t.text for t in tokens]


@given(texts, known_keys)
@brief
def test_no_two_literals_stand_in_a_row(text: str, known: set[Key]) -> None:
    """Literal text comes in one piece, and never as an empty one."""
    tokens = parse(text, known)
    assert "" not in tokens
    kinds = [isinstance(token, str) for token in tokens]
    assert not any(a and b for a, b in pairwise(kinds))


@given(st.text() | texts, known_keys)
@brief
def test_any_text_can_be_written_literally(text: str, known: set[Key]) -> None:
    """With every `@` doubled a text mentions nobody and comes out as it was."""
    assert parse(text.replace("@", "@@"), known) == ([text] if text else [])


@given(texts, known_keys)
@brief
def test_candidates_are_all_that_could_be_meant(text: str, known: set[Key]) -> None:
    """Knowing only the candidates of a prompt is as good as knowing the whole library."""
    assert parse(text, known & candidates(text)) == parse(text, known)


def may_end(text: str, end: int) -> bool:
    """Whether no name goes on at `end`: of Latin, digits and `_`, or of Han and Hangul."""
    if end == len(text):
        return True
    last, following = text[end - 1], text[end]
    if following == "_" or following.isdigit():
        return False
    return not following.isalpha() or not (is_spaced(last) and is_spaced(following))


def is_spaced(char: str) -> bool:
    """Whether a character of this module's words is Latin or Cyrillic, or holds such together."""
    return char < "\u1100"


@given(st.lists(st.sampled_from([*WORDS, *NAMES]), max_size=14).map("".join), known_keys)
@brief
def test_no_longer_known_handle_is_passed_over(text: str, known: set[Key]) -> None:
    """Where a mention stands, no longer known handle stands that could end there."""
    for mention in mentions(parse(text, known)):
        longer = [
            text[mention.start + 1 : end]
            for end in range(mention.end + 1, len(text) + 1)
            if may_end(text, end) and key_of(normalise(text[mention.start + 1 : end])) in known
        ]
        assert longer == []


@given(st.lists(st.sampled_from([*CAST, None]), max_size=8), st.sampled_from(" ,.;!?)\n'。"))
@brief
def test_everyone_mentioned_is_found(people: list[Key | None], after: str) -> None:
    """Each person who is plainly mentioned is found, in order and as often as they stand there."""
    written = [f"@{'/'.join(filter(None, key))}" if key else "rain" for key in people]
    text = "".join(f" {word}{after}" for word in written)
    mentions_found = [mention.key for mention in mentions(parse(text, set(CAST)))]
    assert mentions_found == [key for key in people if key]
