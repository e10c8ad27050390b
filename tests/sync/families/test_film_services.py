"""Services that get media, or ids, with each film: asked for in everybody's words, and filmed."""

# ruff: noqa: E501 - tables of wishes are read by the line

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.domain.prompts import asks
from charlib.domain.records import Character
from charlib.errors import BadPrompt, InvalidInput, Refused
from charlib.library import Library
from charlib.providers import asking, engine
from charlib.providers.profile import Ask, Operation, Profile
from charlib.providers.profiles import Profiles
from charlib.providers.transport.client import Client
from charlib.sandbox import Fault, Server
from tests.clocks import Hurried
from tests.providers.saying import filmed, making

from .cast import MUAPI, OMNI, PIXVERSE, RUNAPI, Family, join, material, use_material
from .test_create_to_film import make

CATALOGUE = Profiles(Path("/nowhere"))
H3 = Family("minimax:h3", "minimax")
XAI = Family("xai", "xai")
WAN = Family("wan", "dashscope", "clip")
WAN_27 = Family("wan:v27", "dashscope")
WAN_3 = Family("wan:v3", "dashscope", "clip")
HORSE = Family("happyhorse", "dashscope")
ROUTER = Family("openrouter", "openrouter")
RUNWAY = Family("runway:seedance2", "runway")
Q4 = Family("vidu-subjects:q4", "vidu-q4")
VEO = Family("veo", "veo")
COMFY = Family("comfy-router", "comfy", "ids")
OF_MEDIA = (H3, XAI, WAN, WAN_27, WAN_3, HORSE, ROUTER, RUNWAY, Q4)
CREATING = (OMNI, MUAPI, RUNAPI, PIXVERSE)
ALL = (*OF_MEDIA, *CREATING, COMFY, VEO)

UPRIGHT: dict[Family, tuple[dict[str, Any], dict[str, Any]]] = {
    H3: ({"seconds": 15}, {"ratio": "9:16", "duration": 15}),
    XAI: ({"seconds": 10, "resolution": "480P"}, {"aspect_ratio": "9:16", "duration": 10, "resolution": "480p"}),
    WAN: ({"seconds": 10, "resolution": "1080p"}, {"size": "1080*1920", "duration": 10}),
    WAN_27: ({"seconds": 2}, {"ratio": "9:16", "duration": 2, "resolution": "720P"}),
    WAN_3: ({"seconds": 30, "audio": False}, {"ratio": "9:16", "duration": 30, "audio": False}),
    HORSE: ({"seconds": 15, "seed": 7}, {"ratio": "9:16", "duration": 15, "seed": 7}),
    ROUTER: ({"seconds": 12, "audio": True}, {"aspect_ratio": "9:16", "duration": 12, "generate_audio": True}),
    RUNWAY: ({"seconds": 4, "resolution": "480p"}, {"ratio": "496:864", "duration": 4}),
    Q4: ({"seconds": 16, "resolution": "4K"}, {"aspect_ratio": "9:16", "duration": 16, "resolution": "4K"}),
    COMFY: ({"seconds": 30}, {"aspect_ratio": "9:16", "duration": 30, "resolution": "720p"}),
    VEO: ({"seconds": 8, "resolution": "4K"}, {"aspectRatio": "9:16", "durationSeconds": 8, "resolution": "4k"}),
    OMNI: ({"seconds": 10}, {"aspect_ratio": "9:16", "duration": "10"}),
    MUAPI: ({"seconds": 4, "resolution": "360p"}, {"aspect_ratio": "9:16", "duration": 4, "resolution": "360p"}),
    RUNAPI: ({"seconds": 6}, {"aspect_ratio": "9:16", "duration_seconds": 6}),
    PIXVERSE: ({"seconds": 15, "resolution": "1080p"}, {"aspect_ratio": "9:16", "duration": 15, "quality": "1080p"}),
}  # fmt: skip
"""What is asked beside an upright film, and what is on the wire, by hand from the facts."""
_SETTINGS = ("parameters", "input", "settings")
"""Where a body has the settings of a film, if not at its top."""


def kept_of(person: Character) -> Material:
    """Two pictures and a clip of a person, by URL."""
    base = f"https://h.example/{person.handle}"
    shown = tuple(
        Medium(url=f"{base}-{n}.jpg", width=800, height=600, mime="image/jpeg", bytes=9000)
        for n in range(2)
    )
    clip = Medium(url=f"{base}.mp4", width=1280, height=720, duration_ms=4000, fps=24, bytes=9000)
    return Material(clip=clip, frontal=shown[0], stills=shown[1:], name=person.handle.title())


