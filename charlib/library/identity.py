"""Whether a face is a character's: in a film, in a picture, in its own kept stills.

Templates are biometric data. They are made on this machine when they are needed, once a person has
switched that on; of real people only with a noted consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from charlib.domain.identity import (
    UNSURE,
    Answer,
    Check,
    Finding,
    answered,
    concluded,
    excused,
    is_seen,
)
from charlib.domain.text import printable
from charlib.errors import CharlibError, Conflict, NotAllowed, NotFound
from charlib.hints import Notice, call
from charlib.library.footage import kept
from charlib.library.session import Session, Warn
from charlib.store.identity import Template, Templates

if TYPE_CHECKING:
    from charlib.domain.records import Character, KeptMedium, Look
    from charlib.media.identity.faces import Eye

Person: TypeAlias = "tuple[Character, str]"
"""A character and the name of its look, "" for the main one."""

_STILLS = 8
"""Kept stills that a template is made from, the newest first."""
_ROLES = {"frontal", "still"}
_NO_CONSENT = "a real person, and no consent is noted"
_NO_STILLS = "none of its kept stills shows a clear face"


def identity_on(session: Session) -> None:
    """Switch recognition of faces on, for this library on this machine.

    From then on templates of faces are computed when they are needed, and stored on this machine.
    Raises MissingExtra.
    """
    from charlib.media import identity

    identity.eye()
    Templates(session.home.identity).switch_on(session.clock.now())


def identity_off(session: Session) -> bool:
    """Switch recognition off, and delete all templates; return whether it was on."""
    return Templates(session.home.identity).switch_off()


def is_identity_on(session: Session) -> bool:
    """Whether recognition of faces is switched on."""
    return Templates(session.home.identity).is_on


def check_film(
    session: Session,
    path: Path | str,
    people: Sequence[Person],
    *,
    model: Path | str | None = None,
) -> list[Check]:
    """Compare the faces of a film with the kept stills of each character that it should show.

    No face counts for two of them. `model` is a recogniser of the user's own. Raises Conflict if
    recognition is not switched on, NotAllowed for a real person without a noted consent,
    NotFound, MediaError, MissingExtra.
    """
    recognition = Recognition(session, model)
    for character, _ in people:
        recognition.refuse_without_consent(character)
    return recognition.check(_file(path), people)


def who(session: Session, path: Path | str, *, model: Path | str | None = None) -> Answer:
    """Say which characters of the library are in a picture or a film, the nearest first.

    Real people without a noted consent are not compared. Raises Conflict if recognition is not
    switched on, NotFound, MediaError, MissingExtra.
    """
    recognition = Recognition(session, model)
    file = _file(path)
    forget_gone(session)
    shown = session.store.read.characters.by_ids(session.store.read.footage.shown_in(_ROLES))
    people = filter(is_allowed, shown)
    looks = [person for character in people for person in _looks(session, character)]
    return recognition.answer(file, looks)


def doubtful_stills(
    session: Session, character: Character, look: str = "", *, model: Path | str | None = None
) -> list[Path]:
    """The kept stills of a look that show another person than the rest of them.

    Raises as `check_film`.
    """
    recognition = Recognition(session, model)
    recognition.refuse_without_consent(character)
    doubtful = recognition.template(character, look).doubtful_hashes
    media = [each for each in _stills(session, character, look) if each.sha256 in doubtful]
    return [session.home.media / each.path for each in media]


def warn_of_doubtful(session: Session, characters: Iterable[Character], warn: Warn) -> None:
    """Warn of characters whose kept stills show two people.

    Does nothing unless recognition is switched on and its packages are installed; fails never.
    """
    if not session.home.identity.exists():
        return
    try:
        ids = [character.id for character in characters]
        recognition = Recognition(session, None)
        fresh = filter(is_allowed, session.store.read.characters.by_ids(ids))
        for person in [each for character in fresh for each in _looks(session, character)]:
            doubtful = recognition.template(*person).doubtful_hashes
            if doubtful:
                warn(_two_people(session, person, len(doubtful)))
    except CharlibError:
        return  # what was asked for is done


def _two_people(session: Session, person: Person, count: int) -> Notice:
    character, look = person
    name = session.qualified(character)
    shown = f"{name}+{look}" if look else name
    stills = "1 still shows" if count == 1 else f"{count} stills show"
    again = call("keep", name, source="FILE", window="START,END")
    return Notice(f"the kept stills of @{shown} show two people: {stills} another face", again)


def forget(session: Session, characters: Iterable[Character]) -> None:
    """Delete the templates of characters: when they are removed, or a consent changes."""
    if session.home.identity.exists():
        uids = [character.uid for character in characters]
        Templates(session.home.identity).forget(uids)


def forget_gone(session: Session) -> None:
    """Delete the templates of characters and looks that are gone, or may have none any longer.

    Whatever changed them: an undo, an import, a restored backup.
    """
    if not session.home.identity.exists():
        return
    templates = Templates(session.home.identity)
    places = templates.places()
    people = session.store.read.characters.by_uids({uid for uid, _ in places})
    kept = {(each.uid, look.name) for each in filter(is_allowed, people) for look in each.looks}
    if places - kept:
        templates.drop(places - kept)


def is_allowed(character: Character) -> bool:
    """Whether a template of a character may be made: of real people with consent only."""
    return character.likeness != "real" or bool(character.consent.strip())


def doubt(session: Session, character: Character, look: str) -> Notice | None:
    """Why nothing will be told of a look in any film, as far as that is known before."""
    name = session.qualified(character)
    if not is_allowed(character):
        hint = call("edit", name, consent="TEXT")
        return Notice(f"@{name} is {_NO_CONSENT}, so it is not checked", hint)
    if not _stills(session, character, look):
        hint = call("keep", name, still="FILE")
        return Notice(f"@{name} cannot be checked: it has no kept stills on this machine", hint)
    return None


def _file(path: Path | str) -> Path:
    file = Path(path).expanduser()
    if not file.is_file():
        raise NotFound(f"no file {printable(str(file))}", hint="Give a picture or a film")
    return file


def _stills(session: Session, character: Character, name: str) -> list[KeptMedium]:
    """The stills kept of a look that are on this machine, the newest first; else the main look's.

    A provider's own picture is not one: what it drew is what is to be checked. Raises NotFound for
    an unknown look.
    """
    look = character.look_called(name)
    if look is None:
        raise NotFound(
            f"@{session.qualified(character)} has no look {printable(name)}",
            hint=call("show", session.qualified(character)),
        )
    own = _here(session, look)
    return own if own or look is character.main else _here(session, character.main)


def _here(session: Session, look: Look) -> list[KeptMedium]:
    stills = [each for each in look.kept if each.role in _ROLES]
    once = {each.sha256: each for each in stills if kept.is_here(session, each.path)}
    return list(once.values())[::-1][:_STILLS]


def _looks(session: Session, character: Character) -> list[Person]:
    """A character with each look of which stills are kept."""
    return [(character, look.name) for look in character.looks if _here(session, look)]


class Recognition:
    """Templates of a library by one model; Conflict if recognition is not switched on."""

    def __init__(self, session: Session, model: Path | str | None) -> None:
        from charlib.media import identity

        self._session = session
        self._templates = Templates(session.home.identity)
        if not self._templates.is_on:
            raise Conflict("recognition of faces is not switched on", hint=call("identity on"))
        self._eye: Eye = identity.eye(Path(model).expanduser() if model else None)
        self._known = {
            (each.character_uid, each.look): each for each in self._templates.of(self._eye.sha256)
        }

    def refuse_without_consent(self, character: Character) -> None:
        """Raise NotAllowed for a real person without consent; a template from before goes."""
        if is_allowed(character):
            return
        forget(self._session, [character])
        name = self._session.qualified(character)
        raise NotAllowed(
            f"@{name} is {_NO_CONSENT}",
            hint=call("edit", name, consent="TEXT"),
        )

    def template(self, character: Character, look: str) -> Template:
        """The template of a look, made anew if its kept stills are not those it was made from."""
        from charlib.media.identity.templates import learn

        stills = _stills(self._session, character, look)
        hashes = tuple(medium.sha256 for medium in stills)
        known = self._known.get((character.uid, look))
        if known is not None and known.kept_hashes == hashes:
            return known
        folder = self._session.home.media
        learned = learn([folder / medium.path for medium in stills], self._eye)
        doubtful = tuple(hashes[number] for number in learned.doubtful)
        template = Template(character.uid, look, self._eye.sha256, hashes, doubtful, learned.vector)
        if stills:
            self._templates.put(template, self._session.clock.now())
        return template

    def check(self, file: Path, people: Sequence[Person], *, others: int = 0) -> list[Check]:
        """Compare a film with characters; those without a clear still cannot be told.

        `others` are the characters that it should show, too, and that may not be compared.
        """
        from charlib.media.identity.compare import compare, look_at

        templates = [self.template(*person) for person in people]
        known = [number for number, each in enumerate(templates) if each.vector]
        looks = look_at(file, self._eye) if known else []
        found = dict(
            zip(known, compare(looks, [templates[number].vector for number in known]), strict=True)
        )
        if others or any(not template.kept_hashes for template in templates):
            found = {number: excused(each) for number, each in found.items()}
        nothing = Finding("cannot-tell", why=_NO_STILLS)
        return [
            Check(self._session.qualified(character), look, *found.get(number, nothing))
            for number, (character, look) in enumerate(people)
        ]

    def answer(self, file: Path, people: Sequence[Person]) -> Answer:
        """Say who of some characters is in a picture or a film."""
        from charlib.media.identity.compare import look_at, sightings_of

        looks = look_at(file, self._eye)
        qualities = [face.quality for look in looks for face in look.faces]
        templates = [self.template(*person).vector for person in people]
        known = [number for number, vector in enumerate(templates) if vector]
        seen = sightings_of(looks, [templates[number] for number in known], least=UNSURE)
        checks = [
            Check(self._session.qualified(people[number][0]), people[number][1], *concluded(each))
            for number, each in zip(known, seen, strict=True)
            if is_seen(each, len(looks))
        ]
        return answered(checks, qualities)
