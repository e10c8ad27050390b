"""Rendering: each person keeps their own reference, in the text and in the request beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain.prompts import prompt
from charlib.domain.prompts.compose import Rendered, render
from charlib.domain.prompts.naming import NameRules
from charlib.domain.prompts.reference import Attachment, Reference, Slot
from tests.examples import examples

brief = examples(40)


def slot(number: int, handle: str, name: str = "", look: str = "") -> Slot:
    """Someone with an id and a dotted mention of their own."""
    return Slot((None, handle), handle, name, look, f"{number}00", f"@user{number}.dot")


MIA = slot(1, "mia", "Mia Wong", "a red coat")
CAST = (
    MIA,
    slot(2, "mia_2", "Mia's double", "a {name} badge"),
    slot(3, "tom", "", "grey hair"),
    slot(4, "林小", "林小", ""),
    slot(5, "林小雨", "Lin {look}", "蓝衣"),
    slot(6, "미아", "@mia", "\\1"),
)

PADDED = Reference(pad="after")
NAMED = Reference(template="@{handle}", attach=(Attachment("refs[]", "{remote_id}"),))
MENTIONED = Reference()
INDEXED = Reference(
    template="<<<element_{n}>>>",
    attach=(Attachment("element_list[]", {"element_id": "{remote_id|int}"}),),
)
FROM_ZERO = INDEXED._replace(index_base=0)
PROSE = Reference(
    template="{name} ({look})", attach=(Attachment("characters[]", {"id": "{remote_id}"}),)
)
NESTED = Reference(
    template="[Image {n}]", attach=(Attachment("input.images[].url", "asset://{remote_id}"),)
)

# What must come out as it went in, an `@` doubled.
literals = st.one_of(
    st.sampled_from(["rain", "mia", "tom@mia.com", "{n}", "{remote_id}", "\\1", "<<<element_1>>>"]),
    st.sampled_from(["在雨里跑", "1.", "林小雨", "@@mia", "a@@b", "%s", "\n"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="@"), max_size=8),
)
casts = st.lists(st.sampled_from(CAST), min_size=1, max_size=6, unique=True)


@dataclass(frozen=True)
class Draft:
    """A prompt as drawn: literal pieces and people, parted by spaces."""

    pieces: tuple[str | Slot, ...]

    @property
    def text(self) -> str:
        """The prompt as a person would type it."""
        return " ".join(p if isinstance(p, str) else f"@{p.handle}" for p in self.pieces)

    @property
    def slots(self) -> list[Slot]:
        """Its people in order of first mention."""
        return list(dict.fromkeys(piece for piece in self.pieces if isinstance(piece, Slot)))

    def expected(self, mentions: Sequence[str]) -> str:
        """The prompt with what is said for each of `slots`."""
        of = dict(zip(self.slots, mentions, strict=True))
        shown = [p.replace("@@", "@") if isinstance(p, str) else of[p] for p in self.pieces]
        return " ".join(shown)


drafts = casts.flatmap(
    lambda cast: st.lists(st.one_of(literals, st.sampled_from(cast)), max_size=12)
).map(lambda pieces: Draft(tuple(pieces)))


def rendered(text: str, reference: Reference) -> Rendered:
    """Render a prompt for the whole cast, with slots in order of first mention."""
    tokens = prompt.parse(text, {character.key for character in CAST})
    keys = dict.fromkeys(mention.key for mention in prompt.mentions(tokens))
    slots = [next(character for character in CAST if character.key == key) for key in keys]
    return render(tokens, slots, reference)


@given(drafts)
@brief
def test_mentions_become_each_persons_own(draft: Draft) -> None:
    """By default every mention becomes what the account calls that person, and nothing is added."""
    rendering = rendered(draft.text, MENTIONED)
    assert rendering.text == draft.expected([slot.mention for slot in draft.slots])
    assert rendering.request == {}


@given(drafts)
@brief
def test_names_stay_with_their_ids(draft: Draft) -> None:
    """Handles stay in the text, and the ids come in the order of first mention, each once."""
    rendering = rendered(draft.text, NAMED)
    assert rendering.text == draft.expected([f"@{slot.handle}" for slot in draft.slots])
    assert rendering.request.get("refs", []) == [slot.remote_id for slot in draft.slots]


@given(drafts, st.sampled_from([INDEXED, FROM_ZERO]))
@brief
def test_positions_count_the_request(draft: Draft, reference: Reference) -> None:
    """The number in the text is the place in the list, from the base the provider counts from."""
    rendering = rendered(draft.text, reference)
    mentions = [f"<<<element_{n}>>>" for n, _ in enumerate(draft.slots, reference.index_base)]
    assert rendering.text == draft.expected(mentions)
    items = [{"element_id": int(slot.remote_id)} for slot in draft.slots]
    assert rendering.request.get("element_list", []) == items


@given(drafts)
@brief
def test_prose_says_name_and_look(draft: Draft) -> None:
    """Names and looks are put in as they are, and a nameless one is called by the handle."""
    rendering = rendered(draft.text, PROSE)
    assert rendering.text == draft.expected(
        [f"{o.name or o.handle} ({o.look})" for o in draft.slots]
    )
    assert rendering.request.get("characters", []) == [
        {"id": slot.remote_id} for slot in draft.slots
    ]


@given(drafts)
@brief
def test_a_fragment_may_be_deep(draft: Draft) -> None:
    """References in objects inside a nested list keep the order of the words in the text."""
    rendering = rendered(draft.text, NESTED)
    assert rendering.text == draft.expected([f"[Image {n}]" for n, _ in enumerate(draft.slots, 1)])
    urls = [{"url": f"asset://{slot.remote_id}"} for slot in draft.slots]
    assert rendering.request == ({"input": {"images": urls}} if urls else {})


@given(drafts)
@brief
def test_a_padded_mention_is_never_touched(draft: Draft) -> None:
    """Behind a padded mention is white space or the end, and nothing but spaces is put in."""
    tokens = [prompt.Mention("", 0, 0, p.key) if isinstance(p, Slot) else p for p in draft.pieces]
    marked = [slot._replace(mention=f"@\ue000{slot.remote_id}\ue001") for slot in draft.slots]
    rendering, plain = (render(tokens, marked, ref).text for ref in (PADDED, MENTIONED))
    assert not re.search(r"\ue001\S", rendering)
    assert rendering.replace(" ", "") == plain.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "first", "other"),
    [
        ("@mia meets @tom", "<<<element_1>>> meets <<<element_2>>>", ["100", "300"]),
        ("@tom meets @mia", "<<<element_1>>> meets <<<element_2>>>", ["300", "100"]),
        ("@tom, @mia, @tom", "<<<element_1>>>, <<<element_2>>>, <<<element_1>>>", ["300", "100"]),
        ("看@林小雨和@林小跑", "看<<<element_1>>>和<<<element_2>>>跑", ["500", "400"]),
        ("@mia@mia_2", "<<<element_1>>><<<element_2>>>", ["100", "200"]),
        ("tom@mia.com: @tom", "tom@mia.com: <<<element_1>>>", ["300"]),
    ],
)
def test_reversed_and_repeated_mentions_keep_their_people(
    text: str, first: str, other: list[str]
) -> None:
    """Who comes first is number one, a repeated mention keeps its number."""
    rendering = rendered(text, INDEXED)
    assert rendering.text == first
    assert rendering.request["element_list"] == [{"element_id": int(item)} for item in other]


@pytest.mark.parametrize(
    ("text", "padded"),
    [
        ("@mia walks", "@user1.dot walks"),
        ("@mia在雨里", "@user1.dot 在雨里"),
        ("看@mia跑", "看@user1.dot 跑"),
        ("@mia.", "@user1.dot ."),
        ("@mia, @tom's", "@user1.dot , @user3.dot 's"),
        ("@mia@tom", "@user1.dot @user3.dot"),
        ("see @mia", "see @user1.dot"),
        ("@mia\nruns", "@user1.dot\nruns"),
        ("@mia@@tom", "@user1.dot @tom"),
    ],
)
def test_padding_parts_a_mention_from_what_follows(text: str, padded: str) -> None:
    """One space stands behind a mention where none stood, none at the end, none before."""
    assert rendered(text, PADDED).text == padded


@pytest.mark.parametrize(
    ("text", "plain"), [("@mia.", "@user1.dot."), ("@mia@tom", "@user1.dot@user3.dot")]
)
def test_without_padding_nothing_is_put_in(text: str, plain: str) -> None:
    """Where the profile asks for no padding the text stays as close as it was."""
    assert rendered(text, MENTIONED).text == plain


def test_a_mention_of_nobody_cannot_be_rendered() -> None:
    """A prompt with somebody unknown in it raises before anything is sent."""
    tokens = prompt.parse("@mia and @nobody", {MIA.key})
    with pytest.raises(ValueError, match="@nobody"):
        render(tokens, [MIA], MENTIONED)


@pytest.mark.parametrize(
    ("answer", "mention"),
    [
        ({"remote_id": "ch_1", "username": "hfsp.moof"}, "@hfsp.moof"),
        ({"remote_id": "ch_1", "username": None}, "@ch_1"),
        ({"remote_id": "ch_1", "username": ""}, "@ch_1"),
        ({"remote_id": "ch_1"}, "@ch_1"),
        ({"remote_id": 307212335131305}, "@307212335131305"),
    ],
)
def test_the_first_template_that_can_be_filled_is_the_mention(
    answer: dict[str, Any], mention: str
) -> None:
    """A relay's character is mentioned by username, and by id where the answer had none."""
    relay = Reference(mention=("@{username}", "@{remote_id}"))
    assert relay.mention_of(answer) == mention


