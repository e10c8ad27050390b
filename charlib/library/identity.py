"""Whether a face is a character's: in a film, in a picture, in its own kept stills.

Templates are biometric data. They are made on this machine when they are needed, once a person has
switched that on; of real people only with a noted consent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
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

Place: TypeAlias = "tuple[str, str]"
"""The uid of a character and the name of its look."""

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
    shown = session.store.read.footage.shown_looks(_ROLES, _may_be_known)
    return recognition.answer(file, shown)


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
        fresh = [*filter(is_allowed, session.store.read.characters.by_ids(ids))]
        recognition.recall(character.uid for character in fresh)
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
    if session.home.identity.exists():
        templates = Templates(session.home.identity)
        _forget_gone_of(session, templates, templates.places())


def _forget_gone_of(session: Session, templates: Templates, places: AbstractSet[Place]) -> None:
    if not places:
        return
    people = session.store.read.characters.by_uids({uid for uid, _ in places})
    kept = {(each.uid, look.name) for each in filter(is_allowed, people) for look in each.looks}
    if places - kept:
        templates.drop(places - kept)


def is_allowed(character: Character) -> bool:
    """Whether a template of a character may be made: of real people with consent only."""
    return _may_be_known(character.likeness, character.consent)


def _may_be_known(likeness: str, consent: str) -> bool:
    return likeness != "real" or bool(consent.strip())


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


def _has_stills(session: Session, character: Character, name: str) -> bool:
    look = character.look_called(name)
    return look is not None and bool(_here(session, look))


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
        self._known: dict[str, dict[str, Template]] = {}

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

    def recall(self, uids: Iterable[str]) -> None:
        """Read the templates of characters at once, where there are many."""
        new = {uid: dict[str, Template]() for uid in uids if uid not in self._known}
        for each in self._templates.of(self._eye.sha256, new) if new else ():
            new[each.character_uid][each.look] = each
        self._known |= new

    def template(self, character: Character, look: str) -> Template:
        """The template of a look, made anew if its kept stills are not those it was made from."""
        from charlib.media.identity.templates import learn

        stills = _stills(self._session, character, look)
        hashes = tuple(medium.sha256 for medium in stills)
        self.recall([character.uid])
        known = self._known[character.uid].get(look)
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

    def answer(self, file: Path, shown: Mapping[Place, str]) -> Answer:
        """Say who is in a picture or a film, out of the looks of which stills are kept.

        `shown` has the hashes of each look's stills, from the oldest on.
        """
        from charlib.media.identity.compare import look_at, sightings_of

        looks = look_at(file, self._eye)
        vectors = self._vectors(shown)
        people: dict[str, Character] = {}
        while True:
            places = [*vectors]
            seen = sightings_of(looks, [*vectors.values()], least=UNSURE)
            found = {
                places[number]: concluded(each)
                for number, each in seen.items()
                if is_seen(each, len(looks))
            }
            new = {uid for uid, _ in found} - {*people}
            read = self._session.store.read.characters.by_uids(new) if new else ()
            people |= {character.uid: character for character in read}
            if not self._renewed(vectors, [place for place in found if place[0] in people], people):
                break
        checks = [
            Check(self._session.qualified(people[uid]), look, *each)
            for (uid, look), each in found.items()
            if uid in people
        ]
        return answered(checks, [face.quality for look in looks for face in look.faces])

    def _renewed(
        self,
        vectors: dict[Place, bytes],
        places: Iterable[Place],
        people: Mapping[str, Character],
    ) -> bool:
        """Replace the templates of looks whose stills are not all here; whether there was one.

        Only of those that were found: nobody waits for the stills of a whole library.
        """
        old = {place: vectors[place] for place in places}
        for uid, look in old:
            del vectors[uid, look]
            if _has_stills(self._session, people[uid], look):
                template = self.template(people[uid], look)
                vectors |= {(uid, look): template.vector} if template.vector else {}
        return any(vectors.get(place) != vector for place, vector in old.items())

    def _vectors(self, shown: Mapping[Place, str]) -> dict[Place, bytes]:
        """The templates of looks; made where there is none, or other stills are kept.

        Whether stills are on this machine is asked only then.
        """
        vectors: dict[Place, bytes] = {}
        gone: set[Place] = set()
        for uid, look, model, made_from, vector in self._templates.vectors():
            place = (uid, look)
            if place not in shown:
                gone.add(place)
            elif model == self._eye.sha256 and _is_made_from(made_from, shown[place]):
                vectors[place] = vector
        _forget_gone_of(self._session, self._templates, gone)
        left = [place for place in shown if place not in vectors]
        people = self._session.store.read.characters.by_uids({uid for uid, _ in left})
        by_uid = {character.uid: character for character in people}
        self.recall(by_uid)
        for uid, look in left:
            if uid in by_uid and _has_stills(self._session, by_uid[uid], look):
                vectors[uid, look] = self.template(by_uid[uid], look).vector
        return {place: vector for place, vector in vectors.items() if vector}


def _is_made_from(made_from: str, stills: str) -> bool:
    """Whether a template is made from the newest of some stills.

    Of the template, the hashes are a list in JSON, the newest first; of the stills, the oldest is.
    """
    hashes = [made_from[2:-2]] if "," not in made_from else json.loads(made_from)[::-1]
    newest = ",".join(hashes)
    return newest == stills or (len(hashes) == _STILLS and stills.endswith(f",{newest}"))
