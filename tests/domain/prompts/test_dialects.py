"""Every dialect keeps each person on their own reference, and every literal text whole.

What a provider would read is worked out here from its documents' words, not from its profile.
"""

# ruff: noqa: E501 - tables of readers are read by the line

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charlib.domain.character.looks import with_look
from charlib.domain.prompts import prompt, voices
from charlib.domain.prompts.compose import render
from charlib.domain.prompts.decompile import KnownCharacter, decompile
from charlib.domain.prompts.fitting import fit
from charlib.domain.prompts.prompt import Key
from charlib.domain.prompts.reference import JOINED, Reference, Slot
from charlib.providers.profiles import Profiles
from tests.examples import examples

CATALOGUE = Profiles(Path("/nowhere"))
PROFILES = CATALOGUE.names()
brief = examples(12)

HANDLES = (
    "mia",
    "mia_2",
    "tom",
    "li",
    "林小雨",
    "林小",
    "미아",
    "zoë",
    "averylonghandleof32characters_xy",
    "x9",
)
NAMES = ("Quillan", "Brackett", "Vossler", "Fennimore", "Zaharoff", "Wexcombe", "Yarrowby", "Dunmore",
         "Ulverton", "Jessamy")  # fmt: skip
OTHER: Key = ("noir", "mia")


