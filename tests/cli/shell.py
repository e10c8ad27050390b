"""The command line beside a sandbox, with everything that differs from run to run named alike."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from charlib.sandbox import Server

SITE = "http://sandbox"
"""What stands for the sandbox's address, in command lines as in outputs."""
FILM = f"{SITE}/files/mia.mp4"
BASE = f"{SITE}/async/sora/v1"
"""The base URL of accounts at the sandbox."""
NOW = "NOW"

_MADE = {
    "char": re.compile(r"char_[a-z0-9]{12}\b"),
    "video": re.compile(r"video_[0-9a-f]{8}-?[0-9a-f-]{23,27}"),
    "job": re.compile(r"task_[0-9a-f]{32}"),
    "film": re.compile(r"media/films/[\w-]+_[0-9a-f]{8}\.mp4"),
}
_UID = re.compile(r'("(?:account_)?uid": ?)"[a-z0-9]{16}"')
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True, slots=True)
class Result:
    """What one command line did: its exit code, and all that it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout, which is one line off a terminal."""
        assert self.out.count("\n") == 1
        return json.loads(self.out)


def done(out: str = "", err: str = "") -> Result:
    """Exit code 0, with these outputs."""
    return Result(0, out, err)


def refused(code: int, what: str, remedy: str, *, out: str = "", before: str = "") -> Result:
    """An error of two lines, after what was said `before` on stderr and printed on stdout."""
    return Result(code, out, f"{before}error: {what}\n  try: {remedy}\n")


@dataclass
class Shell:
    """Runs command lines in one library; ids, films and times come out numbered and named."""

    cli: Callable[..., Any]
    server: Server
    folder: Path
    _names: dict[str, dict[str, str]] = field(default_factory=dict)

    def __call__(self, *words: str, **more: Any) -> Result:
        """Run one command line, in which `http://sandbox` and `TMP/` stand for the real ones."""
        result = self.cli(*(self.real(word) for word in words), **more)
        return Result(result.code, self.tidy(result.out), self.tidy(result.err))

    def real(self, text: str) -> str:
        """The text with the real address and folder in it."""
        return text.replace(SITE, self.server.url).replace("TMP/", f"{self.folder}/")

    def tidy(self, text: str) -> str:
        """The text with names for what differs from run to run."""
        text = text.replace(self.server.url, SITE).replace(f"{self.folder}/", "TMP/")
        for kind, pattern in _MADE.items():
            known = self._names.setdefault(kind, {})
            for value in pattern.findall(text):
                text = text.replace(value, known.setdefault(value, f"{kind}_{len(known) + 1}"))
        return _TIME.sub(NOW, _UID.sub(r'\1"UID"', text))

    def write(self, name: str, *lines: str) -> str:
        """Write a file of lines and answer what command lines call it."""
        (self.folder / name).write_text(self.real("".join(f"{line}\n" for line in lines)), "utf-8")
        return f"TMP/{name}"
