"""Characters, without their providers: show, add, edit, rename, remove, restore."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from charlib.domain.character import handle as handles
from charlib.domain.choices import LIKENESSES
from charlib.domain.moment import to_text
from charlib.domain.records import Binding, Character
from charlib.domain.text import clean, several, visible
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.hints import Call, Hint, argument, call, the_call
from charlib.library import finding
from charlib.library.persons.forgetting import forget_verdicts
from charlib.library.session import Session, Warn, warned
from charlib.library.sharing import deciding

if TYPE_CHECKING:
    from charlib.store.write.transaction import Transaction


_CONSENT = {"likeness", "consent"}


def show(session: Session, handle: str) -> Character:
    """A character by handle; NotFound with the nearest handles."""
    return finding.shown(session, finding.character(session, handle))


def answer(session: Session, binding: Binding) -> str:
    """The raw body of the provider's last answer about a binding; empty if there is none."""
    return session.store.read.jobs.raw_answer(binding.id) or ""


def add(
    session: Session,
    handle: str,
    remote_id: str | None = None,
    *,
    mention: str | None = None,
    account: str | None = None,
    name: str = "",
    look: str = "",
    tags: str | Iterable[str] = (),
    warn: Warn | None = None,
) -> Character:
    """Add a character that a provider has already, by its ID; no network.

    A character that is in the library, and has no ID at that account, gets this one. `mention` is
    the name for prompts if that is not the ID (a relay's username). `tags` are several texts, or
    one with `;` between the tags. Without an ID a new character is added, for providers to which
    its footage or its look goes along with each prompt. Raises Conflict.
    """
    handle = handles.parse(handle)
    if remote_id is None:
        if mention or account:
            raise InvalidInput(
                "an account and a mention belong to an ID", hint=call("add", handle, id="ID")
            )
        return _added(session, handle, name, look, handles.several_tags(tags))
    chosen = session.accounts.choose(account)
    remote_id = visible(remote_id, "the ID")
    if not remote_id:
        raise InvalidInput("the ID is empty", hint=call("add", handle, id="ID"))
    reference = session.accounts.profile(chosen).reference
    mentioned = reference.told_mention(mention, remote_id, name or handle)
    others = session.store.read.characters.bound_to(chosen.id, remote_id)
    names = handles.several_tags(tags)
    texts = {"name": clean(name, "the name", limit=1000), "look": clean(look, "the look")}
    with session.store.write() as writer:
        character = _known_or_new(session, writer, handle, chosen.id, texts, names)
        writer.jobs.add_binding(
            character, chosen.id, state="ready", method="added", remote_id=remote_id,
            mention=mentioned,
        )  # fmt: skip
    for other in others:
        (warn or warned)(f"@{other} has this ID at {chosen.name} too")
    return show(session, handle)


def _added(session: Session, handle: str, name: str, look: str, tags: Sequence[str]) -> Character:
    """Add a new character without an ID."""
    texts = {"name": clean(name, "the name", limit=1000), "look": clean(look, "the look")}
    with session.store.write() as writer:
        project = writer.projects.id(session.project)
        writer.characters.add(project, handle, tags=tags, **texts)  # type: ignore[arg-type] # texts only
    return show(session, handle)


def _known_or_new(
    session: Session,
    writer: Transaction,
    handle: str,
    account: int,
    texts: dict[str, str],
    tags: Sequence[str],
) -> int:
    """The character that gets an ID at an account; Conflict if it has one there."""
    project = writer.projects.id(session.project)
    known = writer.characters.find(project, handle)
    if known is None:
        return writer.characters.add(project, handle, tags=tags, **texts)  # type: ignore[arg-type] # texts only
    if writer.characters.is_bound(known, account):
        raise Conflict(f"@{handle} exists already", hint=call("show", handle))
    writer.characters.renew(known, texts, tags)
    return known


