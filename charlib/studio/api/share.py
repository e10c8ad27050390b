"""A shared cast: who this member is, what the others do not know yet, and who is creating what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from charlib.domain.moment import to_text
from charlib.doors.places import named
from charlib.doors.shapes import many, maybe, obj, ref
from charlib.errors import NotFound
from charlib.studio.declare import Table

if TYPE_CHECKING:
    from charlib.library.claiming.settling import ClaimNote
    from charlib.library.nouns.share import Status
    from charlib.studio.desk import Desk

table = Table()


@table.get("/api/share", "share.status", obj(share=maybe(ref("Share"))))
def share(at: Desk) -> Any:
    """The shared cast, as far as this library knows it; null if it shares none. Asks nobody."""
    try:
        return {"share": _share(at.lib.share.status(ask=False))}
    except NotFound:
        return {"share": None}


@table.get("/api/share/claims", "share.claims", obj(claims=many(ref("Claim"))))
def claims(at: Desk) -> Any:
    """What members are creating right now, the oldest first. The place of the cast is asked."""
    return {"claims": list(map(_claim, at.lib.share.claims()))}


def _share(told: Status) -> dict[str, Any]:
    return {
        "url": named(told.url),
        "name": told.name,
        "read_only": told.is_read_only,
        "pulled_at": to_text(told.pulled_at),
        "pushed_at": to_text(told.pushed_at),
        "unpushed": sum(told.unpushed.values()),
        "members": [each.name for each in told.members],
    }


def _claim(note: ClaimNote) -> dict[str, Any]:
    return {
        "ref": note.ref or None,
        "account": note.account or None,
        "member": note.member,
        "state": note.state,
        "since": to_text(note.since),
        "until": to_text(note.until),
        "self": note.is_mine,
    }
