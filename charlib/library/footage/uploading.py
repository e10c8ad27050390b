"""Making kept media available to a provider: parts are cut, files are uploaded.

The profile says what a provider takes. A plan, which sends nothing, gets addresses that lead
nowhere instead of uploads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain.footage import clips
from charlib.domain.footage.material import FILE, Material, Needs, media_in, shortcomings
from charlib.domain.footage.medium import Medium
from charlib.domain.text import printable
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError, Conflict, InvalidInput, MediaError, NoAnswer
from charlib.hints import Hint, call, filled, settling, the_call
from charlib.library.session import Session
from charlib.providers import engine

if TYPE_CHECKING:
    from charlib.domain.records import Account, Source
    from charlib.providers.profile import Profile
    from charlib.providers.uploads.uploader import Uploaded

NOWHERE = "https://upload.invalid/"
"""The address of a plan's uploads; RFC 2606 reserves its last part."""
_STILLS = 20
"""More than any provider takes."""
_SOON_MS = 10 * 60 * 1000
"""An address that expires sooner is not used: the provider may take a while to fetch it."""


def with_urls(session: Session, material: Material, account: Account, *, is_plan: bool) -> Material:
    """Material with URLs for the media that an account's provider fetches.

    Raises NoKey, InvalidInput and ProviderError if an upload fails.
    """
    now = session.clock.now() + _SOON_MS
    material = _with_usable_urls(material, now)
    if account.upload is None:
        return material
    wanted = to_upload(session.accounts.profile(account), material, now)
    return _with_uploads(session, material, account, wanted, is_plan=is_plan)


def with_url_for(
    session: Session, material: Material, account: Account, needs: Needs, *, is_plan: bool
) -> Material:
    """Material with URLs for the media of one way, if it takes URLs only. Raises as `with_urls`."""
    now = session.clock.now() + _SOON_MS
    material = _with_usable_urls(material, now)
    if account.upload is None:
        return material
    wanted = _missing({"": needs}, material, now)
    return _with_uploads(session, material, account, wanted, is_plan=is_plan)


def _with_usable_urls(material: Material, now: int) -> Material:
    urls = {
        path: (url, expires_at)
        for path, (url, expires_at) in material.urls.items()
        if expires_at is None or expires_at > now
    }
    return material._replace(urls=urls)


def _with_uploads(
    session: Session,
    material: Material,
    account: Account,
    wanted: Sequence[Medium],
    *,
    is_plan: bool,
) -> Material:
    urls: dict[str, tuple[str, int | None]]
    if is_plan:
        urls = {medium.path: (NOWHERE + medium.path, None) for medium in wanted}
    else:
        urls = dict(_uploaded(session, account, wanted))
    return material._replace(urls={**material.urls, **urls})


def to_upload(profile: Profile, material: Material, now: int) -> list[Medium]:
    """The media that must be uploaded before any way of this profile works."""
    creation = profile.create
    if creation is None:
        return _missing(profile.reference.inline, material, now)
    if creation.ways:
        return _missing({name: way.needs for name, way in creation.ways.items()}, material, now)
    takes_url = {"url", "window"} <= engine.uses(creation.call)
    clip = material.with_url(material.clip) if takes_url and material.clip else None
    return [clip] if clip and not clip.url else []


def out_of_reach(
    session: Session, account: Account, source: Source | None, ref: str
) -> InvalidInput | None:
    """The error for a local file where every way takes URLs, and nothing says how to upload."""
    from charlib.sync import orders

    if account.upload is not None or (source is not None and source.kind != "file"):
        return None
    profile = session.accounts.profile(account)
    stills = tuple(Medium(path=f"{number}.jpg") for number in range(_STILLS))
    kept = Material(clip=Medium(path="clip.mp4"), stills=stills, frontal=stills[0])
    if not to_upload(profile, kept, session.clock.now()):
        return None
    file = source.ref if source else ref
    error = orders.out_of_reach((source.label if source else "") or file, profile)
    error.hint = orders.reachable(account, profile, file)
    return error


