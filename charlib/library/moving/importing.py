"""Characters of a file in the form of `domain.forms`: checked, and added to the library."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain.character import handle as handles
from charlib.domain.character.draft import BindingDraft, CharacterDraft, LookDraft, VoiceDraft
from charlib.domain.character.looks import Taken, parse_episodes, parse_name
from charlib.domain.choices import BINDING_STATES, LIKENESSES
from charlib.domain.footage.clips import SOUNDS, kept_path
from charlib.domain.footage.medium import Medium
from charlib.domain.moment import from_text
from charlib.domain.text import clean, first_of, printable, visible
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError, InvalidInput
from charlib.hints import Hint, the_call
from charlib.library.persons.forgetting import left_out
from charlib.library.reading.accounts import Matcher, checked_uid
from charlib.library.session import Session

if TYPE_CHECKING:
    from charlib.store.write.transaction import Transaction

HINT = Hint(
    "An import file has one character on each line, as {} writes it", the_call("export", "FILE")
)
FAULTS = (CharlibError, ValueError, TypeError, AttributeError)
"""What checking a form may raise."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_S = 10**6
_IN_FLIGHT = {"planned", "sending", "processing"}


@dataclass(slots=True)
class Imported:
    """The result of an import, in characters; `accounts` are the names of the file's here."""

    added: int = 0
    updated: int = 0
    skipped: int = 0
    accounts: dict[str, str] = field(default_factory=dict)


class _Tags(dict[str, str]):
    """Tags as typed in the file → as stored; each is parsed once."""

    def __missing__(self, text: str) -> str:
        self[text] = tag = handles.parse_tag(text)
        return tag


