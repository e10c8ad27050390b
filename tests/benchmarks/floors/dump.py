"""The floor of listing a library: all rows with sqlite3, one `encode` of json each."""

import json
import sqlite3
import sys
from datetime import UTC, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC).timestamp()


def moment(ms: int) -> str:
    """A moment as charlib prints it."""
    text = datetime.fromtimestamp(ms / 1000 - EPOCH, UTC).isoformat(timespec="milliseconds")
    return text[:-6] + "Z"


encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
tags: dict[int, list[str]] = {}
for number, name in db.execute(
    "SELECT character_id, name FROM character_tag JOIN tag ON tag.id = tag_id ORDER BY name"
):
    tags.setdefault(number, []).append(name)
bound: dict[int, list[dict[str, object]]] = {}
for row in db.execute(
    "SELECT binding.character_id, account.name, profile.name, remote_id, mention, state, method,"
    " source.ref, start_ms, end_ms, binding.created_at, error FROM binding"
    " JOIN account ON account.id = account_id JOIN profile ON profile.id = account.profile_id"
    " LEFT JOIN window ON window.id = window_id LEFT JOIN source ON source.id = source_id"
    " ORDER BY binding.id"
):
    number, account, profile, remote, mention, state, method, ref, start, end, created, error = row
    bound.setdefault(number, []).append(
        {
            "account": account,
            "profile": profile,
            "remote_id": remote,
            "mention": mention,
            "state": state,
            "method": method,
            "source": ref,
            "window": None if start is None else f"{start / 1000:g},{end / 1000:g}",
            "created_at": moment(created),
            "error": error,
        }
    )
for row in db.execute(
    "SELECT character.id, handle, character.name, slug, look, character.notes, likeness,"
    " character.created_at, character.updated_at FROM character"
    " JOIN project ON project.id = project_id WHERE deleted_at IS NULL ORDER BY character.id DESC"
):
    number, handle, name, project, look, notes, likeness, created, updated = row
    form = {
        "handle": handle,
        "name": name,
        "project": project,
        "look": look,
        "tags": tags.get(number, []),
        "bindings": bound.get(number, []),
        "created_at": moment(created),
        "updated_at": moment(updated),
    }
    if notes:
        form["notes"] = notes
    if likeness:
        form["likeness"] = likeness
    sys.stdout.write(encode(form) + "\n")
