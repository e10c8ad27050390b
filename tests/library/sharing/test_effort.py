"""What a first push and a first pull cost: counted, because no machine's clock can be trusted."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partialmethod
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

import charlib
from charlib.domain.sharing import record as records
from charlib.errors import NotFound
from charlib.library import Library
from charlib.library.session import ignore
from charlib.objects import folder as folders
from charlib.store.write.scope import Scope

_ASKING = ("rows", "row", "execute", "insert", "insert_many", "update", "dicts")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Library]]:
    """`opened("anna")` opens a library, and it is closed in the end."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(charlib.open(home=tmp_path / name))


def _counting(
    scope: Scope, plain: Any, counted: Counter[str], verb: str, /, *words: Any, **more: Any
) -> Any:
    counted[verb] += 1
    return plain(scope, *words, **more)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each verb of a transaction was used."""
    counted: Counter[str] = Counter()
    for name in _ASKING:
        plain = getattr(Scope, name)

        monkeypatch.setattr(Scope, name, partialmethod(_counting, plain, counted, name))
    return counted


def _cast(file: Path, count: int) -> Path:
    """Characters with a look, an ID and its window each."""
    forms = [
        {
            "handle": f"c{number}", "project": "noir", "tags": ["hero"],
            "looks": [{"name": "coat", "description": f"coat {number}", "episodes": "1-3"}],
            "bindings": [
                {
                    "account": "home", "profile": "sandbox", "remote_id": f"ch_{number}",
                    "state": "ready", "method": "url", "look": "coat",
                    "source": f"https://example.com/{number}.mp4", "window": "1,4",
                }
            ],
        }
        for number in range(count)
    ]  # fmt: skip
    file.write_text("".join(json.dumps(form) + "\n" for form in forms))
    return file


def _pushed(lib: Library, cast: str, file: Path) -> None:
    lib.import_(file, warn=ignore)
    lib.share.init(cast, name="anna")
    lib.share.push(warn=ignore)


def test_a_first_pull_asks_as_often_for_many_as_for_few(
    opened: Callable[[str], Library], asked: Counter[str], tmp_path: Path
) -> None:
    """Characters, looks, footage and IDs are written together, not one after another."""
    taken = {}
    for count in (10, 40):
        cast = str(tmp_path / f"cast{count}")
        _pushed(opened(f"anna{count}"), cast, _cast(tmp_path / f"{count}.jsonl", count))
        tom = opened(f"tom{count}")
        tom.share.init(cast, name="tom")
        asked.clear()
        assert tom.share.pull(warn=ignore).added == count
        taken[count] = asked.total()
        shown = tom.show("noir/c7")
        assert [(each.name, each.description) for each in shown.looks][1:] == [("coat", "coat 7")]
        assert [(each.remote_id, each.look) for each in shown.bindings] == [("ch_7", "coat")]
        assert len(tom.search("coat", everywhere=True)) == count
    assert taken[40] - taken[10] <= 30 * 3


def test_texts_of_records_are_parsed_once(
    opened: Callable[[str], Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A push of what is new parses none, and a newcomer parses what it joins twice more."""
    parsed: Counter[str] = Counter()
    for name in ("from_text", "from_form"):
        plain = getattr(records, name)

        def counting(form: Any, name: str = name, plain: Any = plain) -> Any:
            parsed[name] += 1
            return plain(form)

        monkeypatch.setattr(records, name, counting)
    _pushed(opened("anna"), str(tmp_path / "cast"), _cast(tmp_path / "10.jsonl", 10))
    assert parsed == {}

    tom = opened("tom")
    tom.share.init(str(tmp_path / "cast"), name="tom")
    tom.share.pull(warn=ignore)
    (told,) = (tmp_path / "cast" / "log").iterdir()
    things = gzip.decompress(told.read_bytes()).count(b"\n") - 1
    assert parsed["from_form"] == things > 30
    assert parsed["from_text"] <= 2 * things + 5  # to join it, and to see that it is shown


def test_names_of_media_are_kept_once_a_push(
    opened: Callable[[str], Library], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder on a network drive takes long to say that it has written a name."""
    synced: Counter[str] = Counter()
    plain = folders.sync_folder

    def counting(folder: Path) -> None:
        synced[folder.name] += 1
        plain(folder)

    anna = opened("anna")
    for number in range(5):
        file = tmp_path / f"{number}.png"
        cv2.imwrite(str(file), np.full((360, 360, 3), 20 * number, np.uint8))
        anna.add(f"c{number}")
        anna.keep(f"c{number}", still=file)
    anna.share.init(str(tmp_path / "cast"), name="anna")
    monkeypatch.setattr(folders, "sync_folder", counting)

    assert anna.share.push().files == 5
    assert synced["media"] == 1
    assert synced["log"] == 1


def test_what_is_put_alone_is_kept_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also after putting many together has failed, which keeps what was put."""
    synced: list[Path] = []
    monkeypatch.setattr(folders, "sync_folder", synced.append)
    place = folders.Folder(tmp_path)

    with pytest.raises(NotFound):
        _put_and_fail(place)
    assert synced.count(tmp_path / "claims") == 1
    place.put("claims/mia.2", b"anna")
    assert synced.count(tmp_path / "claims") == 2


def _put_and_fail(place: folders.Folder) -> None:
    with place.together():
        place.put("claims/mia.1", b"anna")
        place.get("claims/tom.1")