class Importer:
    """Imports characters in one write transaction."""

    def __init__(
        self,
        session: Session,
        writer: Transaction,
        *,
        update: bool,
        mapped: Mapping[str, str],
        origin: str = "another library",
    ) -> None:
        self._writer = writer
        self._update = update
        self.accounts = Matcher(session, writer, mapped, origin)
        self._current = session.project
        self._projects: dict[str, int] = {}
        self._tags = _Tags()
        self._store = session.store
        self._same: list[str] = []
        self._erased: list[str] = []

    @property
    def warnings(self) -> list[str]:
        """What a person should know about the file."""
        same, taken = self._same, [f"@{alias}" for alias in self._writer.bulk.taken_aliases]
        told = list(self.accounts.warnings)
        if same:
            told.append(
                f"characters of the file have the IDs of others here: {first_of(same, mark='; ')}"
            )
        if taken:
            told.append(f"aliases that others here have were left out: {first_of(taken)}")
        if self._erased:
            told.append(left_out(self._erased))
        return told

    def _warn_of_same_ids(self, drafts: Sequence[CharacterDraft]) -> None:
        """A character that was renamed here comes back under its old handle as another."""
        known: dict[tuple[int, str], str] = {
            (binding.account, binding.remote_id): draft.handle
            for draft in drafts
            for binding in draft.bindings
            if binding.remote_id and self.accounts.is_known(binding.account)
        }
        others = self._store.read.characters.bound_to_any(known) if known else {}
        self._same += (
            f"@{known[each]} has that of @{called}"
            for each, called in others.items()
            if known[each] != called.rpartition("/")[2]
        )

    def take(self, drafts: Sequence[CharacterDraft], result: Imported) -> None:
        """Import a part of the file: new characters, then those in the library.

        People who were erased here stay away.
        """
        erased = self._store.read.shared.erased(draft.uid for draft in drafts if draft.uid)
        self._erased += (draft.handle for draft in drafts if draft.uid in erased)
        drafts = [draft for draft in drafts if draft.uid not in erased]
        there = There(self._writer, drafts)
        self._warn_of_same_ids([draft for draft in drafts if not there.has_uid(draft)])
        fresh, known = parted(drafts, there)
        bulk = self._writer.bulk
        bulk.add([there.with_free_uid(draft) for draft in fresh])
        result.added += len(fresh)
        updated = 0
        if self._update and known:
            there = There(self._writer, drafts)
            found = ((there.find(draft), draft) for draft in known)
            updated = len(bulk.renew([(number, draft) for number, draft in found if number]))
        result.updated += updated
        result.skipped += len(known) - updated

    def draft(self, path: Path, place: str, form: Mapping[str, Any]) -> CharacterDraft:
        """Check a line's form; raise InvalidInput with its number if it is invalid."""
        try:
            return self.checked(form)
        except FAULTS as error:
            why = error if isinstance(error, CharlibError | ValueError) else f"bad form: {error}"
            raise InvalidInput(
                f"{printable(path.name)}, {place}: {why}; nothing was imported", hint=HINT
            ) from error

    def checked(self, form: Mapping[str, Any]) -> CharacterDraft:
        """Check a form; raises one of `FAULTS` that says what is wrong with it."""
        likeness = _text(form, "likeness")
        if likeness not in LIKENESSES:
            raise ValueError(f"unknown likeness {likeness!r}")
        created = _moment(form, "created_at")
        bindings = tuple(map(self._binding, _list(form, "bindings")))
        return CharacterDraft(
            project=self._project(_text(form, "project"), _text(form, "project_name")),
            handle=handles.parse(_text(form, "handle")),
            name=clean(_text(form, "name"), "the name"),
            look=clean(_text(form, "look"), "the look"),
            notes=clean(_text(form, "notes"), "the notes"),
            likeness=likeness,
            tags=tuple(map(self._tags.__getitem__, _list(form, "tags"))),
            bindings=bindings,
            created_at=created,
            updated_at=_moment(form, "updated_at") or created,
            consent=clean(_text(form, "consent"), "the consent"),
            voice=self._voice(form["voice"]) if form.get("voice") else None,
            uid=checked_uid(_text(form, "uid"), "uid"),
            aliases=tuple(map(_alias, _list(form, "aliases"))),
            looks=_looks(_list(form, "looks"), bindings),
        )

    def _voice(self, form: Mapping[str, Any]) -> VoiceDraft:
        kept = form.get("kept")
        return VoiceDraft(
            medium=_sound(kept) if kept else None,
            source=_text(form, "source"),
            window=_window(_text(form, "window")),
            bindings=tuple(map(self._binding, _list(form, "bindings"))),
        )

    def _project(self, slug: str, name: str) -> int:
        """The id of a project; one that is added gets the full name that the file says first."""
        if slug not in self._projects:
            called = handles.parse_slug(slug) if slug else self._current
            self._projects[slug] = self._writer.projects.id(called, clean(name, "the name"))
        return self._projects[slug]

    def _binding(self, form: Mapping[str, Any]) -> BindingDraft:
        if not isinstance(form, dict):
            raise ValueError("each of its bindings must be an object")  # noqa: TRY004 - a fault of a line
        state, error = _text(form, "state"), _text(form, "error") or None
        if state not in BINDING_STATES:
            raise ValueError(f"unknown binding state {state!r}")
        if state in _IN_FLIGHT:
            # If two libraries finished the same creation, it would be paid twice.
            state, error = "unknown", "it was on its way when it was exported"
        remote_id = _id(form, "remote_id")
        if state == "ready" and not remote_id:
            raise ValueError("a ready binding has no remote_id")
        return BindingDraft(
            account=self.accounts.id(
                _text(form, "account"),
                _text(form, "account_uid"),
                _text(form, "profile"),
                _text(form, "base_url") if "base_url" in form else None,
            ),
            state=state,
            method=_text(form, "method") or "added",
            remote_id=remote_id or None,
            mention=_id(form, "mention") or None,
            error=error,
            source=_text(form, "source"),
            window=_window(_text(form, "window")),
            created_at=_moment(form, "created_at"),
            look=_look_name(form, "look"),
        )


class There:
    """Which drafts are about characters of the library: by uid, also if renamed; else by handle."""

    def __init__(self, writer: Transaction, drafts: Sequence[CharacterDraft]) -> None:
        self._by_uid = writer.characters.by_uids([draft.uid for draft in drafts if draft.uid])
        keys = [(draft.project, draft.handle) for draft in drafts]
        self._by_handle = writer.characters.find_all(keys)

    def has_uid(self, draft: CharacterDraft) -> bool:
        """Whether the very character is here, outside the trash."""
        return self._by_uid.get(draft.uid) is not None

    def find(self, draft: CharacterDraft) -> int | None:
        """The id of the character that a draft is about; None if it is new."""
        by_handle = self._by_handle.get((draft.project, draft.handle))
        return self._by_uid.get(draft.uid) or by_handle

    def with_free_uid(self, draft: CharacterDraft) -> CharacterDraft:
        """A new draft; its uid is another one's if that one is in the trash."""
        return draft._replace(uid="") if draft.uid in self._by_uid else draft