def edit(
    session: Session,
    handle: str,
    *,
    name: str | None = None,
    look: str | None = None,
    notes: str | None = None,
    likeness: str | None = None,
    consent: str | None = None,
) -> Character:
    """Change the texts of a character; None leaves a text as it is."""
    changes = _changes(name=name, look=look, notes=notes, likeness=likeness, consent=consent)
    character = show(session, handle)
    with deciding.writing(session, [character.id], changes) as writer:
        writer.characters.refuse_gone([character.id])
        writer.characters.edit(character.id, **changes)
    _forget_without_consent(session, [character.id], changes)
    return show(session, handle)


def edit_many(
    session: Session,
    query: str,
    *,
    look: str | None = None,
    notes: str | None = None,
    likeness: str | None = None,
    consent: str | None = None,
) -> int:
    """Set these texts on every match, as one undo step; return the number that changed."""
    changes = _changes(look=look, notes=notes, likeness=likeness, consent=consent)
    return _set_texts(session, finding.matching(session, query), changes)


def edit_all(
    session: Session,
    handles: str | Iterable[str],
    *,
    look: str | None = None,
    notes: str | None = None,
    likeness: str | None = None,
    consent: str | None = None,
) -> int:
    """Set these texts on several characters, as one undo step; return the number that changed."""
    changes = _changes(look=look, notes=notes, likeness=likeness, consent=consent)
    ids = finding.ids(session, several(handles))
    return _set_texts(session, ids, changes, are_named=True)


def _set_texts(
    session: Session, ids: Sequence[int], changes: dict[str, str], *, are_named: bool = False
) -> int:
    with deciding.writing(session, ids, changes) as writer:
        if are_named:
            writer.characters.refuse_gone(ids)
        count = writer.characters.edit_all(ids, changes)
    _forget_without_consent(session, ids, changes)
    return count


def rename(session: Session, handle: str, new: str) -> Character:
    """Change the handle of a character; the old one stays as an alias.

    Its IDs and its prompts stay valid. Raises Conflict if another character has the new handle.
    """
    character, new = show(session, handle), handles.parse(new)
    with deciding.writing(session, [character.id], {"handle"}) as writer:
        writer.characters.refuse_gone([character.id])
        writer.characters.rename(character.id, new)
    return show(session, f"{character.project}/{new}")


def uses(session: Session, handle: str) -> int:
    """The number of recorded prompts that use a character."""
    return session.store.read.characters.prompts_using(finding.ids(session, [handle]))


def uses_each(session: Session, handles: str | Iterable[str]) -> dict[str, int]:
    """The number of recorded prompts that use each of several characters, by its name."""
    return session.store.read.characters.uses(finding.ids(session, several(handles)))


def uses_of(session: Session, query: str) -> int:
    """The number of recorded prompts that use any match of a query."""
    return session.store.read.characters.prompts_using(finding.matching(session, query))


def remove(session: Session, handle: str) -> Character:
    """Put a character into the trash, with its bindings: `restore` brings it back."""
    return remove_all(session, [handle])[0]


def remove_all(
    session: Session, handles: str | Iterable[str], *, seen: str | Iterable[str] | None = None
) -> list[Character]:
    """Put several characters into the trash, as one undo step.

    `seen` are the times at which each had been changed last (RFC 3339, `updated_at` in JSON), when
    the caller looked at them: Conflict, and all of them stay, if one has been changed since.
    """
    names = several(handles)
    ids = finding.ids(session, names)
    with session.store.write() as writer:  # what is read here, nobody changes meanwhile
        characters = session.store.read.characters.by_ids(ids)
        if seen is not None:
            _refuse_changed(session, names, ids, several(seen))
        writer.characters.put_away(ids)
    forget_faces(session, ids)
    return characters