def cut(session: Session, requests: Iterable[Any], handle: str = "HANDLE") -> None:
    """Cut the parts of kept clips that requests refer to, if they do not exist yet.

    Raises MediaError if a clip is missing; its hint names the character.
    """
    try:
        for path in {str(file[FILE]) for request in requests for file in media_in(request)}:
            _cut_part(session.home.media, path)
    except MediaError as error:
        error.hint = filled(error.hint, HANDLE=handle)
        raise


def _missing(ways: Mapping[str, Needs], material: Material, now: int) -> list[Medium]:
    if not ways or any(_suffices(material, needs, now) for needs in ways.values()):
        return []
    for needs in ways.values():
        media = needs.choose(material)
        urls = {medium.path: (NOWHERE, None) for medium in media}
        if _suffices(material._replace(urls={**material.urls, **urls}), needs, now):
            return [medium for medium in media if not medium.url]
    return []


def _suffices(material: Material, needs: Needs, now: int) -> bool:
    return not any(problem.is_hard for problem in shortcomings(material, needs, now=now))


def _uploaded(
    session: Session, account: Account, media: Sequence[Medium]
) -> Iterator[tuple[str, tuple[str, int | None]]]:
    from charlib.providers import uploads

    if not media:
        return
    uploader = uploads.connect(json.loads(account.upload or "{}"), session.environ, session.clock)
    try:
        for medium in media:
            path = medium.path
            _cut_part(session.home.media, path)
            name = Path(path).name  # its content's hash, without our folders
            with _begun(session, account, path, is_repeatable=uploader.is_repeatable):
                upload = uploader.put(session.home.media / path, name=name, type=medium.type)
            _record(session, account, path, upload)
            yield path, (upload.url, upload.expires_at)
    finally:
        uploader.close()


def _record(session: Session, account: Account, path: str, upload: Uploaded) -> None:
    """Record the address of an upload; a library that was replaced meanwhile cannot take it."""
    try:
        with session.store.write() as writer:
            writer.footage.set_upload(account.id, path, upload.url, upload.expires_at)
    except Conflict as error:
        raise Conflict(
            f"a backup was restored while {path} was uploaded for {account.name}; its address is"
            f" {printable(upload.url)}, and nothing else was sent",
            hint=error.hint,
        ) from error


@contextmanager
def _begun(session: Session, account: Account, path: str, *, is_repeatable: bool) -> Iterator[None]:
    """Record that an upload has begun, unless repeating it does no harm.

    One that was refused is forgotten. One that got no answer stays, and is not repeated before a
    person has settled it: it may have been paid for.
    """
    if is_repeatable:
        yield
        return
    settle = settling(f"upload:{path}", account.name, found="URL")
    if session.store.read.footage.is_uploading(account.id, path):
        raise Conflict(f"the upload of {path} at {account.name} got no answer", hint=settle)
    with session.store.write() as writer:
        writer.footage.set_upload(account.id, path, "", None)
    try:
        yield
    except NoAnswer as error:
        error.hint = settle
        raise
    except CharlibError:
        # A library that was replaced meanwhile does not know the upload.
        with suppress(Conflict), session.store.write() as writer:
            writer.footage.drop_upload(account.id, path)
        raise


def _cut_part(folder: Path, path: str) -> None:
    origin = clips.origin_of(path)
    if origin is None:
        return
    digest, part = origin
    if not path.endswith(".mp4"):
        _cut_sound(folder, digest, part, folder / path)
        return
    clip = folder / clips.kept_path(digest)
    if not clip.is_file() and not (folder / path).is_file():
        raise MediaError(
            f"the kept clip {clip.name} is missing",
            hint=Hint("{}    # or: {}", the_call("doctor"), the_call("keep", "HANDLE")),
        )
    from charlib import media

    media.part_of(clip, part, folder / path)


def _cut_sound(folder: Path, digest: str, part: Window, target: Path) -> None:
    kept = [folder / clips.kept_path(digest, suffix) for suffix in clips.SOUNDS]
    sound = next((path for path in kept if path.is_file()), None)
    if sound is None and not target.is_file():
        raise MediaError("the kept voice is missing", hint=call("doctor"))
    from charlib import media

    if sound is not None:
        media.sound_part(sound, part, target)
