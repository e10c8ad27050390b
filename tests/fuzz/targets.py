"""Everything that reads what others wrote, each as a function of bytes.

A target may refuse with an error of charlib's own; anything else that it raises is a fault, as is
what it lets through and should not.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from charlib import media
from charlib.domain.character import batch, handle
from charlib.domain.moment import from_text, to_text
from charlib.domain.prompts import prompt
from charlib.domain.search.parse import parse as parse_query
from charlib.domain.search.saved import expanded
from charlib.domain.search.tokens import indexed, tokens
from charlib.domain.text import clean, printable
from charlib.domain.windows.window import Window
from charlib.errors import CharlibError
from charlib.library.moving import importing
from charlib.library.reading import json_lines
from charlib.providers import engine, inventory
from charlib.providers.load import load as read_profile
from charlib.providers.messages import Answer, Reply
from charlib.providers.profile import Profile
from charlib.providers.profiles import Profiles
from charlib.providers.replies import classify
from charlib.providers.transport.client import _retry_after
from charlib.store.read.reader import Reader
from charlib.store.schema.upgrade import ensure

from . import moving
from .common import MIA, Target, importer, is_whole, text_of


def window(data: bytes) -> None:
    """`start,end`."""
    parsed = Window.parse(text_of(data))
    assert Window.parse(str(parsed)) == parsed


def handles(data: bytes) -> None:
    """Handles, tags and slugs."""
    text = text_of(data)
    for parse in (handle.parse, handle.parse_tag, handle.parse_slug):
        try:
            parsed = parse(text)
        except CharlibError:
            continue
        assert is_whole(parsed)
        assert parse(parsed) == parsed
    handle.nearest(text, ["mia", "tom", "林小雨"])


def query(data: bytes) -> None:
    """A search, as far as SQLite: it is never SQL or FTS syntax by accident."""
    tree = expanded(parse_query(text_of(data), now=0), lambda _: parse_query("mia", now=0))
    library().characters.search(tree, limit=5)


def prompts(data: bytes) -> None:
    """A prompt: nothing of its text is lost."""
    text = text_of(data)
    known = {(None, "mia"), (None, "林小雨"), ("pilot", "tom")}
    parsed = prompt.parse(text, known)
    output = "".join(item if isinstance(item, str) else "\x01" for item in parsed)
    assert output.count("\x01") - text.count("\x01") == len(prompt.mentions(parsed))
    prompt.candidates(text)


def answers(data: bytes) -> None:
    """A provider's answer, in every dialect: what is read of it can be kept."""
    status = 200 if len(data) % 4 else 400 + data[0] if data else 500
    reply = Reply(status, "application/json", data.decode("utf-8", "replace"))
    for profile in profiles():
        for operation in (profile.create, profile.generate):
            if operation is None:
                continue
            _read(lambda op=operation, p=profile: engine.read_creation(p, op, reply))  # type: ignore[misc] # bound now
            if operation.poll is not None:
                _read(lambda op=operation, p=profile: engine.read_poll(p, op, reply, wants_id=True))  # type: ignore[misc] # as above
        if profile.listing is not None:
            try:
                for entry in inventory.read_list(profile, reply).characters:
                    assert is_whole(entry.remote_id)
            except CharlibError:
                pass


def _read(read: Callable[[], Answer]) -> None:
    try:
        document = read()
    except CharlibError as refused:
        _check_error(refused)
        return
    for name in ("job_id", "remote_id", "username", "name", "avatar_url", "output_url"):
        assert is_whole(getattr(document, name)), name
    assert document.expires_at is None or abs(document.expires_at) < 1 << 63


_CAUSES = {*classify.causes(), "size"}


def _check_error(error: CharlibError) -> None:
    """An error is one line, and its cause is known."""
    assert is_whole(str(error))
    assert "\n" not in str(error)
    assert getattr(error, "cause", "refused") in _CAUSES


def waits(data: bytes) -> None:
    """A `Retry-After`."""
    parsed = _retry_after(data.decode("latin-1"), 1_795_435_200_000)
    assert parsed is None or parsed >= 0


def imports(data: bytes) -> None:
    """A line of an import file."""
    path = Path("cast.jsonl")
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines()):
        form = json_lines.form(path, number, line, importing.HINT)
        draft = importer().draft(path, f"line {number}", form)
        assert all(map(is_whole, (draft.handle, draft.name, draft.look, draft.notes, *draft.tags)))
        for binding in draft.bindings:
            assert is_whole(binding.remote_id)
            assert is_whole(binding.mention)
            assert is_whole(binding.error)
            assert is_whole(binding.source)
            assert is_whole(binding.method)
            assert binding.state not in {"planned", "sending", "processing"}


def batches(data: bytes) -> None:
    """A batch file, as CSV and as JSON Lines."""
    text = data.decode("utf-8", "replace")
    for is_json in (False, True):
        try:
            rows = batch.read(text, is_json=is_json)
        except CharlibError:
            continue
        assert all((row.order is None) != (row.fault is None) for row in rows)


