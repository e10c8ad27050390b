"""Every film of every provider is what its documents allow, asked for upright or not.

Nothing is sent: the requests are those that would be, held to schemas written from the documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import charlib
from charlib.domain import paths
from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.errors import InvalidInput
from charlib.library import Library
from charlib.library.footage import kept
from charlib.providers.profiles import Profiles

jsonschema = pytest.importorskip("jsonschema")

from .film_schemas import FILMS, UPRIGHT  # noqa: E402 - skipped without jsonschema

CATALOGUE = Profiles(Path("/nowhere"))
TEXTS = (
    "@mia walks",
    "@tom's dog meets @mia, and @tom walks",
    "@林小雨在雨里跑, @mia and @林小雨, me@mia.example, @@tom",
    "@a_handle_of_thirty_two_letters_x\n@mia",
)
NUMBERS = {"mia": 11, "tom": 22, "林小雨": 33, "a_handle_of_thirty_two_letters_x": 44}
CLIPS = {"wan"}
"""Profiles that take clips only; the others of that family get pictures."""
OF_ONE = {"generations-task"}
"""Profiles whose films are of one character."""


def _id(profile: str, handle: str) -> str:
    """An ID in the form that a service gives."""
    number = NUMBERS[handle]
    if profile.startswith(("kling", "comfy", "vidu", "pixverse")):
        return f"{number}250903629"
    return f"asset-{number}" if profile.startswith("seedance") else f"char_{number}"


def _kept(handle: str) -> Material:
    base = f"https://h.example/{NUMBERS[handle]}"
    clip = Medium(url=f"{base}.mp4", width=1280, height=720, duration_ms=4000, fps=24, bytes=9000)
    still = Medium(url=f"{base}.jpg", width=800, height=600, mime="image/jpeg", bytes=9000)
    return Material(clip=clip, frontal=still, name=handle.title())


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A cast that has an ID at every service that gives some, and kept media for the others."""
    patched = pytest.MonkeyPatch()
    accounts: dict[int, str] = {}

    def material(_: object, person: Any, account: Any = None) -> Material:
        whole = _kept(person.handle)
        takes_clip = account is not None and accounts.get(account.id) in CLIPS
        return whole._replace(frontal=None) if takes_clip else whole._replace(clip=None)

    patched.setattr(kept, "material", material)
    with charlib.open(tmp_path_factory.mktemp("films")) as opened:
        opened.accounts.add("words", profile="plain")
        for handle in NUMBERS:
            opened.add(handle, handle, account="words", name=f"{handle.title()} Name")
        for profile in FILMS:
            account = opened.accounts.add(_account(profile), profile=profile)
            accounts[account.id] = profile
            if CATALOGUE.load(profile).reference.uses_ids:
                for handle in NUMBERS:
                    opened.add(handle, _id(profile, handle), account=account.name)
        yield opened
    patched.undo()


def _account(profile: str) -> str:
    return profile.replace(":", "-")


def test_every_profile_that_films_is_here() -> None:
    """No profile is left out, but the simulator and the dialect that it speaks."""
    films = {name for name in CATALOGUE.names() if CATALOGUE.load(name).generate}
    assert films - set(FILMS) == {"sandbox", "sora-async"}
    asks = {name for name in films if _takes_ratios(name)}
    assert asks == set(UPRIGHT)


def _takes_ratios(name: str) -> bool:
    generate = CATALOGUE.load(name).generate
    assert generate is not None
    return any("ratio" in {ask, *known.of} for ask, known in generate.asks.items())


@pytest.mark.parametrize("profile", FILMS)
def test_every_film_is_what_the_documents_allow(lib: Library, profile: str) -> None:
    """Each prompt makes a body that a strict server takes, with its people's references only."""
    for text in TEXTS[:1] if profile in OF_ONE else TEXTS:
        (film,) = lib.plan_generate(text, account=_account(profile))
        assert film.request is not None
        assert f"{film.request.method} {film.request.path}" == FILMS[profile].route
        jsonschema.validate(film.request.body, FILMS[profile].body)
        body = str(film.request.body)
        mentioned = {handle for handle in NUMBERS if re.search(rf"(?<![\w@])@{handle}", text)}
        known = {handle for handle in NUMBERS if _reference(profile, handle) in body}
        assert known == mentioned, (text, body)


def _reference(profile: str, handle: str) -> str:
    """The part of a body that is one person's alone: an ID or a URL."""
    if CATALOGUE.load(profile).reference.uses_ids:
        return _id(profile, handle)
    return f"h.example/{NUMBERS[handle]}."


@pytest.mark.parametrize("profile", UPRIGHT)
def test_an_upright_film_of_any_length_is_asked_for(lib: Library, profile: str) -> None:
    """`ratio` and `seconds` are on the wire in the provider's words; another length is refused."""
    wishes, account = UPRIGHT[profile], _account(profile)

    (film,) = lib.plan_generate("@mia walks", account=account, ratio="9:16", seconds=wishes.seconds)

    assert film.request is not None
    jsonschema.validate(film.request.body, FILMS[profile].body)
    wire = {place: paths.get(film.request.body, place) for place in wishes.wire}
    assert wire == wishes.wire
    assert [type(value) for value in wire.values()] == [type(v) for v in wishes.wire.values()]
    with pytest.raises(InvalidInput, match=re.escape(wishes.because)):
        lib.plan_generate("@mia walks", account=account, seconds=wishes.refused)
