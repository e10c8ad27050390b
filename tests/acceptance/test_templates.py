"""Two hundred templates in every dialect: each mention means the person that it was written for.

Nothing is sent: the requests are those that would be, held to schemas written from the documents,
and read as each service reads them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from charlib.domain.footage.material import Material
from charlib.domain.footage.medium import Medium
from charlib.library import Library
from charlib.library.footage import kept

jsonschema = pytest.importorskip("jsonschema")

from tests.acceptance.servers.film_cast import NUMBERS, account_of, cast, voice_at  # noqa: E402 - skipped without it
from tests.acceptance.servers.film_readers import READERS, people, voices  # noqa: E402
from tests.acceptance.servers.film_schemas import FILMS, VOICES_OF  # noqa: E402

COUNT = 200
SPEAKERS = ("mia", "林小雨")
MOST = {
    "generations-task": 1,
    **dict.fromkeys(("openai-videos", "openai-videos:azure", "openai-videos:litellm"), 2),
    **dict.fromkeys((name for name in FILMS if name.startswith(("gemini-omni", "pixverse"))), 3),
    **dict.fromkeys(("veo", "wan"), 3),
}
"""How many persons a film of these services has at most."""
WORDS = (
    *(
        "walks",
        "in the rain,",
        "and",
        "meets",
        "—",
        "(close-up)",
        "雨が降る",
        "sees",
        "\n",
        '"Hi!"',
    ),
    *("me@mia.example", "@@nobody", "@@tom", "50 %", "{n}", "$1", "🚀", "a < b", "of 2 shots."),
)
AFTER = ("", "'s coat", ",", ".", "!", ")", "在跑", ":")


class Template(NamedTuple):
    """A prompt, and whom its mentions mean, in their order."""

    text: str
    cast: tuple[str, ...]


def templates(most: int) -> list[Template]:
    """The templates of films with so many persons; always the same ones."""
    chance = random.Random(most)
    return [_template(chance, most) for _ in range(COUNT)]


def _template(chance: random.Random, most: int) -> Template:
    known = chance.sample(list(NUMBERS), chance.randint(1, most))
    mentioned = [chance.choice(known) for _ in range(chance.randint(1, 6))]
    pieces = [chance.choice(WORDS)]
    for handle in mentioned:
        pieces += [f"@{handle}{chance.choice(AFTER)}", *chance.sample(WORDS, chance.randint(0, 3))]
    return Template(" ".join(pieces), tuple(mentioned))


@pytest.fixture(scope="module")
def lib(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The cast, of which two have a voice at the services that take some."""

    def sound(_: object, person: Any, __: object) -> Material:
        url = f"https://h.example/{NUMBERS[person.handle]}.mp3"
        medium = Medium(
            url.rpartition("/")[2], url, mime="audio/mpeg", duration_ms=5000, bytes=9000
        )
        return Material(sound=medium)

    with pytest.MonkeyPatch.context() as patched, cast(tmp_path_factory.mktemp("cast")) as opened:
        patched.setattr(kept, "sound", sound)
        for profile, voice in VOICES_OF.items():
            for handle in SPEAKERS if "id" in voice else ():
                account = account_of(profile)
                opened.voices.add(handle, remote_id=voice_at(profile, handle), account=account)
        yield opened


@pytest.mark.parametrize("profile", FILMS)
def test_every_mention_means_its_person(lib: Library, profile: str) -> None:
    """Each body keeps to the documents; pictures, IDs and voices are those of the right person."""
    written = templates(MOST.get(profile, len(NUMBERS)))
    validator = jsonschema.Draft202012Validator(FILMS[profile].body)

    films = lib.plan_generate([each.text for each in written], account=account_of(profile))

    for template, film in zip(written, films, strict=True):
        assert film.request is not None
        validator.validate(film.request.body)
        assert tuple(people(profile, film.request.body)) == template.cast, template.text
        if profile in VOICES_OF:
            heard = voices(profile, film.request.body)
            assert heard.keys() == {*template.cast} & {*SPEAKERS}, template.text
            assert all(voice_at(profile, handle) in what for handle, what in heard.items())


def test_every_service_has_a_reader() -> None:
    """No service is read by another's rule unseen."""
    assert READERS.keys() == FILMS.keys()
