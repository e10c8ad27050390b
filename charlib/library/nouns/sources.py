"""The verbs for sources: `lib.sources`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

from charlib.domain.records import Source
from charlib.domain.text import clean, printable
from charlib.domain.windows.window import Window
from charlib.errors import Conflict, InvalidInput, NotFound
from charlib.files import private_folder
from charlib.hints import Hint, argument, call
from charlib.library.session import Session
from charlib.sync.inventory.lookup import check_url, find_source

_LABEL = 200
"""The length of a label, in characters."""
_FACTS = ("sha256", "bytes", "duration_ms", "width", "height")
"""What a source records of its film."""


class Sources:
    """Source videos: URLs, files, and the outputs of tasks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, ref: str, *, label: str | None = None, duration: float | None = None) -> Source:
        """Record a source by URL or file path; `duration` is in seconds, if known.

        Without `label`, a file is called by its name, if no other source is. A file is probed if
        PyAV is installed. Raises NotFound if it does not exist, MediaError if it is not a video,
        InvalidInput for anything else.
        """
        kind, ref, facts = self._look(ref)
        if duration is not None:
            if not 0 < duration < 10**6:
                raise InvalidInput(
                    f"a duration of {duration} s is not possible",
                    hint=Hint("Give {}", argument("duration", "12.5")),
                )
            facts["duration_ms"] = round(duration * 1000)
        if label is not None:
            facts["label"] = self._free_label(label)
        elif kind == "file":
            facts |= self._label_of(Path(ref))
        with self._session.store.write() as writer:
            writer.sources.record("url" if kind == "url" else "file", ref, **facts)
        return find_source(self._session.store.read, ref)

    def take_in(self, file: Path | str, *, name: str) -> Source:
        """Move a film into the media folder, named by its content, and record it as `name`.

        For films that come without a place of their own, such as one dropped on a page. Raises
        NotFound, MediaError for anything but a film, MissingExtra.
        """
        from charlib import media

        path = Path(file)
        facts = media.probe(path)
        suffix = re.sub(r"[^.a-z0-9]", "", Path(name).suffix.lower())[:6]
        target = self._session.home.media / "films" / facts.sha256[:2]
        private_folder(target)
        target /= f"{facts.sha256}{suffix}"
        path.replace(target)
        target.chmod(0o600)
        known = self._session.store.read.sources.find(str(target))
        kept = {key: getattr(facts, key) for key in _FACTS} | {"media_path": str(target)}
        if not known:
            kept["label"] = self._label_like(name)
        with self._session.store.write() as writer:
            writer.sources.record("file", str(target), **kept)
        return find_source(self._session.store.read, str(target))

    def _label_like(self, name: str) -> str:
        """A label that no other source has, as near to a name as possible."""
        stem, suffix = Path(printable(name, _LABEL - 10)).stem or "film", Path(name).suffix
        tries = (f"{stem}{more}{suffix}" for more in chain([""], (f"-{n}" for n in count(2))))
        find = self._session.store.read.sources.find
        return next(label for label in tries if not label.isdigit() and not find(label))

    def numbered(self, number: int) -> Source:
        """A source by its number alone; NotFound if there is none."""
        source = self._session.store.read.sources.by_id(number)
        if source is None:
            raise NotFound(f"no source {number}", hint=call("source list"))
        return source

    def _free_label(self, label: str) -> str:
        label = clean(label.strip(), "the label", limit=_LABEL)
        if not label or label.isdigit() or self._session.store.read.sources.find(label):
            raise Conflict(
                f"the label {printable(label)!r} is taken, or looks like a number",
                hint=call("source list"),
            )
        return label

    def _label_of(self, path: Path) -> dict[str, str]:
        """The name of a file as its label; empty if it has another, or the name is taken."""
        find = self._session.store.read.sources.find
        is_new = not any(source.label for source in find(str(path)))
        is_free = not path.name.isdigit() and len(path.name) <= _LABEL and not find(path.name)
        return {"label": path.name} if is_new and is_free else {}

    def _look(self, ref: str) -> tuple[str, str, dict[str, Any]]:
        if "://" in ref:
            return "url", check_url(ref), {}
        path = Path(clean(ref, "the path")).expanduser().absolute()
        if not path.is_file():
            name = printable(str(path))
            text = f"{name} is a folder, not a video" if path.is_dir() else f"no file {name}"
            raise NotFound(text, hint="Give a video file or an http(s) URL")
        from charlib import media

        facts = media.probe(path) if media.is_installed() else media.Facts(*media.sha256(path))
        return "file", str(path), {name: getattr(facts, name) for name in _FACTS}

    def show(self, ref: str) -> Source:
        """A source by its label, URL, path or number."""
        return find_source(self._session.store.read, ref)

    def windows(self, ref: str) -> list[tuple[str, Window]]:
        """The windows of a source, with the names of their characters: `mia`, or `noir/mia`."""
        return self._session.store.read.sources.windows(self.show(ref).id)

    def saved_windows(self, ref: str) -> Sequence[Window]:
        """The suggested windows that were saved for a source, which no character has yet."""
        return self._session.store.read.sources.saved_windows(self.show(ref).id)

    def list(self, *, limit: int = 0) -> list[Source]:
        """All sources, newest first; a limit of 0 means all."""
        return self._session.store.read.sources.all(limit=limit)
