"""The verbs for voices: `lib.voices`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.text import printable, visible
from charlib.domain.windows.window import Window, WindowLike
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.hints import Hint, Notice, argument, call
from charlib.library import finding
from charlib.library.session import Reports, Session, Warn, Watch, reports
from charlib.providers.inventory import uses_voice_ids
from charlib.sync.remote import operation

if TYPE_CHECKING:
    from charlib.domain.records import Character, Source
    from charlib.media import KeptSound

_ONE_OF = Hint(
    "Give {}, or {} with {}, or {}",
    argument("file", "FILE"),
    argument("source", "FILE"),
    argument("window", "START,END"),
    argument("id", "VOICE_ID"),
)


class Voices:
    """The voices of characters: each has one, or none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        handle: str,
        *,
        file: Path | str | None = None,
        source: str | None = None,
        window: WindowLike | None = None,
        remote_id: str | None = None,
        account: str | None = None,
        watch: Watch | None = None,
        warn: Warn | None = None,
    ) -> Character:
        """Give a character a voice, in place of the one it has; undo brings the old one back.

        The voice is a sound `file` (wav, mp3, m4a), kept as it is, or the sound of a `window` of a
        `source` (a video), kept as WAV; or a provider has it already, as `remote_id`. With an
        `account` a kept voice is also created there, if its provider stores voices. `warn` is
        called with what is doubtful about the sound. Raises InvalidInput, NotFound, MediaError,
        MissingExtra, Unreachable; ProviderError if the provider refused (the voice is then in the
        library).
        """
        character, heard = finding.character(self._session, handle), reports(watch, warn)
        if [file is None, source is None, remote_id is None].count(False) != 1:
            raise InvalidInput("a voice needs exactly one origin", hint=_ONE_OF)
        if (source is None) != (window is None):
            raise InvalidInput("a source and a window belong together", hint=_ONE_OF)
        if account is not None and remote_id is None:
            chosen = self._session.accounts.choose(account)
            profile = self._session.accounts.profile(chosen)
            operation(profile, "voice", chosen.name)  # before anything is kept
        if remote_id is not None:
            self._record_id(character, remote_id, account, heard)
            return finding.shown(self._session, finding.character(self._session, handle))
        if source is not None and window is not None:
            found, part = self._source(source), Window.of(window)
            kept = self._cut(found, part)
            self._keep(character, kept, found.id, part)
        else:
            kept = self._kept_file(Path(str(file)))
            self._keep(character, kept)
        for warning in kept.warnings:
            heard.warn(Notice(warning))
        if account is not None:
            self._create(finding.character(self._session, handle), account, heard)
        return finding.shown(self._session, finding.character(self._session, handle))

    def _create(self, character: Character, account: str, heard: Reports) -> None:
        """Create the voice at an account; raise the error if the provider refused."""
        from charlib.library import syncing
        from charlib.library.footage import voicing

        chosen = self._session.accounts.choose(account)
        intent = voicing.intent(self._session, character, chosen, is_plan=False)
        for warning in intent.warnings:
            heard.warn(Notice(warning))
        bindings, report = voicing.create(self._session, heard, [intent])
        subject = f"the voice of @{self._session.qualified(character)} at {chosen.name}"
        syncing.raise_first(report, "binding", bindings, subject)

    def list(self, *, limit: int = 0) -> list[Character]:
        """The characters of the current project that have a voice, the newest voice first."""
        read = self._session.store.read
        ids = read.voices.owners(self._session.project, limit=limit)
        return read.characters.by_ids(ids)

    def remove(self, handle: str) -> Character:
        """Take the voice of a character away. Its file and its IDs at providers stay, for undo.

        Raises NotFound if it has none.
        """
        character = finding.character(self._session, handle)
        with self._session.store.write() as writer:
            if not writer.voices.put_away(character.id):
                raise NotFound(
                    f"@{self._session.qualified(character)} has no voice", hint=call("voice list")
                )
        return finding.character(self._session, handle)

    def _record_id(
        self, character: Character, remote_id: str, account: str | None, heard: Reports
    ) -> None:
        """Record what an account's provider calls the voice: the kept one, or one without a file.

        Raises Conflict if it is recorded already.
        """
        chosen = self._session.accounts.choose(account)
        remote_id = visible(remote_id, "the ID")
        if not remote_id:
            raise InvalidInput("the ID is empty", hint=_ONE_OF)
        profile = self._session.accounts.profile(chosen)
        if not uses_voice_ids(profile):
            heard.warn(Notice(f"{profile.name} takes no IDs of voices; this one is only recorded"))
        there = character.voice.binding_at(chosen.name) if character.voice else None
        if there is not None and there.remote_id == remote_id:
            name = self._session.qualified(character)
            raise Conflict(
                f"the voice of @{name} has this ID at {chosen.name} already",
                hint=call("show", name),
            )
        with self._session.store.write() as writer:
            writer.characters.refuse_gone([character.id])
            voice = writer.voices.present(character.id)
            if voice is None:
                voice = writer.voices.add(character.id, None)
            writer.jobs.add_binding(
                character.id, chosen.id, voice_id=voice, state="ready", method="added",
                remote_id=remote_id,
            )  # fmt: skip

    def _source(self, ref: str) -> Source:
        from charlib.library.footage import videos
        from charlib.library.nouns.sources import Sources

        return videos.known_source(self._session, ref) or Sources(self._session).add(ref)

    def _cut(self, source: Source, window: Window) -> KeptSound:
        from charlib import media
        from charlib.domain.windows.rules import Rules, refuse_if_hard
        from charlib.library.footage import archive

        problems = Rules().check(window, duration_ms=source.duration_ms, taken=[])
        refuse_if_hard(window, problems, "")
        folder, film = self._session.home.media, archive.film_at(source)
        media.require("cutting out a voice")
        if isinstance(film, Path):
            return media.cut_sound(film, window, folder)
        from charlib.providers.transport.ranged_file import RangedFile

        with RangedFile(film) as file:
            return media.cut_sound(file, window, folder)

    def _kept_file(self, file: Path) -> KeptSound:
        from charlib import media

        path = file.expanduser()
        if not path.is_file():
            raise NotFound(f"no file {printable(str(path))}", hint=_ONE_OF)
        return media.keep_sound(path, self._session.home.media)

    def _keep(
        self,
        character: Character,
        kept: KeptSound,
        source_id: int | None = None,
        window: Window | None = None,
    ) -> None:
        with self._session.store.write() as writer:
            writer.characters.refuse_gone([character.id])
            writer.voices.add(character.id, kept.medium, source_id, window)