@dataclass(frozen=True)
class Somebody:
    """A person of the cast in a look: a key, and a number that all of their references carry."""

    number: int
    key: Key
    views: int

    @property
    def handle(self) -> str:
        """What stands behind the `@`, without the project and the look."""
        return self.key[1].partition("+")[0]

    @property
    def look(self) -> str:
        """What stands behind the `+`; empty for the main look."""
        return self.key[1].partition("+")[2]

    def slot(self, reference: Reference, *, video: bool) -> Slot:
        """What stands for them at this provider: ids, or media, as it wants it."""
        name = NAMES[self.number % len(NAMES)] + "abcdefghijk"[self.number // len(NAMES)]
        parts = [f"{self.number}{view:02}" for view in range(self.views)]
        needs = next(
            (n for n in reference.inline.values() if (n.of == "clip") == video),
            next(iter(reference.inline.values()), None),
        )
        kind = "video" if (needs.of == "clip" if needs else video) else "image"
        bare = reference.uses_ids and not (needs and self.number % 2)
        media = [f"https://h.example/{part}.jpg" for part in parts]
        most = 1 if needs is None or needs.of == "clip" else needs.most + needs.frontal
        if needs and needs.frontal:
            media = [*media, f"https://h.example/{self.number}99.jpg"]
        slot = Slot(
            self.key,
            self.handle,
            name,
            "a red coat",
            JOINED.join(parts if reference.count == "kind" else parts[:1]) if bare else "",
            f"@u{self.number}.dot" if reference.mentions_at else name,
            kind="video" if kind == "video" else "image",
            media=() if bare or not needs else tuple(media[:most]),
            has_frontal=bool(needs and needs.frontal and not bare),
            look_name=self.look,
        )
        return self.speaking(slot, reference)

    def speaking(self, slot: Slot, reference: Reference) -> Slot:
        """The slot with a voice where this provider takes one: by an ID, as a sound, or none."""
        ways = sorted(reference.voice_fields)
        way = [*ways, *ways, ""][self.number % (2 * len(ways) + 1)]
        given = {"sound": f"https://h.example/{self.number}88.wav", "voice_id": f"{self.number}88"}
        voiced = slot._replace(**{way: given[way]}) if way else slot
        return voiced if voices.is_carried(voiced, reference) else slot


literals = st.one_of(
    st.sampled_from(["walks with", "rain,", "me@mia.example", "tom@mia_2.org", "@@mia", "a@@tom"]),
    st.sampled_from(["在雨里跑", "镜头3", "(", ").", "'s", "\n", "@@", "{n}", "%s", "\\1", "mia"]),
    st.sampled_from(["+", "+ ", "+@", "1+1"]),
    st.text(
        st.characters(categories=["Ll", "Lo", "P", "Zs"], exclude_characters="@<>[]"), max_size=6
    ),
)
people = st.builds(
    lambda handle, number, views, other, look: Somebody(
        number,
        (OTHER[0] if other else None, (OTHER[1] if other else HANDLES[handle]) + look),
        views,
    ),
    st.integers(0, len(HANDLES) - 1),
    st.integers(1, 99),
    st.integers(1, 3),
    st.sampled_from([False, False, False, True]),
    st.sampled_from(["", "", "+uniform", "+战斗装", "+5"]),
)
casts = st.lists(people, min_size=1, max_size=6, unique_by=(lambda p: p.key, lambda p: p.number))
gaps = st.sampled_from(["", " ", " "])


@dataclass(frozen=True)
class Draft:
    """A template with its cast."""

    text: str
    cast: tuple[Somebody, ...]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A template in which people are mentioned in any order, repeatedly, and close to text."""
    cast = draw(casts)
    pieces = draw(st.lists(st.one_of(literals, st.sampled_from(cast)), min_size=1, max_size=10))
    text = ""
    for piece in pieces:
        output = piece if isinstance(piece, str) else _typed(piece)
        text += draw(gaps) + output
    return Draft(text, tuple(cast))


def _typed(person: Somebody) -> str:
    return f"@{person.key[0]}/{person.handle}" if person.key[0] else f"@{person.handle}"


Answer = Iterator[tuple[int, int, int]]
"""Where in the text somebody is meant, and their number."""
Resolve = Callable[[re.Match[str], Mapping[str, Any], Sequence[Slot]], str | None]


def _who(reference: str | None) -> int | None:
    """The number of the person whose id or picture this is."""
    digits = re.search(r"(\d+)\d\d(?:\.jpg|\.wav)?$", reference or "")
    return int(digits[1]) if digits else None


def _named(path: str, name: str, *ids: str) -> Resolve:
    """Names that the request explains: items at a path, and where in one the reference stands."""

    def resolve(match: re.Match[str], request: Mapping[str, Any], _: Sequence[Slot]) -> str | None:
        for item in request.get(path, ()):
            if item.get(name, "").casefold() == match[1].casefold():
                reference = next(item[key] for key in ids if key in item)
                return str(reference[0] if isinstance(reference, list) else reference)
        return None

    return resolve


def _place(*way: str, base: int = 1, key: str = "") -> Resolve:
    """Numbers that count the items at a path; `key` is where in an item the reference stands."""

    def resolve(match: re.Match[str], request: Mapping[str, Any], _: Sequence[Slot]) -> str | None:
        items: Any = request
        for step in way:
            items = items.get(step, {}) if isinstance(items, dict) else {}
        index = int(match[1]) - base
        if not isinstance(items, list) or not 0 <= index < len(items):
            return None
        item = items[index]
        return str(item[key] if key else item)

    return resolve


def _typed_place(path: str, kinds: Mapping[str, tuple[str, Callable[[Any], str]]]) -> Resolve:
    """Numbers that count the items of a type at a path: `Image 2` is the second picture."""

    def resolve(match: re.Match[str], request: Mapping[str, Any], _: Sequence[Slot]) -> str | None:
        kind, read = kinds[match[1]]
        items: Any = request
        for step in ("referenceVideos" if kind == "video" else path).split("."):
            items = items.get(step, []) if isinstance(items, dict) else []
        listed = [read(item) for item in items if not kind or item.get("type") == kind]
        index = int(match[2]) - 1
        return listed[index] if 0 <= index < len(listed) else None

    return resolve


def _by_name(match: re.Match[str], _: Mapping[str, Any], slots: Sequence[Slot]) -> str | None:
    return next((f"{_number(slot)}00" for slot in slots if slot.name == match[1]), None)


def _by_mention(match: re.Match[str], _: Mapping[str, Any], slots: Sequence[Slot]) -> str | None:
    return next((f"{_number(slot)}00" for slot in slots if slot.mention == match[0]), None)


def _number(slot: Slot) -> int:
    parts = slot.parts
    match = _who(str(parts[0])) if parts else None
    return match if match is not None else NUMBERS[slot.name]


NUMBERS = {NAMES[n % len(NAMES)] + "abcdefghijk"[n // len(NAMES)]: n for n in range(1, 100)}
WORDS = re.compile("(" + "|".join(map(re.escape, NUMBERS)) + r")(?![a-z])(?: \(a red coat\))?")
DOTTED = re.compile(r"@u\d+\.dot(?=\s|$)")
TIGHT = re.compile(r"(?<![A-Za-z0-9._%+-])@u\d+\.dot(?![A-Za-z0-9_])")
TAG = re.compile(r"@(\w+)")
ASSET = {
    "Image": ("image_url", lambda item: str(item["image_url"]["url"])),
    "Video": ("video_url", lambda item: str(item["video_url"]["url"])),
}
WAN = {
    "Image": ("reference_image", lambda item: str(item["url"])),
    "Video": ("reference_video", lambda item: str(item["url"])),
}
MANY = re.compile(r"(Image|Video) (\d+)(?: \([^()]*\))?")
URI = {
    "Image": ("", lambda item: str(item["uri"])),
    "Video": ("video", lambda item: str(item["uri"])),
}


def _flow(match: re.Match[str], request: Mapping[str, Any], _: Sequence[Slot]) -> str | None:
    return request.get(f"character_{match[1]}")


READERS: dict[str, tuple[re.Pattern[str], Resolve]] = {
    "sora-sync": (TIGHT, _by_mention),
    "sora-async": (TIGHT, _by_mention),
    "sandbox": (TIGHT, _by_mention),
    "sora-relay": (DOTTED, _by_mention),
    "videos-multipart": (DOTTED, _by_mention),
    "grsai": (DOTTED, _by_mention),
    "generations-task:evolink": (DOTTED, _by_mention),
    "generations-task": (WORDS, _by_name),
    "openai-videos": (WORDS, _by_name),
    "kie": (WORDS, _by_name),
    "kling-elements": (TAG, _named("contents", "id", "element_id")),
    "kling-elements:legacy": (re.compile(r"<<<element_(\d+)>>>"), _place("element_list", key="element_id")),
    "vidu-subjects": (TAG, _named("subjects", "name", "server_id", "images")),
    "vidu-subjects:bracket": (re.compile(r"\[@(\w+)\]"), _named("subjects", "name", "server_id", "images")),
    "seedance-assets": (MANY, _typed_place("content", ASSET)),
    "fal-assets": (
        re.compile(r"@Element(\d+)"),
        lambda m, r, s: str(
            (r["elements"][int(m[1]) - 1].get("frontal_image_url") or r["elements"][int(m[1]) - 1].get("video_url"))
            if int(m[1]) <= len(r.get("elements", ())) else ""
        ) or _by_name(m, r, s),
    ),
    "kie-kling": (TAG, _named("kling_elements", "name", "element_input_urls", "element_input_video_urls")),
    "wan": (re.compile(r"character(\d+)"), _place("input", "reference_video_urls")),
    "wan:v27": (re.compile(r"(Image|Video) (\d+)"), _typed_place("input.media", WAN)),
    "pixverse": (TAG, _named("image_references", "ref_name", "img_id")),
    "runway": (TAG, _named("referenceImages", "tag", "uri")),
    "runway:seedance2": (MANY, _typed_place("references", URI)),
    "minimax:h3": (MANY, _typed_place("content", ASSET)),
    "openrouter": (MANY, _typed_place("input_references", ASSET)),
    "wan:v3": (re.compile(r"(Image|Video) (\d+)"), _typed_place("input.media", WAN)),
    "happyhorse": (re.compile(r"character(\d+)"), _place("input", "media", key="url")),
    "comfy-router": (TAG, _named("contents", "id", "element_id")),
    "higgsfield-kling": (re.compile(r"@Element(\d+)"), _place("elements")),
    "vidu-subjects:q4": (re.compile(r"参考图(\d+)(?: \([^()]*\))?"), _place("images")),
    "xai": (re.compile(r"<IMAGE_(\d+)>"), _place("reference_images", base=0, key="url")),
    "useapi-flow": (re.compile(r"@character_(\d+)"), _flow),
    **dict.fromkeys(["veo", "minimax", "luma", "plain", "higgsfield-soul", "gemini", "gemini-omni"], (WORDS, _by_name)),
}  # fmt: skip


def reader_of(name: str) -> tuple[re.Pattern[str], Resolve]:
    """How a profile's provider reads; most variants read as what they vary."""
    return READERS.get(name) or READERS[name.partition(":")[0]]


INTRO = re.compile(r"((?:(?:Image |Video |参考图)\d+(?: and )?)+) are (\w+)\. ")


VOICE = re.compile(r"(?:Audio |<AUDIO_|参考音频)(\d+)>? is the voice of (.+?)\. ")
NAMED_VOICE = re.compile(r"@(\w+) is the voice of @(\w+)\. ")
VOICES = {
    "content": (1, lambda item: item.get("role") == "reference_audio" and item["audio_url"]["url"]),
    "reference_audios": (0, lambda item: item["voice_id"]),
    "sounds": (1, lambda item: item),
    "referenceAudio": (1, lambda item: item["uri"]),
    "input_references": (1, lambda item: item["type"] == "audio_url" and item["audio_url"]["url"]),
}
"""The lists that have voices → the number of the first, and what in an item is its reference."""


def spoken_for(
    text: str, request: Mapping[str, Any], case: Case, reader: tuple[re.Pattern[str], Resolve]
) -> str:
    """The text without the sentences about voices, each of which names its own character."""
    pattern, resolve = reader
    heard: list[int | None] = []
    while sentence := VOICE.match(text):
        base, of_voice = next(VOICES[name] for name in VOICES if name in request)
        items = next(request[name] for name in VOICES if name in request)
        listed = [voice for item in items if (voice := of_voice(item))]
        heard.append(_who(listed[int(sentence[1]) - base]))
        called = pattern.match(sentence[2])
        of_text = _who(resolve(called, request, case.slots)) if called else NUMBERS[sentence[2]]
        assert heard[-1] == of_text
        text = text[sentence.end() :]
    named = {item["id"]: item for item in request.get("contents", ())}
    while sentence := NAMED_VOICE.match(text):
        heard.append(_who(named[sentence[1]]["voice_id"]))
        assert heard[-1] == _who(named[sentence[2]]["element_id"])
        text = text[sentence.end() :]
    of_input = request.get("input")
    for item in of_input.get("media", ()) if isinstance(of_input, dict) else ():
        if "reference_voice" in item:
            heard.append(_who(item["reference_voice"]))
            assert heard[-1] == _who(item["url"])
    voiced = [case.who[slot.key] for slot in case.slots if slot.has_voice]
    assert sorted(filter(None, heard)) == sorted(voiced)
    return text


@dataclass(frozen=True)
class Case:
    """A draft ready to be rendered by one profile."""

    tokens: list[prompt.Token]
    slots: list[Slot]
    who: dict[Key, int]


def read(text: str, cast: Sequence[Somebody | Slot]) -> list[prompt.Token]:
    """The tokens of a text, each mention with the key of its look."""
    looks: dict[Key, set[str]] = {}
    for each in cast:
        name = each.look if isinstance(each, Somebody) else each.look_name
        looks.setdefault((each.key[0], each.handle), set()).add(name)
    return [
        token
        if isinstance(token, str) or token.key is None
        else token._replace(key=(token.key[0], with_look(token.key[1], token.look)))
        for token in prompt.parse(text, set(looks), looks=looks)
    ]


def prepared(draft: Draft, reference: Reference, *, video: bool) -> Case:
    """Tokens and slots in order of first mention; too many people for the provider are assumed away."""
    cast = {character.key: character for character in draft.cast}
    tokens = read(draft.text, draft.cast)
    assume(all(mention.key in {*cast, None} for mention in prompt.mentions(tokens)))
    keys = list(dict.fromkeys(mention.key for mention in prompt.mentions(tokens) if mention.key))
    assume(all(mention.key for mention in prompt.mentions(tokens)))
    assume(not reference.max_per_prompt or len(keys) <= reference.max_per_prompt)
    slots = [cast[key].slot(reference, video=video) for key in keys]
    fitting, over, _ = fit(slots, reference.most)
    assume(not over)
    fitting, _ = voices.fit_voices(fitting, reference.most.sounds)
    return Case(tokens, fitting, {key: cast[key].number for key in keys})


@pytest.mark.parametrize("name", PROFILES)
@given(draft=drafts(), video=st.booleans())
@brief
def test_everybody_keeps_their_own_reference(name: str, draft: Draft, video: bool) -> None:  # noqa: FBT001 - drawn
    """The provider understands exactly those who were mentioned, in order; all else is unharmed."""
    reference = CATALOGUE.load(name).reference
    case = prepared(draft, reference, video=video)
    pattern, resolve = reader_of(name)

    rendering = render(case.tokens, case.slots, reference)

    text, introduced = spoken_for(rendering.text, rendering.request, case, reader_of(name)), {}
    while introduction := INTRO.match(text):
        refs = [
            resolve(m, rendering.request, case.slots) for m in pattern.finditer(introduction[1])
        ]
        (number,) = {_who(ref) for ref in refs}
        introduced[introduction[2]] = number
        text = text[introduction.end() :]
    if introduced:
        pattern = re.compile(rf"{pattern.pattern}|\b({'|'.join(introduced)})\b")
    heard: list[int | None] = []
    rest, position = "", 0
    for match in pattern.finditer(text):
        number = introduced.get(match[0]) or _who(resolve(match, rendering.request, case.slots))
        if number is None:
            continue
        heard.append(number)
        rest += text[position : match.start()]
        position = match.end()
    rest += text[position:]

    wanted = [case.who[mention.key] for mention in prompt.mentions(case.tokens) if mention.key]
    literal = "".join(token for token in case.tokens if isinstance(token, str))
    assert heard == wanted
    assert rest.replace(" ", "") == literal.replace(" ", "")


NAMED = [
    name for name in PROFILES if CATALOGUE.load(name).reference.style in {"named", "mention"}
]  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
@given(draft=drafts())
@brief
def test_a_prompt_can_be_read_back(name: str, draft: Draft) -> None:
    """With its request a rendered prompt becomes the template again, but for spaces put in."""
    reference = CATALOGUE.load(name).reference
    case = prepared(draft, reference, video=False)
    assume(all(not slot.media for slot in case.slots))
    rendering = render(case.tokens, case.slots, reference)
    known = [
        KnownCharacter(
            slot.key,
            slot.handle,
            _said(slot.key),
            slot.name,
            slot.look,
            slot.remote_id,
            slot.mention,
            slot.look_name,
        )
        for slot in case.slots
    ]

    back = decompile(rendering.text, known, reference, rendering.request)
    again = read(back.text, case.slots)

    assert _shape(again) == _shape(case.tokens)
    assert render(again, case.slots, reference).text == rendering.text


def _said(key: Key) -> str:
    return f"{key[0]}/{key[1]}" if key[0] else key[1]


def _shape(tokens: Sequence[prompt.Token]) -> list[object]:
    """Tokens without spaces, which renderers may add."""
    shape: list[object] = []
    for token in tokens:
        if isinstance(token, str):
            text = token.replace(" ", "")
            if text and shape and isinstance(shape[-1], str):
                shape[-1] += text
            elif text:
                shape.append(text)
        else:
            shape.append(token.key)
    return shape