@dataclass
class Cast:
    """Two people as a family knows them, and what the simulator calls them."""

    lib: Library
    calls: dict[str, list[str]]


@pytest.fixture
def cast(
    request: pytest.FixtureRequest, lib: Library, server: Server, folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Cast:  # fmt: skip
    """@mia and @tom at a family's simulator."""
    family: Family = request.param
    join(lib, server, family)
    people = ("mia", "tom")
    if family in CREATING:
        ids = {
            name: make(lib, server, folder, family, name, 2 * n) for n, name in enumerate(people)
        }
        return Cast(lib, {name: [remote_id] for name, remote_id in ids.items()})
    if family is COMFY:
        for n, name in enumerate(people):
            lib.add(name, f"84225090362908678{n}", account="main")
        return Cast(lib, {name: [f"84225090362908678{n}"] for n, name in enumerate(people)})
    lib.accounts.add("words", profile="plain")
    for name in people:
        lib.add(name, f"id-{name}", account="words", name=name.title())
    use_material(monkeypatch, lib)
    if family is VEO:  # it takes files, and no URLs
        shown = {name: material(folder, server, VEO, order=n) for n, name in enumerate(people)}
        lib.material = lambda person, _=None: shown[person.handle]._replace(stills=())
        stills = {name: each.frontal for name, each in shown.items()}
        return Cast(lib, {name: [f"sha256:{each.sha256}"] for name, each in stills.items() if each})
    lib.material = lambda person, _=None: _only(family, kept_of(person))
    kind = ".mp4" if family.media == "clip" else "-0.jpg"
    return Cast(lib, {name: [f"https://h.example/{name}{kind}"] for name in people})


def _only(family: Family, kept: Material) -> Material:
    if family.media == "clip":
        return kept._replace(stills=(), frontal=None)
    return kept._replace(clip=None, stills=())


def settings(body: dict[str, Any]) -> dict[str, Any]:
    """All settings of a body in one table."""
    return {**body, **{k: v for place in _SETTINGS for k, v in body.get(place, {}).items()}}


@pytest.mark.parametrize("cast", ALL, ids=str, indirect=True)
def test_an_upright_film_understands_its_people(
    cast: Cast, server: Server, request: pytest.FixtureRequest
) -> None:
    """Each is understood as themselves, the wishes are on the wire, and the film is fetched."""
    family: Family = request.node.callspec.params["cast"]
    wishes, wire = UPRIGHT[family]

    task = cast.lib.generate("@tom's dog meets @mia, and @tom walks", account="main", ratio="9:16", **wishes)  # fmt: skip

    billed = server.ledger.generations[-1]
    sent = [
        seen.body for seen in server.ledger.requests[-20:]
        if seen.method == "POST" and billed.prompt in str(seen.body)
    ][-1]  # fmt: skip
    assert (task.state, Path(task.output or "").is_file()) == ("done", True)
    assert list(billed.mentions) == [*cast.calls["tom"], *cast.calls["mia"]]
    assert {name: settings(sent).get(name) for name in wire} == wire


@pytest.mark.parametrize("cast", [COMFY, XAI, OMNI, PIXVERSE, VEO], ids=str, indirect=True)
def test_a_film_that_fails_ends(cast: Cast, server: Server) -> None:
    """The service says that it refused the content: the task is over, with its reason."""
    server.faults.add(Fault("job_fails", method="POST", message="The prompt was moderated."))

    with pytest.raises(Refused, match="refused the content"):
        cast.lib.generate("@mia walks", account="main")

    assert cast.lib.tasks.list()[0].state in {"rejected", "failed"}


def test_a_wrong_key_for_veo_is_told(
    lib: Library, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Google answers 400 for it, and not 401."""
    monkeypatch.setenv("WRONG_KEY", "wrong")
    join(lib, server, replace(VEO, key_env="WRONG_KEY"))
    with pytest.raises(Refused) as caught:
        lib.generate("a street")
    assert caught.value.kind == "key"


def test_a_character_of_portrait_and_body_costs_two(
    lib: Library, server: Server, folder: Path
) -> None:
    """Three people of two pictures cost six of seven units; a fourth has no room at all."""
    join(lib, server, OMNI)
    for n, handle in enumerate(("mia", "tom", "eva", "zoe")):
        make(lib, server, folder, OMNI, handle, n % 3)

    assert lib.generate("@mia, @tom and @eva dance").state == "done"
    with pytest.raises(BadPrompt, match="4 characters are mentioned, and gemini-omni takes 3"):
        lib.prompt("@mia, @tom, @eva and @zoe dance")
    with pytest.raises(InvalidInput, match=r"takes no input\.first_frame_url in a prompt"):
        lib.generate("@mia", params={"input.first_frame_url": "https://h.example/a.jpg"})
    with pytest.raises(InvalidInput, match="takes 4, 6, 8 or 10 seconds, not 5"):
        lib.generate("@mia", seconds=5)


def test_a_lost_h3_film_is_found_in_the_list(lib: Library, server: Server) -> None:
    """Its answer was lost: the film is adopted from MiniMax's list, and paid for once."""
    join(lib, server, H3)
    before = len(server.ledger.generations)
    server.faults.add(Fault("lost_answer", method="POST", path_contains="/video_generation"))

    lib.generate("a quiet street", seconds=11, wait=False)
    lib.sync()

    (task,), (billed,) = lib.tasks.list(), server.ledger.generations[before:]
    assert (task.state, task.remote_id) == ("done", billed.id)


REQUESTS: dict[Family, dict[str, Any]] = {
    H3: {"content": [{"type": "image_url", "image_url": {"url": "https://h.example/a.jpg"}, "role": "reference_image"}]},
    XAI: {"reference_images": [{"url": "https://h.example/a.jpg"}]},
    WAN: {"input": {"reference_video_urls": ["https://h.example/a.mp4"]}},
    WAN_27: {"input": {"media": [{"type": "reference_image", "url": "https://h.example/a.jpg"}]}},
    WAN_3: {"input": {"media": [{"type": "reference_video", "url": "https://h.example/a.mp4"}]}},
    HORSE: {"input": {"media": [{"type": "reference_image", "url": "https://h.example/a.jpg"}]}},
    RUNWAY: {"references": [{"uri": "https://h.example/a.jpg"}]},
    Q4: {"images": ["https://h.example/a.jpg"]},
    VEO: {"referenceImages": [{"image": {"bytesBase64Encoded": "aGVsbG8=", "mimeType": "image/png"}, "referenceType": "asset"}]},
    COMFY: {"contents": [{"type": "element", "element_id": "1", "id": "mia"}]},
    OMNI: {}, MUAPI: {}, RUNAPI: {},
}  # fmt: skip
"""What accompanies the prompt, as each service documents it."""


def wishes_of(profile: Profile) -> Iterator[dict[str, Any]]:
    """Every model with every value of every wish, or with its least and its most."""
    for model in asking.models_of(profile) or [""]:
        generate = making(asking.for_model(profile, model).generate)
        start = {"model": model} if model and "model" in generate.asks else {}
        yield start
        for name, ask in generate.asks.items():
            if name != "model":
                yield from ({**start, **wish} for wish in _values(name, ask, generate))


def _values(name: str, ask: Ask, _: Operation) -> Iterator[dict[str, Any]]:
    if ask.of:
        yield from (dict(zip(ask.of, words.split(), strict=True)) for words in ask.values)
    elif ask.values:
        yield from ({name: value} for value in ask.values)
    elif ask.least is not None:
        yield from ({name: value} for value in (ask.least, ask.most) if value is not None)
    else:
        yield {name: False if name == "audio" else 7}


@pytest.mark.parametrize("family", REQUESTS, ids=str)
def test_every_wish_of_every_model_is_accepted(server: Server, family: Family) -> None:
    """The strict service takes whatever the profile says that it takes, with each model."""
    profile = CATALOGUE.load(family.profile)
    generate = making(profile.generate)
    client = Client(server.bases[family.base], profile.http, "sandbox-key", Hurried())
    count = 0
    try:
        for wishes in wishes_of(profile):
            planned = filmed(profile, "a street", REQUESTS[family], **wishes)
            assert planned.request is not None
            reply = client.send(planned.request)
            assert engine.read_creation(profile, generate, reply).job_id, (wishes, reply.text)
            count += 1
    finally:
        client.close()
    assert count > len(asks.NAMES)
