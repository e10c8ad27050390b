"""Independent strict servers accept every body that charlib sends them."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import charlib
from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.providers import creation
from charlib.providers.profiles import Profiles
from charlib.providers.transport import attachments
from tests.examples import examples

jsonschema = pytest.importorskip("jsonschema")

# ruff: noqa: E501 - tables are read by the line
from tests.acceptance.servers.family_servers import KEY, KLING, OFFICIAL, VIDU, FamilyServer  # noqa: E402 - skipped without it

if TYPE_CHECKING:
    from collections.abc import Iterator

    from charlib.library import Library

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8M"
)
DOCUMENT = Path(__file__).parents[2].parent / "shared" / "data" / "openai-videos.openapi.yaml"
SERVERS = {"kling-elements": KLING, "kling-elements:legacy": KLING, "vidu-subjects": VIDU, "openai-videos": OFFICIAL}  # fmt: skip
BASES = {"vidu-subjects": "/ent/v2"}
SCHEMES = {"vidu-subjects": "Token"}


def kept(folder: Path) -> Material:
    """A clip and four stills, as files."""
    (folder / "clip.mp4").write_bytes(b"\x00\x00\x00\x18ftypmp42" + b"clip" * 50)
    for n in range(4):
        (folder / f"{n}.jpg").write_bytes(JPEG + bytes([n]) * 40)
    stills = [
        Medium(path=str(folder / f"{n}.jpg"), sha256="", width=800, height=600) for n in range(4)
    ]
    clip = Medium(path=str(folder / "clip.mp4"), width=1280, height=720, duration_ms=3000)
    return Material(clip=clip, frontal=stills[0], stills=tuple(stills[1:]))


@pytest.fixture
def lib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """An empty library with the servers' key."""
    monkeypatch.setenv("STRICT_KEY", KEY)
    monkeypatch.setenv("STRICT_KEYS", f"access:{KEY}")
    with charlib.open(tmp_path / "home") as opened:
        yield opened


CAST = {"mia": "Mia Wong", "林小雨": "林小雨", "a_handle_of_thirty_two_letters_x": "x" * 90}
PROMPTS = (
    "@mia walks with @林小雨",
    "@林小雨在雨里跑, @mia and @林小雨, me@mia.example",
    "@@mia is text and @a_handle_of_thirty_two_letters_x's coat; @mia",
)


@pytest.mark.parametrize("profile", ["kling-elements", "vidu-subjects", "openai-videos"])
def test_every_body_is_accepted(lib: Library, tmp_path: Path, profile: str) -> None:
    """Characters of hard names are made and filmed, and the strict server refuses nothing."""
    with FamilyServer(SERVERS[profile], SCHEMES.get(profile, "Bearer")) as server:
        base = server.origin + BASES.get(profile, "")
        lib.accounts.add("main", profile=profile, base_url=base, key_env="STRICT_KEY")
        for handle, name in CAST.items():
            lib.create(
                handle,
                url="https://h.example/c.mp4",
                window="0,3",
                name=name,
                material=kept(tmp_path),
            )
        for text in PROMPTS:
            lib.generate(text, wait=False)

    assert server.refused == []

    assert all(binding.state == "ready" for p in lib.list() for binding in p.bindings)


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=130).filter(
    str.strip
)


@pytest.mark.parametrize("profile", ["kling-elements", "vidu-subjects"])
@given(name=words, look=st.just("") | words)
@examples(25)
def test_any_name_and_look_make_a_body_that_is_accepted(
    tmp_path_factory: pytest.TempPathFactory, profile: str, name: str, look: str
) -> None:
    """However long or strange what is said of a character, the body keeps to the documents."""
    folder = tmp_path_factory.mktemp("kept", numbered=True)
    create = Profiles(Path("/nowhere")).load(profile).create
    assert create is not None
    material = kept(folder)
    way, _ = creation.choose(create, material, now=0)
    facts = {"name": name, "look": look, "description": look or name, "handle": "mia", "key": "k1"}

    request = creation.begin(create, facts, material=material, way=way, now=0)
    body: Any = attachments.filled(request.body, folder)

    (schema,) = [
        server
        for route, server in SERVERS[profile].items()
        if "elements" in route or "subjects" in route
    ]
    jsonschema.validate(body, schema)


def _schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the OpenAPI document is not beside the project")
def test_official_bodies_are_valid_by_the_openapi_document(lib: Library, tmp_path: Path) -> None:
    """Every creation and film at the official shape validates against the published document."""
    yaml = pytest.importorskip("yaml")
    validator = pytest.importorskip("openapi_schema_validator").OAS31Validator
    document = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    with FamilyServer(OFFICIAL) as server:
        lib.accounts.add(
            "main", profile="openai-videos", base_url=f"{server.origin}/v1", key_env="STRICT_KEY"
        )
        lib.create("mia", url="https://h.example/c.mp4", window="0,3", material=kept(tmp_path))
        for params in (
            {},
            {"seconds": "4"},
            {"seconds": "12", "size": "720x1280", "model": "sora-2-pro"},
        ):
            lib.generate("@mia walks", wait=False, params=params)

    assert server.refused == []
    assert len(server.bodies) == 4
    for route, body in server.bodies:
        name = (
            "CreateVideoCharacterBody" if route.endswith("/characters") else "CreateVideoJsonBody"
        )
        validator(_schema(document, name)).validate(body)
        assert name == "CreateVideoCharacterBody" or isinstance(body["seconds"], str)
