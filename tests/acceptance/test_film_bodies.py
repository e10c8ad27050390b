"""Every film and character of every provider is what its documents allow, however it is asked for.

Nothing is sent: the requests are those that would be, held to schemas written from the documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain import paths
from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.errors import InvalidInput
from charlib.library import Library
from charlib.library.footage import kept
from charlib.providers import creation
from charlib.providers.messages import Answer
from tests.examples import examples

jsonschema = pytest.importorskip("jsonschema")

from tests.acceptance.servers.family_servers import Schema  # noqa: E402 - skipped without jsonschema
from tests.acceptance.servers.film_cast import (  # noqa: E402
    CATALOGUE,
    NUMBERS,
    OF_ONE,
    account_of,
    cast,
    reference,
)
from tests.acceptance.servers.film_schemas import CREATIONS, FILMS, SOUND, UPRIGHT, VOICES_OF  # noqa: E402

TEXTS = (
    "@mia walks",
    "@tom's dog meets @mia, and @tom walks",
    "@林小雨在雨里跑, @mia and @林小雨, me@mia.example, @@tom",
    "@a_handle_of_thirty_two_letters_x\n@mia",
)
SPOKEN = Material(sound=Medium("11.mp3", SOUND, mime="audio/mpeg", duration_ms=5000, bytes=9000))


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A cast that has an ID at every service that gives some, and kept media for the others."""
    with pytest.MonkeyPatch.context() as patched, cast(tmp_path_factory.mktemp("films")) as opened:
        patched.setattr(kept, "sound", lambda *_: SPOKEN)
        yield opened


def check(body: Any, schema: Schema) -> None:
    """Hold a body to a schema; ValidationError if it is another."""
    jsonschema.Draft202012Validator(schema).validate(body)


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
        (film,) = lib.plan_generate(text, account=account_of(profile))
        assert film.request is not None
        assert f"{film.request.method} {film.request.path}" == FILMS[profile].route
        check(film.request.body, FILMS[profile].body)
        body = str(film.request.body)
        mentioned = {handle for handle in NUMBERS if re.search(rf"(?<![\w@])@{handle}", text)}
        known = {handle for handle in NUMBERS if reference(profile, handle) in body}
        assert known == mentioned, (text, body)


@pytest.mark.parametrize("profile", UPRIGHT)
def test_an_upright_film_of_any_length_is_asked_for(lib: Library, profile: str) -> None:
    """`ratio` and `seconds` are on the wire in the provider's words; another length is refused."""
    wishes, account = UPRIGHT[profile], account_of(profile)

    (film,) = lib.plan_generate("@mia walks", account=account, ratio="9:16", seconds=wishes.seconds)

    assert film.request is not None
    check(film.request.body, FILMS[profile].body)
    wire = {place: paths.get(film.request.body, place) for place in wishes.wire}
    assert wire == wishes.wire
    assert [type(value) for value in wire.values()] == [type(v) for v in wishes.wire.values()]
    with pytest.raises(InvalidInput, match=re.escape(wishes.because)):
        lib.plan_generate("@mia walks", account=account, seconds=wishes.refused)


@pytest.fixture(scope="module")
def voiced(lib: Library) -> Library:
    """The cast; @mia has a voice, which some services call by an ID."""
    for profile, voice in VOICES_OF.items():
        if "id" in voice:
            lib.voices.add("mia", remote_id=voice["id"], account=account_of(profile))
    return lib


@pytest.mark.parametrize("profile", VOICES_OF)
def test_a_voice_is_its_own_persons(voiced: Library, profile: str) -> None:
    """The service takes the body, in which @mia's voice is the only one and stands beside her."""
    voice, account = VOICES_OF[profile], account_of(profile)

    mute, film = voiced.plan_generate(["@tom waits", "@tom sees @mia"], account=account)

    assert mute.request is not None
    assert film.request is not None
    check(film.request.body, FILMS[profile].body)
    assert (
        paths.get(film.request.body, _counted(voice["place"], film.request.body)) == voice["wire"]
    )
    assert str(film.request.body).count(voice["wire"]) == 1
    assert voice["wire"] not in str(mute.request.body)


def _counted(place: str, body: dict[str, Any]) -> str:
    """A place in which the last item of a list has its number."""
    where, last, rest = place.partition("[-1]")
    return f"{where}[{len(paths.get(body, where)) - 1}]{rest}" if last else place


def test_every_profile_that_creates_is_here() -> None:
    """No profile that makes characters from kept media is left out, nor any of its ways."""
    ways = {
        name: set(made.ways) for name in CATALOGUE.names() if (made := CATALOGUE.load(name).create)
    }
    assert {name: found for name, found in ways.items() if found} == {
        name: set(known) for name, known in CREATIONS.items()
    }


WAYS = [(profile, way) for profile, ways in CREATIONS.items() for way in ways]
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=130).filter(
    str.strip
)


@pytest.mark.parametrize(("profile", "way"), WAYS)
@given(name=words, look=st.just("") | words)
@examples(6)
def test_every_creation_is_what_the_documents_allow(
    profile: str, way: str, name: str, look: str
) -> None:
    """Whatever a character is called, a strict server takes each call of its creation."""
    create = CATALOGUE.load(profile).create
    assert create is not None
    facts = {"name": name, "look": look, "description": look or name, "handle": "mia", "key": "k1"}
    request = creation.begin(create, facts, material=_many(), way=way)
    for call in CREATIONS[profile][way]:
        assert request is not None
        assert f"{request.method} {request.path}" == call.route
        check(request.body, call.body)
        request = creation.after(create, request, Answer("done", remote_id="ID-1"))
    assert request is None, "there is one call more"


def _many() -> Material:
    """A clip and four stills; where only files are taken, their references."""
    base = "https://h.example/11"
    clip = Medium("11.mp4", f"{base}.mp4", width=1280, height=720, duration_ms=4000, fps=24)
    stills = [Medium(f"{n}.jpg", f"{base}-{n}.jpg", width=800, height=600) for n in range(4)]
    return Material(clip=clip, frontal=stills[0], stills=tuple(stills[1:]))