def parted(
    drafts: Sequence[CharacterDraft], there: There
) -> tuple[list[CharacterDraft], list[CharacterDraft]]:
    """The drafts of new characters, and those of known or repeated ones."""
    fresh: list[CharacterDraft] = []
    known: list[CharacterDraft] = []
    seen: set[str | tuple[int, str]] = set()
    for draft in drafts:
        marks: set[str | tuple[int, str]] = {(draft.project, draft.handle)}
        marks |= {draft.uid} if draft.uid else set()
        is_known = there.find(draft) is not None or seen & marks
        (known if is_known else fresh).append(draft)
        seen |= marks
    return fresh, known


def _looks(forms: Sequence[Any], bindings: Sequence[BindingDraft]) -> tuple[LookDraft, ...]:
    """The looks of a line other than the main one; those that only a binding names too."""
    looks: dict[str, LookDraft] = {}
    taken = Taken()
    for form in forms:
        if not isinstance(form, dict):
            raise ValueError("each of its looks must be an object")  # noqa: TRY004 - a fault of a line
        if not (name := _look_name(form, "name")):
            continue
        if name in looks:
            raise ValueError(f"it has two looks {name}")
        episodes = parse_episodes(_text(form, "episodes"))
        taken.add(name, episodes)
        looks[name] = LookDraft(name, _text(form, "description"), episodes)
    for binding in bindings:
        looks.setdefault(binding.look, LookDraft(binding.look))
    return tuple(look for name, look in looks.items() if name)


def _look_name(form: Mapping[str, Any], field: str) -> str:
    """The name of a look; empty for the main one."""
    text = _text(form, field)
    return parse_name(text) if text else ""


def _alias(name: Any) -> str:
    if not isinstance(name, str):
        raise ValueError("each of its aliases must be text")  # noqa: TRY004 - a fault of a line
    return handles.parse(name)


def _window(text: str) -> Window | None:
    """A window as exported; its start must come before its end."""
    window = Window.parse(text) if text else None
    if window and not 0 <= window.start_ms < window.end_ms:
        raise ValueError(f"invalid window {text!r}")
    return window


def _sound(form: Mapping[str, Any]) -> Medium:
    """The kept file of a voice. Its place follows from its content, never from what a file says."""
    digest, mime = _text(form, "sha256"), _text(form, "mime")
    suffix = next((each for each, known in SOUNDS.items() if known == mime), "")
    if not _DIGEST.fullmatch(digest) or not suffix:
        raise ValueError("the kept file of its voice has no valid sha256 and type")
    seconds, size = form.get("seconds"), form.get("bytes")
    is_length = isinstance(seconds, int | float) and 0 < seconds < _LONGEST_S
    return Medium(
        path=kept_path(digest, suffix), sha256=digest, mime=mime,
        bytes=size if isinstance(size, int) and 0 <= size < 2**53 else None,
        duration_ms=round(seconds * 1000) if is_length and seconds is not None else None,
    )  # fmt: skip


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"its {name} must be text")  # noqa: TRY004 - reported like all faults of a line
    return clean(value, f"its {name}")


def _id(form: Mapping[str, Any], name: str) -> str:
    """An ID or a mention, which goes into prompts: nothing in it is invisible."""
    return visible(_text(form, name), f"its {name}")


def _list(form: Mapping[str, Any], name: str) -> list[Any]:
    """A list of a form; tags may also be one text, separated by semicolons as in a CSV file."""
    value = form.get(name) or []
    if name == "tags" and isinstance(value, str):
        return handles.tags_in(value)
    if not isinstance(value, list):
        raise ValueError(f"its {name} must be a list")  # noqa: TRY004 - reported like all faults of a line
    return value


def _moment(form: Mapping[str, Any], name: str) -> int | None:
    text = _text(form, name)
    try:
        return from_text(text) if text else None
    except ValueError:
        raise ValueError(f"its {name} {text!r} is not a date") from None
