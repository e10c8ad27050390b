"""Families as data: every profile is short and whole, and a new provider of one is a file."""

# ruff: noqa: E501 - tables are read by the line

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import charlib.providers
from charlib.cli.showing.phrasing import phrased
from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.domain.money import Cost
from charlib.errors import BadProfile, InvalidInput
from charlib.providers import creation, pricing
from charlib.providers.messages import Answer
from charlib.providers.profiles import Profiles

from .saying import bundled, profile
from .saying import making as made_by

PROFILES = sorted((Path(charlib.providers.__file__).parent / "profiles").glob("*.toml"))
NETWORKED = (
    "openai-videos", "videos-multipart", "generations-task", "kie", "grsai", "kling-elements",
    "kling-elements:legacy", "vidu-subjects", "seedance-assets", "fal-assets", "higgsfield-soul",
    "gemini-omni", "gemini-omni:muapi", "gemini-omni:runapi", "pixverse", "openai-videos:azure",
)  # fmt: skip
RENDERED = (
    "runway",
    "minimax",
    "gemini",
    "higgsfield-kling",
    "luma",
    "useapi-flow",
    "plain",
    "kie-kling",
)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_a_profile_reads_like_a_page(path: Path) -> None:
    """No line is longer than a page is wide, and each dialect says first what it is."""
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 100] == []
    assert lines[0].startswith("# ")


@pytest.mark.parametrize("name", NETWORKED)
def test_what_is_networked_can_create(name: str) -> None:
    """Every networked family makes characters, from a window or from kept media."""
    create = made_by(bundled(name).create)
    assert create.ways or "window" in create.call.fields


@pytest.mark.parametrize("name", RENDERED)
def test_what_is_rendered_calls_nobody(name: str) -> None:
    """Render-only dialects have no address and nothing to call."""
    only = bundled(name)
    assert (only.http.base_url, only.create, only.generate) == ("", None, None)


def test_facts_for_repeating_are_data() -> None:
    """Which creations can be repeated, asked for, and what they cost stands in the profiles."""
    kling, fal = made_by(bundled("kling-elements").create), made_by(bundled("fal-assets").create)
    vidu = made_by(bundled("vidu-subjects").create)

    assert (kling.repeat.asks, kling.call.fields["key"]) == (True, "external_task_id")
    assert fal.repeat.header == "Idempotency-Key"
    stated = pricing.estimate(bundled("vidu-subjects"), of="character")
    assert stated == Cost(Decimal(5), "credits", is_estimate=True)
    assert not vidu.repeat.harmless
    assert creation.key_of(vidu, creation.begin(vidu, {"name": "m"})) is None


MIRROR = """
extends = "kling-elements"
title = "A mirror of Kling's"
status = "live"
[http]
base_url = "https://mirror.example/kling"
key_env = "MIRROR_KEY"
[create.ways.stills.needs]
takes = ["url"]
"""


def test_a_new_provider_of_a_family_is_a_file(folder: Path, profiles: Profiles) -> None:
    """A mirror of a known family says only what differs, and no Python is touched."""
    (folder / "mirror.toml").write_text(MIRROR, "utf-8")

    assert profiles.check(folder / "mirror.toml") == ["mirror", "mirror:legacy"]
    mirror = profiles.load("mirror")
    create = made_by(mirror.create)
    stills = tuple(Medium(url=f"https://h/{n}.jpg", width=800, height=600) for n in range(2))
    kept = Material(frontal=stills[0], stills=stills)
    way, _ = creation.choose(create, kept, now=0)
    request = creation.begin(create, {"name": "Mia", "description": "Mia"}, material=kept, way=way)
    assert mirror.http.base_url == "https://mirror.example/kling"
    assert request.body["element_image_list"] == {
        "frontal_image": "https://h/0.jpg",
        "refer_images": [{"image_url": "https://h/1.jpg"}],
    }
    with pytest.raises(InvalidInput, match="it has no public URL") as caught:
        creation.choose(create, Material(frontal=Medium(path="a.jpg"), stills=stills), now=0)
    assert "--upload-s3" in phrased(caught.value.hint)
    with pytest.raises(InvalidInput) as caught:
        creation.choose(create, Material(), now=0)
    assert "more stills" in caught.value.hint


WAY = (
    "\n[create.ways.clip]\nfields = { clip = 'video' }\nneeds = { of = 'clip', takes = ['file'] }\n"
)
BASE = (
    'name = "x"\n[http]\nbase_url = "https://h"\n[create.call]\npath = "/c"\n'
    '[create.answer]\nremote_id = "id"\n'
)  # fmt: skip


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        (BASE + WAY.replace("'file'", "'fax'"), "takes.*must be one of"),
        (BASE + WAY.replace("clip = 'video'", "smell = 'video'"), "medium 'smell' is not one of"),
        (BASE + WAY.replace("of = 'clip'", "of = 'stills'"), "fields has no place for stills"),
        (BASE + WAY.replace("takes = ['file']", "takes = ['file'], ratios = ['16/9']"), "invalid ratio"),
        (BASE + WAY.replace("takes = ['file']", "takes = ['file'], least = 3"), "more than most"),
        (BASE.replace('path = "/c"', 'path = "/c"\nfields = { colour = "x" }'), "value 'colour' is not one of"),
        (BASE.replace('path = "/c"', 'path = "/c/{where}"'), "field 'where' is not one of"),
        (BASE.replace("[http]", '[http]\nauth = "hmac"'), "needs service and region"),
        (BASE.replace('[http]\nbase_url = "https://h"\n', ""), "'base_url' is missing"),
        (BASE + '[listing]\nitems = "a"\nremote_id = "id"\ncall = { path = "/l" }\npages = "token"', "place for the page"),
        (BASE + '[reference]\ntokens = { smell = "x" }', "is not one of audio, image, video"),
        (BASE + '[reference]\nfirst = "{colour}"', "field 'colour' is not one of"),
        (BASE + '[likeness]\nreal = "maybe"', "must be one of"),
    ],
)  # fmt: skip
def test_a_wrong_family_is_told(toml: str, expected: str) -> None:
    """What a profile says wrongly about ways, keys, lists and words is told with its place."""
    with pytest.raises(BadProfile, match=expected):
        profile(toml)


def test_a_step_binds_what_later_calls_need() -> None:
    """Steps that go before are sent first; their ids are where the next call wants them."""
    create = made_by(bundled("seedance-assets").create)
    stills = tuple(Medium(url=f"https://h/{n}.jpg") for n in range(2))
    first = creation.begin(
        create, {"name": "Mia", "key": "k1"}, material=Material(stills=stills), way="stills"
    )

    second = creation.after(create, first, Answer("done", remote_id="group-1"))
    assert second is not None
    third = creation.after(create, second, Answer("done", remote_id="asset-1"))
    assert third is not None
    end = Answer("done", remote_id="asset-2")

    assert first.body == {"GroupType": "AIGC", "ProjectName": "default", "Name": "Mia k1-0"}
    assert [built.body["URL"] for built in (second, third)] == [
        "https://h/0.jpg",
        "https://h/1.jpg",
    ]
    assert second.body["GroupId"] == third.body["GroupId"] == "group-1"
    assert creation.after(create, third, end) is None
    assert creation.whole_id(third, end) == "asset-1+asset-2"
    assert third.from_json(third.to_json()) == third
