"""Manifests of SoraVault: what was rescued of Sora, with the films beside it.

`cameo_profiles` whose IDs begin with `ch_` are characters; other profiles are people. The films are
found by the IDs in their names, or in the text file beside them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from charlib.domain.character.deriving import handle_from
from charlib.library.moving.formats.beside import Films
from charlib.library.moving.formats.contents import (
    Contents,
    Film,
    Form,
    Person,
    Place,
    joined,
    objects,
    text,
    uid_of,
)
from charlib.library.moving.formats.reading import document, unreadable
from charlib.library.moving.formats.wenjing import SORA, account_of, time_of

PLACE = Place("sora", uid_of("account", "sora"), SORA)
_PART = re.compile(r"(.+_part)\d+", re.IGNORECASE)
_DEEP = 8
"""How deep profiles may be in what Sora answered."""
_OWN = {
    "source", "mode", "genId", "taskId", "postId", "date", "prompt", "width", "height", "ratio",
    "duration", "isLiked", "_raw", "replies", "previewUrl", "downloadUrl", "thumbUrl",
}  # fmt: skip


def fits(value: Any) -> bool:
    """Whether a document is a manifest, or a part of one."""
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return False
    return "soravault_version" in value or any(
        {"genId", "postId"} & item.keys() and "source" in item for item in objects(value["items"])
    )


def read(path: Path, _: Path | None = None) -> Contents:
    """The characters, and the films with their prompts; of a merged manifest all parts."""
    contents = Contents(is_lenient=True, mentions={})
    reader = _Reader(contents, Films(path.absolute().parent))
    files = parts(path)
    for file in files:
        value = document(file)
        if not isinstance(value, dict) or not isinstance(value.get("items"), list):
            raise unreadable(file, "it has no list of items")
        for number, item in enumerate(value["items"], 1):
            reader.take(item, f"item {number} of {file.name}")
    contents.files = tuple(files)
    reader.end()
    return contents


def parts(path: Path) -> list[Path]:
    """The files of a manifest that was split, in order; else the file alone."""
    match = _PART.fullmatch(path.stem)
    if match is None:
        return [path]
    every = sorted(
        each for each in path.absolute().parent.glob("*.json")
        if (other := _PART.fullmatch(each.stem)) and other[1] == match[1]
    )  # fmt: skip
    return every or [path]


class _Reader:
    """Collects what the items of manifests say; each film and each character once."""

    def __init__(self, contents: Contents, films: Films) -> None:
        self._contents = contents
        self._films = films
        self._people: dict[str, Person] = {}
        self._seen: dict[str, int] = {}
        self._strangers: dict[str, None] = {}

    def take(self, item: Any, where: str) -> None:
        """Read one item."""
        if not isinstance(item, dict):
            self._contents.leave("items that are not objects", where)
            return
        raw = _object(item.get("_raw"))
        cast = list(self._cast(raw, time_of(item.get("date"))))
        if str(item.get("mode")) == "v1" or text(item.get("source")).startswith("v1"):
            self._contents.leave("pictures and films of Sora 1", text(item.get("genId")) or where)
            return
        ids = _ids(item, raw)
        if not ids:
            self._contents.leave("items without an ID", where)
            return
        for name in item.keys() - _OWN:
            self._contents.leave(f"the field {name}", ids[0])
        if item.get("replies"):
            self._contents.leave("replies to posts", ids[0])
        self._film(item, raw, ids, cast)

    def _film(self, item: Form, raw: Form, ids: list[str], cast: list[str]) -> None:
        at = self._seen.get(ids[0])
        if at is not None:  # the same film in two lists, or in two parts
            known = self._contents.films[at]
            people = tuple(dict.fromkeys([*known.people, *cast]))
            self._contents.films[at] = known._replace(
                people=people, prompt=known.prompt or _prompt(item, raw)
            )
            return
        self._seen[ids[0]] = len(self._contents.films)
        file = self._films.find(ids)
        if file is None:
            self._contents.leave("films that are not beside the manifest", ids[0])
        self._contents.films.append(
            Film(
                ids[0], PLACE, _prompt(item, raw), _moment(item, raw), tuple(cast),
                json.dumps({k: v for k, v in item.items() if k != "replies"}, ensure_ascii=False),
                _params(item), file,
            )
        )  # fmt: skip

    def _cast(self, raw: Form, date: str | None) -> Iterator[str]:
        """The uids of the characters that an item names, each once."""
        named: dict[str, None] = {}
        for profile, is_cameo in _profiles(raw):
            remote_id, username = text(profile.get("user_id")), text(profile.get("username"))
            if remote_id.startswith("ch_"):
                named[uid_of("sora", remote_id)] = None
                self._note(profile, remote_id, username, date)
            elif is_cameo and username:
                self._strangers[f"@{username}"] = None
        return iter(named)

    def _note(self, profile: Form, remote_id: str, username: str, date: str | None) -> None:
        uid, name = uid_of("sora", remote_id), text(profile.get("display_name"))
        mention = f"@{username or remote_id}"
        known = self._people.get(uid)
        if known is not None:
            earliest = min(filter(None, (known.form["created_at"], date)), default=None)
            known.form.update(
                created_at=earliest, updated_at=earliest, name=known.form["name"] or name
            )
            return
        owned = text(_object(profile.get("owner_profile")).get("username"))
        self._contents.mentions[uid] = mention
        self._people[uid] = Person(
            {
                "uid": uid, "handle": handle_from(username, name, remote_id), "name": name,
                "notes": joined(
                    ("", text(profile.get("description"))), ("Owner at Sora", owned and f"@{owned}")
                ),
                "bindings": [{**account_of(PLACE), "remote_id": remote_id, "mention": mention}],
                "created_at": date, "updated_at": date,
            },
            f"character {remote_id}",
        )  # fmt: skip

    def end(self) -> None:
        """Give the contents the characters, and the people that are none."""
        self._contents.people = list(self._people.values())
        for name in self._strangers:
            self._contents.leave("cameos of people, which are not characters", name)


def _profiles(value: Any, depth: int = 0, *, is_cameo: bool = False) -> Iterator[tuple[Form, bool]]:
    """The profiles in what Sora answered, and whether each is a cameo; not those of owners."""
    if depth > _DEEP:
        return
    if isinstance(value, dict):
        if "user_id" in value:
            yield value, is_cameo
        for name, each in value.items():
            if name != "owner_profile" and isinstance(each, dict | list):
                yield from _profiles(each, depth + 1, is_cameo=is_cameo or name == "cameo_profiles")
    elif isinstance(value, list):
        for each in value:
            yield from _profiles(each, depth + 1, is_cameo=is_cameo)


def _attachment(raw: Form) -> Form:
    attached = objects(_post(raw).get("attachments"))
    return attached[0] if attached else raw


def _post(raw: Form) -> Form:
    return _object(raw.get("post"))


def _object(value: object) -> Form:
    return value if isinstance(value, dict) else {}


def _ids(item: Form, raw: Form) -> list[str]:
    """The IDs of a film, the one that tells it apart first."""
    attached, post = _attachment(raw), _post(raw)
    found = (
        item.get("genId"), attached.get("generation_id"), item.get("postId"), post.get("id"),
        item.get("taskId"), attached.get("task_id"),
    )  # fmt: skip
    return list(dict.fromkeys(filter(None, map(text, found))))


def _prompt(item: Form, raw: Form) -> str:
    post = _post(raw)
    found = (item.get("prompt"), raw.get("prompt"), post.get("text"), post.get("caption"))
    return next(filter(None, map(text, found)), "")


def _moment(item: Form, raw: Form) -> int | None:
    from charlib.domain.moment import from_text

    told = time_of(_post(raw).get("posted_at")) or time_of(item.get("date"))
    return from_text(told) if told else None


def _params(item: Form) -> Form:
    seconds, ratio = item.get("duration"), text(item.get("ratio"))
    params: Form = {"ratio": ratio} if ratio else {}
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        params["seconds"] = seconds
    return params
