"""The verbs for looks: `lib.looks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charlib.domain.character import looks as names
from charlib.domain.character.batch import Order
from charlib.domain.text import clean, visible
from charlib.domain.windows.window import as_text
from charlib.errors import Conflict, InvalidInput
from charlib.hints import Hint, Notice, argument, call
from charlib.library import creating, finding
from charlib.library.persons.forgetting import forget_gone_faces
from charlib.library.session import Reports, Session, Warn, Watch, reports
from charlib.library.sharing import deciding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from charlib.domain.records import Character, Look
    from charlib.domain.windows.window import WindowLike
    from charlib.store.write.transaction import Transaction


_ONE_OF = Hint(
    "Give one of {}, {} and {} with {}, or {}, or {}, or none",
    argument("url", "URL"), argument("task", "ID"), argument("source", "FILE"),
    argument("window", "START,END"), argument("still", "FILE"), argument("id", "REMOTE_ID"),
)  # fmt: skip


class Looks:
    """The appearances of characters: wardrobe, age, state. `@mia+uniform` mentions one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        handle: str,
        name: str,
        *,
        description: str = "",
        episodes: str = "",
        url: str | None = None,
        task: int | str | None = None,
        source: str | None = None,
        window: WindowLike | None = None,
        still: str | Path | Sequence[str | Path] = (),
        remote_id: str | None = None,
        mention: str | None = None,
        account: str | None = None,
        wait: bool = True,
        keep: bool = True,
        watch: Watch | None = None,
        warn: Warn | None = None,
    ) -> Character:
        """Give a character another look.

        Without a `description` it has that of the main look. In its `episodes` (`"4-12,15"`) a
        prompt that mentions the character means this look. It has at most one origin: a `url`,
        `task` or `source` with a `window` is created at a provider, like a character; pictures
        (`still`) are kept, and with an `account` created there; a `remote_id` is recorded. A look
        without any is words. One that exists gets the origin, if the account does not have it.

        Raises InvalidInput, NotFound; Conflict if the character has a look of this name, or another
        look in one of the episodes; MediaError, MissingExtra; ProviderError if the provider refused
        (the look is then in the library).
        """
        task = None if task is None else str(task)
        origins = {"url": url, "task": task, "source": source, "id": remote_id}
        given = [each for each, value in origins.items() if value is not None] + ["still"] * bool(
            still
        )
        _check_origin(given, window, mention, account)
        character, name = finding.character(self._session, handle), names.parse_name(name)
        texts = {
            "description": clean(description, "the description"),
            "episodes": self._episodes(character, name, episodes),
        }
        if not given and character.look_called(name) is not None:
            raise self._taken(character, name)
        heard = reports(watch, warn)
        if remote_id is not None:
            self._record_id(character, name, texts, remote_id, mention, account, heard)
        elif given and not still and window is not None:
            order = Order(
                character.handle, as_text(window), url, None if task is None else str(task), source,
                account, character.project,
                look=texts["description"], look_name=name, episodes=texts["episodes"],
            )  # fmt: skip
            return creating.create_order(self._session, order, heard, wait=wait, keep=keep)
        else:
            self._keep(character, name, texts, still)
            if account is not None:
                self._create(self._shown(handle), name, account, heard, wait=wait)
        return self._shown(handle)

    def _keep(
        self,
        character: Character,
        name: str,
        texts: Mapping[str, str],
        still: str | Path | Sequence[str | Path],
    ) -> None:
        """Record a look with its pictures, which are read first."""
        from charlib.library.footage import portraits

        kept = portraits.read(self._session, still) if still else None
        with self._session.store.write() as writer:
            writer.characters.refuse_gone([character.id])
            look_id = writer.looks.renew(character.id, name, **texts)
            if kept is not None:
                portraits.record(writer, kept, character.id, look_id)

    def _create(
        self, character: Character, name: str, account: str, heard: Reports, *, wait: bool
    ) -> None:
        """Create a look at an account from what is kept of it; raise if the provider refused."""
        from charlib.library import rebinding, syncing

        chosen, look = self._session.accounts.choose(account), character.look_called(name)
        intent = rebinding.intent_of(self._session, character, look or character.main, chosen)
        for warning in intent.warnings:
            heard.warn(Notice(warning))
        bindings, report = syncing.execute(self._session, heard, [intent], waits=wait)
        subject = f"@{names.with_look(self._session.qualified(character), name)} at {chosen.name}"
        syncing.raise_first(report, "binding", bindings, subject)

    def _record_id(
        self,
        character: Character,
        name: str,
        texts: Mapping[str, str],
        remote_id: str,
        mention: str | None,
        account: str | None,
        heard: Reports,
    ) -> None:
        """Record what an account's provider calls a look; Conflict if it has one there."""
        chosen = self._session.accounts.choose(account)
        remote_id = visible(remote_id, "the ID")
        if not remote_id:
            raise InvalidInput("the ID is empty", hint=_ONE_OF)
        reference = self._session.accounts.profile(chosen).reference
        mentioned = reference.told_mention(mention, remote_id, character.name or character.handle)
        others = self._session.store.read.characters.bound_to(chosen.id, remote_id)
        with self._session.store.write() as writer:
            writer.characters.refuse_gone([character.id])
            look_id = writer.looks.renew(character.id, name, **texts)
            if writer.characters.is_bound(character.id, chosen.id, look_id=look_id):
                raise self._taken(character, name)
            writer.jobs.add_binding(
                character.id, chosen.id, look_id=look_id, state="ready", method="added",
                remote_id=remote_id, mention=mentioned,
            )  # fmt: skip
        for other in others:
            heard.warn(Notice(f"@{other} has this ID at {chosen.name} too"))

    def list(self, handle: str | None = None, *, limit: int = 0) -> list[Character]:
        """The characters of the current project that have other looks, or one character.

        The newest look comes first; a limit of 0 means all.
        """
        if handle is not None:
            return [self._shown(handle)]
        read = self._session.store.read
        ids = read.looks.owners(self._session.project, limit=limit)
        return finding.shown_all(self._session, read.characters.by_ids(ids))

    def edit(
        self,
        handle: str,
        name: str,
        *,
        description: str | None = None,
        episodes: str | None = None,
    ) -> Character:
        """Change a look; None leaves a text as it is, and an empty text removes it.

        Raises InvalidInput, NotFound; Conflict if another look has one of the episodes.
        """
        character, look = self._find(handle, name)
        changes: dict[str, str] = {}
        if description is not None:
            changes["description"] = clean(description, "the description")
        if episodes is not None:
            changes["episodes"] = self._episodes(character, look.name, episodes)
        fields = {f"looks/{look.uid}/{field}" for field in changes}
        with deciding.writing(self._session, [character.id], fields) as writer:
            _refuse_gone(writer, character, look)
            writer.looks.edit(_id(look), **changes)
        return self._shown(handle)

    def rename(self, handle: str, old: str, new: str) -> Character:
        """Rename a look; prompts written before keep the old name.

        Raises InvalidInput, NotFound; Conflict if the character has a look of the new name.
        """
        character, look = self._find(handle, old)
        name = names.parse_name(new)
        there = character.look_called(name)
        if there is not None and there.id != look.id:
            raise self._taken(character, name)
        fields = {f"looks/{look.uid}/name"}
        with deciding.writing(self._session, [character.id], fields) as writer:
            _refuse_gone(writer, character, look)
            writer.looks.edit(_id(look), name=name)
        forget_gone_faces(self._session)  # a template has the name of its look
        return self._shown(handle)

    def remove(self, handle: str, name: str) -> Character:
        """Take a look away; undo brings it back.

        Its kept files and its IDs at providers stay, and no longer count. Raises NotFound.
        """
        character, look = self._find(handle, name)
        with self._session.store.write() as writer:
            _refuse_gone(writer, character, look)
            writer.looks.put_away(_id(look))
        forget_gone_faces(self._session)
        return self._shown(handle)

    def _find(self, handle: str, name: str) -> tuple[Character, Look]:
        """A character and one of its looks; NotFound with the nearest names."""
        character = finding.character(self._session, handle)
        return character, finding.look(self._session, character, names.parse_name(name))

    @staticmethod
    def _episodes(character: Character, name: str, text: str) -> str:
        episodes = names.parse_episodes(text)
        names.refuse_overlap(character.looks, name, episodes)
        return episodes

    def _taken(self, character: Character, look: str) -> Conflict:
        handle = self._session.qualified(character)
        text = f"@{names.with_look(handle, look)} exists already"
        return Conflict(text, hint=call("look list", handle))

    def _shown(self, handle: str) -> Character:
        return finding.shown(self._session, finding.character(self._session, handle))


def _check_origin(
    given: Sequence[str], window: object, mention: str | None, account: str | None
) -> None:
    """Raise InvalidInput unless a look has at most one origin, with all that belongs to it."""
    if len(given) > 1:
        raise InvalidInput(f"a look has one origin, not {' and '.join(given)}", hint=_ONE_OF)
    is_video = bool({*given} & {"url", "task", "source"})
    if is_video != (window is not None):
        raise InvalidInput("a source and a window belong together", hint=_ONE_OF)
    if mention is not None and given != ["id"]:
        raise InvalidInput("a mention belongs to an ID", hint=_ONE_OF)
    if account is not None and not given:
        raise InvalidInput("an account belongs to an origin of the look", hint=_ONE_OF)


def _refuse_gone(writer: Transaction, character: Character, look: Look) -> None:
    """Raise Conflict if another process took a look or its character away meanwhile."""
    writer.characters.refuse_gone([character.id])
    writer.looks.refuse_gone(character.id, _id(look))


def _id(look: Look) -> int:
    """The id of a look that is not the main one."""
    if look.id is None:
        raise ValueError("the main look has no row")
    return look.id