def _refuse_changed(
    session: Session, names: Sequence[str], ids: Sequence[int], seen: Sequence[str]
) -> None:
    if not len(seen) == len(names) == len(ids):
        raise InvalidInput(
            f"there are {len(names)} characters and {len(seen)} times",
            hint="Name each character once, and give one time for each",
        )
    now = {each.id: each for each in session.store.read.characters.by_ids(ids)}
    for name, number, time in zip(names, ids, seen, strict=True):
        if number not in now or to_text(now[number].updated_at) != time.strip():
            raise Conflict(
                f"@{name.removeprefix('@')} has been changed since it was looked at",
                hint=call("show", name.removeprefix("@")),
            )


def remove_many(session: Session, query: str) -> int:
    """Put every match of a query into the trash, as one undo step; return their number."""
    ids = finding.matching(session, query)
    with session.store.write() as writer:
        count = writer.characters.put_away(ids)
    forget_faces(session, ids)
    return count


def restore(session: Session, handle: str) -> Character:
    """Bring back the character of this handle that was removed last."""
    return restore_all(session, [handle])[0]


def restore_all(session: Session, handles: str | Iterable[str]) -> list[Character]:
    """Bring several characters back from the trash, as one undo step."""
    keys, read = finding.refer_all(session, several(handles)), session.store.read.characters
    trashed, living = read.ids_of(keys, trashed=True), read.known(keys, "")
    for project, name in keys:
        if (project, name) not in trashed:
            if into := session.store.read.persons.merged_into(project, name):
                raise NotFound(
                    f"@{name} was merged into @{into}, which has all of it",
                    hint=Hint("{}    # if it was the last change", the_call("undo")),
                )
            raise NotFound(f"no @{name} in the trash of {project}", hint=call("list", trash=True))
        if living.get((project, name)) == (project, name):  # not merely an alias
            raise Conflict(
                f"another character is called @{name} now",
                hint=Hint(
                    "{}    # then {}, and restore again", *_making_room(session, project, name)
                ),
            )
    ids = [trashed[key] for key in keys]
    _refuse_erased(session, read.by_ids(ids))
    with session.store.write() as writer:
        writer.characters.bring_back(ids)
    return read.by_ids(ids)


def _refuse_erased(session: Session, people: Iterable[Character]) -> None:
    """Whom another member of a shared cast erased does not come back."""
    erased = session.store.read.shared.erased(person.uid for person in people)
    for person in people:
        if person.uid in erased:
            name = handles.qualified(person.handle, person.project, session.project)
            raise Conflict(
                f"another library erased @{name} for good",
                hint=Hint("To erase @{} here too: {}", name, the_call("purge", name)),
            )


def _making_room(session: Session, project: str, name: str) -> tuple[Call, Call]:
    """The calls that give a handle away: renaming its character leaves the handle as an alias."""
    called = handles.qualified(name, project, session.project)
    return the_call("rename", called, "NEW"), the_call("alias rm", called)


def _forget_without_consent(session: Session, ids: Sequence[int], changes: dict[str, str]) -> None:
    """Delete templates, and verdicts about real people, after a change of likeness or consent."""
    if _CONSENT & changes.keys():
        forget_verdicts(session)
        forget_faces(session, ids)


def forget_faces(session: Session, ids: Sequence[int]) -> None:
    """Delete the templates of faces of characters that are removed, or whose consent changed."""
    if ids and session.home.identity.exists():
        from charlib.library import identity

        identity.forget(session, session.store.read.characters.by_ids(ids))


def _changes(**texts: str | None) -> dict[str, str]:
    """The given texts, checked."""
    likeness = texts.get("likeness")
    if likeness is not None and likeness not in LIKENESSES:
        raise InvalidInput(f"unknown likeness {likeness!r}", hint="Use real, fictional or none")
    changes = {key: clean(text, f"the {key}") for key, text in texts.items() if text is not None}
    if not changes:
        raise InvalidInput(
            "nothing to change",
            hint=Hint(
                "Give one of {}, {}, {}, {} and {}",
                *map(argument, ("name", "look", "notes", "likeness", "consent")),
            ),
        )
    return changes