def profile_files(data: bytes) -> None:
    """A profile of somebody's own."""
    from charlib.providers.profiles import _Layer, _table  # noqa: PLC0415 - only here

    text = data.decode("utf-8", "replace")
    table = dict(_table(_Layer("fuzz", text, "fuzz", is_bundled=False)))
    table.pop("extends", None)
    table.pop("variants", None)
    parsed = read_profile({**table, "name": "fuzz"}, "fuzz")
    assert isinstance(parsed, Profile)


def moments(data: bytes) -> None:
    """A moment in time."""
    try:
        parsed = from_text(text_of(data))
    except ValueError:
        return
    output = to_text(parsed)
    assert output is not None
    assert from_text(output) == parsed


def showing(data: bytes) -> None:
    """A text on a terminal: nothing in it steers."""
    text = printable(text_of(data))
    text.encode()
    for char in text:
        assert unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(char) not in {
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        }  # fmt: skip


def texts(data: bytes) -> None:
    """A text that is to be stored, and its words."""
    cleaned = clean(text_of(data), "the text")
    assert is_whole(cleaned)
    assert clean(cleaned, "the text") == cleaned
    assert all(tokens(cleaned))
    assert '"' not in indexed(cleaned)


def films(data: bytes) -> None:
    """The boxes of a film."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"\0\0\0\x14ftypisom\0\0\0\0isom" + data)
        file.flush()
        assert media.is_cut(Path(file.name)) in {True, False}


@cache
def profiles() -> list[Profile]:
    """All bundled profiles."""
    catalogue = Profiles(Path("nowhere"))
    return [catalogue.load(name) for name in catalogue.names()]


@cache
def library() -> Reader:
    """A small library to search in."""
    folder = Path(tempfile.mkdtemp(prefix="charlib-fuzz-"))
    ensure(folder / "library.db", folder / "backups")
    with sqlite3.connect(folder / "library.db") as connection:
        connection.execute(
            "INSERT INTO character (id, uid, project_id, handle, name, look, notes, likeness,"
            " created_at, updated_at) VALUES (1, 'u', 1, 'mia', 'Mia', 'a red coat', '', '', 1, 1)"
        )
    return Reader(folder / "library.db")


TARGETS: Mapping[str, Target] = {
    item.__name__: item
    for item in (
        window, handles, query, prompts, answers, waits, imports, batches, profile_files, moments,
        showing, texts, films,
    )
} | moving.TARGETS  # fmt: skip
_KLING = {
    "task_id": "1",
    "task_status": "succeed",
    "task_result": {"elements": [{"element_id": 1}]},
}
SEEDS: Mapping[str, list[bytes]] = {
    "window": [b"5,8", b" 1.5 , 3 ", b"-1,2", b"0,1e9"],
    "query": [
        b'tag:hero -tag:old project:noir "blue coat" (a or ~neon) *eon* neo*',
        b"created:2026-01..2026-03 used:>3 name:=mia saved:x",
        "林小 OR state:ready".encode(),
    ],
    "prompts": ["@mia walks with @pilot/tom, a@b.cd @@ @林小雨走".encode()],
    "handles": [b"mia", "林小雨".encode(), b"role:hero"],
    "answers": [
        b'{"character_id": "ch_1"}',
        b'{"id": "t", "status": "completed", "video_url": "http://h/v.mp4", "error": null}',
        b'{"id": "\\ud800", "status": "completed", "video_url": "http://h/\\udfff"}',
        json.dumps({"code": 0, "data": _KLING}).encode(),
        b'{"error": {"message": "m", "type": "t", "code": "c"}}',
        b"<html><title>502</title></html>",
    ],
    "waits": [b"7", b"Mon, 23 Nov 2026 12:01:30 GMT", b"1e309"],
    "imports": [
        json.dumps(MIA).encode(),
        json.dumps(MIA).replace("ch_1", "\\ud800").encode(),
        json.dumps(MIA).replace("task:x", "task:\\u0000").encode(),
    ],
    "batches": [
        b'handle,url,window,tags\nmia,https://h/v.mp4,"5,8",a;b\n',
        b'{"handle": "mia", "task": "t", "window": "5,8", "tags": ["a"]}\n',
    ],
    "profile_files": [
        path.read_bytes()
        for path in sorted((Path(engine.__file__).parent / "profiles").glob("*.toml"))
    ],
    "moments": [b"2026-11-22T10:00:00Z", b"2026-11-22"],
    "showing": ["\x1b[31mred\u202eevil\u200d".encode()],
    "texts": ["Éva Straße 林小雨".encode()],
    "films": [b"\0\0\0\x08moov\0\0\0\x08mdat", b"\0\0\0\x01mdat\xff\xff\xff\xff\xff\xff\xff\xff"],
} | moving.SEEDS


def run(name: str, data: bytes) -> None:
    """One input: refused, or read; anything else is raised."""
    try:
        TARGETS[name](data)
    except CharlibError as refused:
        lines = str(refused).splitlines()
        if len(lines) > 1:
            raise AssertionError(f"an error of {len(lines)} lines: {lines}") from refused