def test_an_id_is_the_mention_unless_the_profile_says_otherwise() -> None:
    """A profile that says nothing mentions by id, whatever else the answer has."""
    assert Reference().mention_of({"remote_id": "char_1", "username": "u"}) == "@char_1"


SPEAKING = NAMED._replace(
    style="named",
    template="@{tag}",
    names=NameRules(longest=12),
    attach=(
        Attachment("contents[]", {"type": "element", "id": "{tag}", "element_id": "{remote_id}"}),
        Attachment("contents[]", {"type": "voice", "id": "{voice_tag}", "voice_id": "{voice_id}"},
                   kind="audio"),
    ),
    voice_intro="@{voice_tag} is the voice of {called}. ",
)  # fmt: skip


@brief
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["mia", "mia_voice", "mia_voice_2", "averylonghandle", "林小雨"]),
            st.booleans(),
        ),
        min_size=1,
        unique_by=lambda each: each[0],
    )
)
def test_named_voices_have_names_of_their_own(cast: list[tuple[str, bool]]) -> None:
    """Where the caller names voices, no name is used twice, and each is that of its character."""
    slots = [
        slot(n, handle)._replace(voice_id=f"v{n}" if speaks else "")
        for n, (handle, speaks) in enumerate(cast, 1)
    ]
    tokens = prompt.parse(" ".join(f"@{handle}" for handle, _ in cast), {s.key for s in slots})
    rendered = render(tokens, slots, SPEAKING)
    items = rendered.request["contents"]
    ids = [item["id"] for item in items]
    assert len({each.casefold() for each in ids}) == len(ids)
    assert all(len(each) <= 12 for each in ids)
    called = {item["id"]: item["element_id"] for item in items if item["type"] == "element"}
    voices = {item["id"]: item["voice_id"] for item in items if item["type"] == "voice"}
    pairs = re.findall(r"@(\w+) is the voice of @(\w+)\. ", rendered.text)
    assert len(pairs) == sum(speaks for _, speaks in cast)
    for voice, character in pairs:
        assert called[character] == f"{voices[voice][1:]}00"
