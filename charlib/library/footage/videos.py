"""Videos: their facts, and their good windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from charlib.domain.records import Account, Source
from charlib.domain.text import printable
from charlib.domain.windows.window import Window, WindowLike, seconds
from charlib.errors import CharlibError, Conflict, InvalidInput, MediaError, NotFound
from charlib.hints import Hint, argument, call, the_call
from charlib.library.footage import kept, uploading
from charlib.library.nouns.sources import Sources
from charlib.library.session import Session
from charlib.sync.inventory.lookup import ONE_SOURCE, check_url, find_source

if TYPE_CHECKING:
    from charlib.domain.choices import Subject
    from charlib.domain.windows.rules import Problem, Rules
    from charlib.domain.windows.suggestion import Suggestion, Suggestions
    from charlib.media import Facts, Film

_SHORTEST_S, _LONGEST_S, _EVER_S = 1.0, 3.0, 10.0


def probe(session: Session, ref: str) -> Facts:
    """The facts about a video (a file, a URL or a source). Nothing is recorded.

    If the server allows it, only parts of a URL are read. Raises NotFound, Unreachable,
    MissingExtra, and MediaError for a file that is not a video, is incomplete or needs a login.
    """
    from charlib import media

    with open_film(session, ref) as film:
        return media.probe(film)


def suggest_windows(
    session: Session,
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
    """The windows of a video (a file, a URL or a source) that show a character best.

    They are `min_s` to `max_s` seconds long, by default as long as the account's profile allows.
    Windows of other characters in the same source count as `taken` too. With `save` they are
    saved as windows of the source, which is recorded if it was not. `progress` is called with the
    number of seconds watched. Raises InvalidInput, NotFound, MediaError, MissingExtra.
    """
    from charlib import media

    if count < 1:
        raise InvalidInput(
            f"{count} windows cannot be suggested", hint=Hint("Give {}", argument("count", "3"))
        )
    least, most = _lengths(session, min_s, max_s, account)
    known = known_source(session, video)
    with open_film(session, video) as film:
        suggestions = media.suggest(
            film,
            count=count,
            least=least,
            most=most,
            subject=subject,
            face_model=None if face_model is None else Path(face_model),
            taken=[*taken, *(window for _, window in _taken_windows(session, known))],
            progress=progress,
        )
    if save:
        _save(session, video, known, [each.window for each in suggestions.windows])
    return suggestions


def judge_window(
    session: Session,
    window: WindowLike,
    source: str,
    *,
    subject: Subject = "auto",
    face_model: Path | str | None = None,
) -> Suggestion | None:
    """Score a window that a person chose, on the scale of suggestions.

    None if that is impossible here: the source's film is not on this machine, or the extra
    `suggest` is not installed.
    """
    from charlib import media

    parsed, known = Window.of(window), known_source(session, source)
    film = kept.film_of(known) if known else Path(source).expanduser()
    if film is None or not film.is_file() or parsed.length_ms <= 0 or not media.can_suggest():
        return None
    return media.judge(
        film,
        parsed,
        subject=subject,
        face_model=None if face_model is None else Path(face_model),
        taken=[other for _, other in _taken_windows(session, known)],
    )


def choose_window(
    session: Session,
    video: str,
    *,
    account: str | None = None,
    subject: Subject = "auto",
    face_model: Path | str | None = None,
    accept_low: bool = False,
    taken: Sequence[Window] = (),
    progress: Callable[[float], None] | None = None,
) -> Suggestion:
    """The best window of a video; MediaError if none is confident, unless `accept_low`.

    Windows that are `taken`, and those in the library, are avoided.
    """
    suggestions = suggest_windows(
        session,
        video,
        count=1,
        account=account,
        subject=subject,
        face_model=face_model,
        taken=taken,
        progress=progress,
    )
    best = suggestions.best
    if best is None or not (best.is_confident or accept_low):
        tried = f"; the best is {best.window}: {best.but or best.why}" if best else ""
        raise MediaError(
            f"no window of {printable(video, 80)} is clearly good{tried}",
            hint=Hint(
                "{}    # then {}" + ", or {}" * bool(best),
                the_call("window suggest", video),
                argument("window", "START,END"),
                argument("accept_low"),
            ),
        )
    return best


def check_window(
    session: Session,
    window: WindowLike,
    *,
    source: str | None = None,
    account: str | None = None,
) -> list[Problem]:
    """Every problem of a window at an account, in a video if one is given; hard ones first.

    The video is a recorded source, a file or a URL, as in `suggest_windows`. A file that the
    `account` cannot get is a problem too, if an account is named.
    """
    parsed = Window.of(window)
    known = known_source(session, source) if source else None
    video = known or (probe(session, source) if source else None)
    chosen = session.accounts.choose(account)
    rules = session.accounts.profile(chosen).window
    problems = rules.check(
        parsed,
        duration_ms=_shown_ms(video),
        taken=_taken_windows(session, known),
    )
    return [*(_unreachable(session, chosen, known, source) if account else ()), *problems]


def _unreachable(
    session: Session, account: Account, known: Source | None, ref: str | None
) -> Iterator[Problem]:
    from charlib.domain.windows.rules import Problem

    if ref and "://" not in ref:
        error = uploading.out_of_reach(session, account, known, ref)
        if error is not None:
            yield Problem(str(error), is_hard=True, kind="no-url")


def _shown_ms(video: Source | Facts | None) -> int | None:
    """How long a video shows a picture, as far as it is known: its sound may be longer."""
    if video is None:
        return None
    return getattr(video, "picture_ms", None) or video.duration_ms


def video_of(
    session: Session, *, url: str | None = None, task: str | None = None, source: str | None = None
) -> str:
    """The video that `create` is to cut from, as one reference."""
    given = [ref for ref in (url, task, source) if ref]
    if len(given) != 1:
        raise InvalidInput(
            f"give one video to find a window in, not {len(given)}",
            hint=ONE_SOURCE,
        )
    if task is None:
        return given[0]
    known = session.store.read.tasks.find(task.strip())
    if not known:
        return f"task:{task.strip()}"
    number, remote_id, state = known[0].id, known[0].remote_id, known[0].state
    if remote_id is None and state != "done":
        raise Conflict(
            f"task {number} has no ID at its provider ({state}), and so no film yet",
            hint=call("task show", str(number)),
        )
    return f"task:{remote_id or number}"


def film_of_task(session: Session, task: str) -> str:
    """The source that is the film of a task; NotFound or Conflict if there is no film yet."""
    read = session.store.read
    known = read.tasks.find(task.strip())
    if not known:
        raise NotFound(f"no task {printable(task.strip(), 100)}", hint=call("task list"))
    source = read.sources.of_task(known[0].id)
    if source is None:
        raise Conflict(
            f"task {known[0].id} has no film ({known[0].state})",
            hint=call("task show", str(known[0].id)),
        )
    return str(source.id)


def ref_of(session: Session, video: str) -> str:
    """The reference under which a video is recorded, or would be."""
    known = known_source(session, video)
    return known.ref if known else video.strip()


@contextmanager
def open_film(session: Session, ref: str) -> Iterator[Film]:
    """Open a video for reading: a file's path, or a server's file in parts."""
    source = known_source(session, ref)
    here = kept.film_of(source) if source else None
    if here is not None:
        yield here
        return
    url = source.ref if source else ref.strip()
    if "://" not in url:
        if source is not None and source.kind == "task":
            raise NotFound(
                f"the film of {url} is not on this machine",
                hint=call("task wait", url.removeprefix("task:")),
            )
        yield local_file(url)
        return
    from charlib.providers.transport.ranged_file import RangedFile

    with RangedFile(check_url(url)) as opened:
        yield opened


def local_file(ref: str) -> Path:
    """A file by its path; NotFound if it does not exist."""
    path = Path(ref).expanduser().absolute()
    if "://" in ref:
        raise NotFound(
            f"the film at {printable(ref, 100)} is not on this machine",
            hint=Hint("Download it, and give the file: {}", the_call("source add", "FILE")),
        )
    if not path.exists():
        raise NotFound(
            f"no file or source {printable(ref, 100)!r}",
            hint=Hint("Give a video file, a URL, or a source: {}", the_call("source list")),
        )
    return path


def known_source(session: Session, ref: str) -> Source | None:
    """The recorded source of a reference; None if it is not recorded."""
    try:
        return find_source(session.store.read, ref)
    except NotFound:
        return None


def recorded(session: Session, ref: str | None) -> str | None:
    """A reference to a source; the source is recorded first if the reference is a file's path."""
    if ref is None or "://" in ref or known_source(session, ref) is not None:
        return ref
    return str(Sources(session).add(ref).id) if Path(ref.strip()).expanduser().is_file() else ref


