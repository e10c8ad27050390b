"""Bringing kept media to where a provider can take them: parts are cut, files are uploaded.

What a provider takes is in its profile; here it is only done. A plan that sends nothing yet gets
addresses that lead nowhere in place of uploads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from charlib.domain.footage import clips
from charlib.domain.footage.material import FILE, Material, Needs, media_in, shortcomings
from charlib.domain.footage.medium import Medium
from charlib.errors import MediaError
from charlib.hints import Hint, the_call
from charlib.library.session import Session
from charlib.providers import engine

if TYPE_CHECKING:
    from charlib.domain.records import Account
    from charlib.providers.profile import Profile

NOWHERE = "https://upload.invalid/"
"""Where a plan puts what would be uploaded. The name ends as RFC 2606 reserves it."""
_SOON_MS = 10 * 60 * 1000
"""An address that ends sooner is of no use: the provider may fetch only after a while."""


def with_urls(session: Session, material: Material, account: Account, *, is_plan: bool) -> Material:
    """Material with addresses for what an account's provider can only fetch.

    Raises NoKey, InvalidInput and ProviderError where an upload does not succeed.
    """
    now = session.clock.now() + _SOON_MS
    material = material._replace(
        urls={path: one for path, one in material.urls.items() if one[1] is None or one[1] > now},
    )
    if account.upload is None:
        return material
    wanted = to_upload(session.accounts.profile(account), material, now)
    urls: dict[str, tuple[str, int | None]]
    if is_plan:
        urls = {one.path: (NOWHERE + one.path, None) for one in wanted}
    else:
        urls = dict(_uploaded(session, account, wanted))
    return material._replace(urls={**material.urls, **urls})


def to_upload(profile: Profile, material: Material, now: int) -> list[Medium]:
    """The media without which no way of this profile goes, and with which one does."""
    made = profile.create
    if made is None:
        return _missing(profile.reference.inline, material, now)
    if made.ways:
        return _missing({name: way.needs for name, way in made.ways.items()}, material, now)
    takes_url = {"url", "window"} <= engine.uses(made.call)
    clip = material.with_url(material.clip) if takes_url and material.clip else None
    return [clip] if clip and not clip.url else []


def cut(session: Session, requests: Iterable[Any]) -> None:
    """Cut the parts of kept clips that requests refer to; those that are there stay.

    Raises MediaError where the clip is gone.
    """
    for path in {str(one[FILE]) for request in requests for one in media_in(request)}:
        _cut_one(session.home.media, path)


def _missing(ways: Mapping[str, Needs], material: Material, now: int) -> list[Medium]:
    if not ways or any(_suffices(material, needs, now) for needs in ways.values()):
        return []
    for needs in ways.values():
        media = needs.choose(material)
        urls = {one.path: (NOWHERE, None) for one in media}
        if _suffices(material._replace(urls={**material.urls, **urls}), needs, now):
            return [one for one in media if not one.url]
    return []


def _suffices(material: Material, needs: Needs, now: int) -> bool:
    return not any(one.is_hard for one in shortcomings(material, needs, now=now))


def _uploaded(
    session: Session, account: Account, media: Sequence[Medium]
) -> Iterator[tuple[str, tuple[str, int | None]]]:
    from charlib.providers import uploads

    if not media:
        return
    uploader = uploads.connect(json.loads(account.upload or "{}"), session.environ, session.clock)
    try:
        for one in media:
            _cut_one(session.home.media, one.path)
            there = uploader.put(session.home.media / one.path, name=_name(one.path), type=one.type)
            with session.store.write() as writer:
                writer.footage.set_upload(account.id, one.path, there.url, there.expires_at)
            yield one.path, (there.url, there.expires_at)
    finally:
        uploader.close()


def _name(path: str) -> str:
    """What a file is called where it is uploaded: its content's hash, without our folders."""
    return Path(path).name


def _cut_one(folder: Path, path: str) -> None:
    found = clips.origin_of(path)
    if found is None:
        return
    digest, part = found
    clip = folder / clips.kept_path(digest)
    if not clip.is_file() and not (folder / path).is_file():
        raise MediaError(
            f"the kept clip {clip.name} is gone",
            hint=Hint("{}, or: {}", the_call("doctor"), the_call("keep", "HANDLE")),
        )
    from charlib import media

    media.part_of(clip, part, folder / path)
