"""Looking into videos: what they are, which windows are good, pictures of all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.records import Source
from charlib.domain.text import short, shown
from charlib.domain.window import Window, seconds
from charlib.errors import CharlibError, InvalidInput, MediaError, NotFound
from charlib.workspace.keeping import Keeping

if TYPE_CHECKING:
    from charlib.domain.rules import Rules
    from charlib.domain.suggestion import Subject, Suggestion, Suggestions
    from charlib.media import Facts
    from charlib.media.opening import Film

_SHORTEST_S, _LONGEST_S, _EVER_S = 1.0, 3.0, 10.0


class Looking(Keeping):
    """The verbs that open videos. PyAV comes with the extra `media`, the rest with `suggest`."""

    def probe(self, ref: str) -> Facts:
        """What a video is: a file, a URL, or a recorded source. Nothing is recorded.

        Of a URL only parts are read, where its server allows that. Raises NotFound, MediaError for
        what is no video, is cut short or needs a login, Unreachable, MissingExtra.
        """
        from charlib import media

        with self.film(ref) as film:
            return media.probe(film)

    def suggest_windows(
        self,
        video: str,
        *,
        count: int = 3,
        min_s: float | None = None,
        max_s: float | None = None,
        account: str | None = None,
        subject: Subject = "auto",
        face_model: Path | str | None = None,
        save: bool = False,
        taken: Sequence[Window] = (),
        progress: Callable[[float], None] | None = None,
    ) -> Suggestions:
        """The windows of a video (a file, a URL or a source) that show somebody best.

        They are `min_s` to `max_s` seconds long: by default what the account's profile allows.
        Windows that other characters have in the same source count as `taken` too. With `save` they
        are kept as windows of the source, which is recorded if it was not. `progress` is told how
        many seconds were watched. Raises InvalidInput, NotFound, MediaError, MissingExtra.
        """
        from charlib import media

        if count < 1:
            raise InvalidInput(f"{count} windows cannot be suggested", hint="--count 3")
        least, most = self._lengths(min_s, max_s, account)
        known = self._known(video)
        with self.film(video) as film:
            found = media.suggest(
                film,
                count=count,
                least=least,
                most=most,
                subject=subject,
                face_model=None if face_model is None else Path(face_model),
                taken=[*taken, *(window for _, window in self._taken(known))],
                progress=progress,
            )
        if save:
            self._save(video, known, [one.window for one in found.windows])
        return found

    def judge_window(
        self,
        window: str,
        source: str,
        *,
        subject: Subject = "auto",
        face_model: Path | str | None = None,
    ) -> Suggestion | None:
        """Score a window that a person chose, on the scale of suggestions.

        None where that cannot be done here: the source's film is not on this machine, or the extra
        `suggest` is not installed.
        """
        from charlib import media

        parsed, known = Window.parse(window), self._known(source)
        film = film_of(known) if known else Path(source).expanduser()
        if film is None or not film.is_file() or parsed.length_ms <= 0 or not media.can_suggest():
            return None
        return media.judge(
            film,
            parsed,
            subject=subject,
            face_model=None if face_model is None else Path(face_model),
            taken=[one for _, one in self._taken(known)],
        )

    def choose_window(
        self,
        video: str,
        *,
        account: str | None = None,
        subject: Subject = "auto",
        face_model: Path | str | None = None,
        accept_low: bool = False,
        taken: Sequence[Window] = (),
        progress: Callable[[float], None] | None = None,
    ) -> Suggestion:
        """The best window of a video; MediaError where none is confident, unless `accept_low`.

        Windows that are `taken`, beside those the library knows of, give way.
        """
        found = self.suggest_windows(
            video,
            count=1,
            account=account,
            subject=subject,
            face_model=face_model,
            taken=taken,
            progress=progress,
        )
        if found.best is None or not (found.is_confident or accept_low):
            best = found.best
            tried = f"; the best is {best.window}: {best.but or best.why}" if best else ""
            raise MediaError(
                f"no window of {short(shown(video), 80)} is clearly good{tried}",
                hint="charlib window suggest VIDEO, then --window START,END"
                + ("; or --accept-low" if best else ""),
            )
        return found.best

    def video_of(
        self, *, url: str | None = None, task: str | None = None, source: str | None = None
    ) -> str:
        """What `create` was told to cut from, as the one reference to a video that others take."""
        given = [one for one in (url, task, source) if one]
        if len(given) != 1:
            raise InvalidInput(
                "a window can be found in one video, and"
                f" {'none' if not given else len(given)} was given",
                hint="Give one of --url URL, --task ID and --source REF",
            )
        if task is None:
            return given[0]
        known = self.store.read.find_tasks(task.strip())
        return f"task:{known[0].remote_id if known else task.strip()}"

    def ref_of(self, video: str) -> str:
        """What a video is recorded under, or would be."""
        known = self._known(video)
        return known.ref if known else video.strip()

    def picture(self, ref: str, window: str | None = None, *, sheet: bool = False) -> Path:
        """A still, or a contact `sheet`, of a source or of a window of it, in the media folder.

        Made once. Raises NotFound where the source's film is not on this machine, MediaError,
        MissingExtra.
        """
        from charlib.workspace.pictures import picture_of

        source = self._known(ref)
        film = film_of(source) if source else self._file(ref)
        if film is None:
            raise NotFound(
                f"the film of source {shown(ref)} is not on this machine",
                hint="charlib source add FILE, or: charlib task wait ID",
            )
        parsed = Window.parse(window) if window else None
        known = source.sha256 if source else None
        return picture_of(self.home.media, film, parsed, sheet=sheet, sha256=known)

    @contextmanager
    def film(self, ref: str) -> Iterator[Film]:
        """A video opened for reading: a file's path, or a server's file by parts."""
        source = self._known(ref)
        here = film_of(source) if source else None
        if here is not None:
            yield here
            return
        url = source.ref if source else ref.strip()
        if "://" not in url:
            if source is not None and source.kind == "task":
                raise NotFound(
                    f"the film of {url} is not on this machine", hint="charlib task wait ID"
                )
            yield self._file(url)
            return
        from charlib.providers.transport.ranged_file import RangedFile
        from charlib.sync.footage import check_url

        with RangedFile(check_url(url)) as opened:
            yield opened

    @staticmethod
    def _file(ref: str) -> Path:
        path = Path(ref).expanduser().absolute()
        if not path.exists():
            raise NotFound(
                f"no file or source {short(shown(ref), 100)!r}",
                hint="Give a video file, a URL, or a source: charlib source list",
            )
        return path

    def _known(self, ref: str) -> Source | None:
        """The recorded source that is meant, if it is one."""
        from charlib.sync.footage import find_source

        try:
            return find_source(self.store.read, ref)
        except NotFound:
            return None

    def _taken(self, source: Source | None) -> list[tuple[str, Window]]:
        return self.store.read.windows(source.id) if source else []

    def _save(self, video: str, known: Source | None, windows: Sequence[Window]) -> None:
        from charlib.workspace.nouns import Sources

        source = known or Sources(self).add(video)  # type: ignore[arg-type] # a Workspace in fact
        with self.store.writing() as writer:
            writer.save_windows(source.id, windows)

    def _lengths(
        self, min_s: float | None, max_s: float | None, account: str | None
    ) -> tuple[float, float]:
        """How long windows may be: what was said, else what the account's profile says."""
        rules = self._rules(account)
        least = min_s if min_s is not None else rules.min_s or rules.advise_min_s or _SHORTEST_S
        most = max_s if max_s is not None else rules.max_s or rules.advise_max_s
        if most is None:
            most = max(least, _LONGEST_S)
        if max_s is None:
            most = max(least, min(most, _EVER_S)) if min_s is not None else min(most, _EVER_S)
        if min_s is None:
            least = min(least, most)
        if not 0.2 <= least <= most <= 60:  # noqa: PLR2004 - less is a few frames, more is no window
            raise InvalidInput(
                f"windows of {_s(least)} to {_s(most)} s cannot be searched for",
                hint="--min 1 --max 3",
            )
        return least, most

    def _rules(self, account: str | None) -> Rules:
        from charlib.domain.rules import Rules

        try:
            return self.remotes.profile(self.remotes.choose(account)).window
        except CharlibError:
            if account is not None:
                raise
            return Rules()  # no account is meant yet


def _s(value: float) -> str:
    return seconds(round(value * 1000))


def film_of(source: Source) -> Path | None:
    """The film of a source on this machine, if it is here."""
    places = [source.media_path, source.ref if source.kind == "file" else None]
    return next((Path(one) for one in places if one and Path(one).is_file()), None)
