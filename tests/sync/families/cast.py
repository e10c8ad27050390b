"""Accounts at every family's simulator, and the media that characters are made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import av

from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.library import Library
from charlib.library.footage import kept
from charlib.sandbox import Server

if TYPE_CHECKING:
    import pytest

KEYS: Mapping[str, str] = {
    "ONE_KEY": "sandbox-key",
    "TWO_KEYS": "sandbox:sandbox-key",
    "ARK_API_KEY": "sandbox-key",
}


@dataclass(frozen=True, slots=True)
class Family:
    """A profile, the simulator that it speaks to, and the media that it is given."""

    profile: str
    base: str
    media: str = "stills"
    key_env: str = "ONE_KEY"
    by_url: bool = False

    def __str__(self) -> str:
        return self.profile


OPENAI = Family("openai-videos", "openai", "clip")
KLING = Family("kling-elements", "kling")
KLING_CLIP = Family("kling-elements", "kling", "big", by_url=True)
KLING_LEGACY = Family("kling-elements:legacy", "kling", key_env="TWO_KEYS")
VIDU = Family("vidu-subjects", "vidu")
VIDU_CLIP = Family("vidu-subjects", "vidu", "clip")
SEEDANCE = Family("seedance-assets", "ark", key_env="TWO_KEYS", by_url=True)
SEEDANCE_CLIP = Family("seedance-assets", "ark", "clip", key_env="TWO_KEYS", by_url=True)
KIE = Family("kie", "kie", "clip", by_url=True)
FAL = Family("fal-assets", "fal", by_url=True)
SOUL = Family("higgsfield-soul", "higgsfield", key_env="TWO_KEYS", by_url=True)
OMNI = Family("gemini-omni", "omni-kie", by_url=True)
MUAPI = Family("gemini-omni:muapi", "omni-muapi", by_url=True)
RUNAPI = Family("gemini-omni:runapi", "omni-runapi", by_url=True)
PIXVERSE = Family("pixverse", "pixverse")
OF_MEDIA = (
    OPENAI, KLING, KLING_CLIP, KLING_LEGACY, VIDU, VIDU_CLIP, SEEDANCE, SEEDANCE_CLIP, KIE, FAL,
    SOUL, OMNI, MUAPI, RUNAPI, PIXVERSE,
)  # fmt: skip
FILMING = tuple(family for family in OF_MEDIA if family not in {FAL, SOUL})

TASKS = Family("generations-task", "tasks")
EVOLINK = Family("generations-task:evolink", "evolink")
GRSAI = Family("grsai", "grsai")
FORMS = Family("videos-multipart", "multipart")
OF_WINDOWS = (TASKS, EVOLINK, GRSAI)


def join(lib: Library, server: Server, family: Family, name: str = "main") -> None:
    """Add an account at a family's simulator."""
    base = server.bases[family.base]
    lib.accounts.add(name, profile=family.profile, base_url=base, key_env=family.key_env)


def material(
    folder: Path, server: Server, family: Family, name: str = "", *, order: int = 0
) -> Material:
    """What is kept of a character; `order` turns the stills, so that two people differ."""
    stills = [folder / f"still-{(i + order) % 4}.jpg" for i in range(4)]
    clip = folder / ("big.mp4" if family.media == "big" else "clip.mp4")
    whole = Material(
        clip=medium(clip, server, by_url=family.by_url),
        frontal=medium(stills[0], server, by_url=family.by_url),
        stills=tuple(medium(still, server, by_url=family.by_url) for still in stills[1:]),
        name=name,
    )
    if family.media == "stills":
        return whole._replace(clip=None)
    return whole._replace(stills=(), frontal=None)


def medium(path: Path, server: Server, *, by_url: bool = False) -> Medium:
    """A file as a medium with all its facts, by its URL or by its path."""
    content = path.read_bytes()
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        seconds = float(stream.duration * stream.time_base) if path.suffix == ".mp4" else None
        return Medium(
            path="" if by_url else str(path),
            url=server.file_url(path.name) if by_url else "",
            sha256=hashlib.sha256(content).hexdigest(),
            bytes=len(content),
            width=stream.width,
            height=stream.height,
            duration_ms=None if seconds is None else round(seconds * 1000),
        )


def use_material(monkeypatch: pytest.MonkeyPatch, lib: Library) -> None:
    """Prompts of this library use what its attribute `material` returns, instead of kept files."""
    monkeypatch.setattr(
        kept,
        "material",
        lambda _, character, account=None, **_more: lib.material(character, account),
    )
