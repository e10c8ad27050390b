"""A cast that every service that films knows: by IDs of its own, or by kept pictures and clips."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import charlib
from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.library import Library
from charlib.library.footage import kept
from charlib.providers.profiles import Profiles

from .film_schemas import FILMS, VOICES_OF

CATALOGUE = Profiles(Path("/nowhere"))
NUMBERS = {"mia": 11, "tom": 22, "林小雨": 33, "a_handle_of_thirty_two_letters_x": 44}
CLIPS = {"wan"}
"""Profiles that take clips only; the others of that family get pictures."""
OF_ONE = {"generations-task"}
"""Profiles whose films are of one character."""


def account_of(profile: str) -> str:
    """The name of the account at a profile."""
    return profile.replace(":", "-")


def id_at(profile: str, handle: str) -> str:
    """An ID in the form that a service gives."""
    number = NUMBERS[handle]
    if profile.startswith(("kling", "comfy", "vidu", "pixverse")):
        return f"{number}250903629"
    return f"asset-{number}" if profile.startswith("seedance") else f"char_{number}"


def reference(profile: str, handle: str) -> str:
    """The part of a body that is one person's alone: an ID or a URL."""
    if CATALOGUE.load(profile).reference.uses_ids:
        return id_at(profile, handle)
    return f"h.example/{NUMBERS[handle]}."


def voice_at(profile: str, handle: str) -> str:
    """What a person's voice is on the wire: an ID of the service, or the URL of a kept sound."""
    own = VOICES_OF[profile].get("id")
    return f"{own}{NUMBERS[handle]}" if own else f"https://h.example/{NUMBERS[handle]}.mp3"


@contextmanager
def cast(home: Path) -> Iterator[Library]:
    """A library with an account at every profile that films, and everybody ready at each."""
    accounts: dict[int, str] = {}

    def material(_: object, person: Any, account: Any = None, **__: Any) -> Material:
        whole = _kept(person.handle)
        takes_clip = account is not None and accounts.get(account.id) in CLIPS
        return whole._replace(frontal=None) if takes_clip else whole._replace(clip=None)

    with pytest.MonkeyPatch.context() as patched, charlib.open(home) as opened:
        patched.setattr(kept, "material", material)
        opened.accounts.add("words", profile="plain")
        for handle in NUMBERS:
            opened.add(handle, handle, account="words", name=f"{handle.title()} Name")
        for profile in FILMS:
            account = opened.accounts.add(account_of(profile), profile=profile)
            accounts[account.id] = profile
            if CATALOGUE.load(profile).reference.uses_ids:
                for handle in NUMBERS:
                    opened.add(handle, id_at(profile, handle), account=account.name)
        yield opened


def _kept(handle: str) -> Material:
    base = f"https://h.example/{NUMBERS[handle]}"
    clip = Medium(url=f"{base}.mp4", width=1280, height=720, duration_ms=4000, fps=24, bytes=9000)
    path = f"h.example/{NUMBERS[handle]}.jpg"  # where a service takes no URL
    still = Medium(path, f"{base}.jpg", width=800, height=600, mime="image/jpeg", bytes=9000)
    return Material(clip=clip, frontal=still, name=handle.title())
