"""The share of a library: its place, which is reached on first use, and what joining it takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from charlib.errors import Conflict, InvalidInput, NotFound, Refused, TooNew
from charlib.hints import call
from charlib.library.session import Session
from charlib.library.sharing.share_names import MEMBERS, VERSION, member_name

if TYPE_CHECKING:
    from charlib.objects.place import Place
    from charlib.store.shared.state import Share

_ABOUT = "about.json"
_FORM = {"format": "charlib-share", "version": VERSION}


def joined(session: Session) -> Share:
    """The share of a library; NotFound if it has none."""
    share = session.store.read.team.share()
    if share is None:
        raise NotFound("this library does not share its cast", hint=call("share init", "URL"))
    return share


def place_of(session: Session, share: Share) -> Place:
    """The place of a share, which stays open as long as the session."""
    return session.place(share.url)


def refuse_read_only(share: Share) -> None:
    """Raise Conflict for a member who only reads."""
    if share.is_read_only:
        raise Conflict(
            f"this library only reads the cast in {share.url}",
            hint=call("share init", share.url),
        )


def enter(place: Place, *, read_only: bool) -> None:
    """Make a place the one of a share, or see that it is one.

    Raises TooNew for one of a newer charlib, InvalidInput for what is something else.
    """
    if not read_only:
        place.prepare()
        place.put(_ABOUT, json.dumps(_FORM).encode())
    check(place)


def check(place: Place) -> None:
    """See that a place is a share's, of a version that this charlib knows; raises as `enter`.

    A folder without anything may be one where a drive is not mounted.
    """
    other = InvalidInput(
        f"{place.url} is not a cast that charlib shares",
        hint="Choose an empty folder, or an s3://BUCKET/PREFIX of its own",
    )
    try:
        form = json.loads(place.get(_ABOUT))
    except (ValueError, RecursionError, NotFound):
        raise other from None
    if not isinstance(form, dict) or form.get("format") != _FORM["format"]:
        raise other
    version = form.get("version")
    if type(version) is not int or version > VERSION:
        raise TooNew(
            f"the cast in {place.url} was written by a newer charlib",
            hint="Install the newer version of charlib",
        )


def introduce(session: Session, place: Place, share: Share, author: str) -> str:
    """Tell the others who this member is, once; return the name of the object that says so."""
    name = f"{MEMBERS}{author}"
    if not session.store.read.team.known([name]):
        place.put(name, json.dumps({"name": share.name}, ensure_ascii=False).encode())
    return name


def name_of(place: Place, author: str) -> str:
    """The name of a member; what it writes as, where the object about it says nothing."""
    try:
        return member_in(place.get(f"{MEMBERS}{author}")) or author
    except (NotFound, Refused):  # somebody else put it there
        return author


def member_in(data: bytes) -> str:
    """The name of a member in the object about it; empty if that says nothing."""
    try:
        form = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    name = form.get("name") if isinstance(form, dict) else None
    return member_name(name) if isinstance(name, str) else ""