def _taken_windows(session: Session, source: Source | None) -> list[tuple[str, Window]]:
    return session.store.read.sources.windows(source.id) if source else []


def _save(session: Session, video: str, known: Source | None, windows: Sequence[Window]) -> None:
    source = known or Sources(session).add(video)
    with session.store.write() as writer:
        writer.sources.save_windows(source.id, windows)


def _lengths(
    session: Session, min_s: float | None, max_s: float | None, account: str | None
) -> tuple[float, float]:
    """The allowed lengths of windows: the given ones, else those of the account's profile."""
    rules = _rules(session, account)
    least = min_s if min_s is not None else rules.min_s or rules.advise_min_s or _SHORTEST_S
    most = max_s if max_s is not None else rules.max_s or rules.advise_max_s
    if most is None:
        most = max(least, _LONGEST_S)
    if max_s is None:
        most = max(least, min(most, _EVER_S)) if min_s is not None else min(most, _EVER_S)
    if min_s is None:
        least = min(least, most)
    if not 0.2 <= least <= most <= 60:  # noqa: PLR2004 - a few frames; a minute
        raise InvalidInput(
            f"windows of {_s(least)} to {_s(most)} s cannot be searched for",
            hint=Hint("Give {} {}", argument("min", "1"), argument("max", "3")),
        )
    return least, most


def _rules(session: Session, account: str | None) -> Rules:
    from charlib.domain.windows.rules import Rules

    try:
        return session.accounts.profile(session.accounts.choose(account)).window
    except CharlibError:
        if account is not None:
            raise
        return Rules()  # no account exists yet


def _s(value: float) -> str:
    return seconds(round(value * 1000))
