"""Places, time, ids and everything else that comes from outside the program.

Nothing below `library` reads the environment, the clock or the random source by itself: it gets
one of the values made here. Nothing here creates a folder or a file.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import threading

APP = "charlib"
HOME_VARIABLE = "CHARLIB_HOME"
_COMMAND_S = 30


class Home(NamedTuple):  # quicker to define than a dataclass, and every start needs it
    """The folders of one library: `data` holds the database and media, `config` the profiles."""

    data: Path
    config: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "library.db"

    @property
    def sent(self) -> Path:
        """The log of paid requests, which restoring a backup leaves alone."""
        return self.data / "sent.db"

    @property
    def late(self) -> Path:
        """The answers to requests that are not in the library any more."""
        return self.data / "late-answers.jsonl"

    @property
    def identity(self) -> Path:
        """The templates of faces, which no backup and no export contains."""
        return self.data / "identity.db"

    @property
    def media(self) -> Path:
        """The folder of downloaded and kept footage."""
        return self.data / "media"

    @property
    def plans(self) -> Path:
        """The folder of plans that can be carried out."""
        return self.data / "plans"

    @property
    def backups(self) -> Path:
        """The folder of copies made before migrations."""
        return self.data / "backups"

    @property
    def profiles(self) -> Path:
        """The folder in which users drop profiles of their own."""
        return self.config / "profiles"


def locate(home: Path | str | None = None, environ: Mapping[str, str] = os.environ) -> Home:
    """Where a library lives: in `home`, else in `CHARLIB_HOME`, else where the system suggests."""
    chosen = home or environ.get(HOME_VARIABLE)
    if chosen:
        folder = Path(chosen).expanduser().absolute()
        return Home(data=folder, config=folder)
    import platformdirs

    return Home(
        data=platformdirs.user_data_path(APP, appauthor=False),
        config=platformdirs.user_config_path(APP, appauthor=False),
    )


class Clock:
    """Time as charlib sees it; a test hands in one of its own."""

    def now(self) -> int:
        """The current time, in milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that never run backwards, for deadlines within one run."""
        return time.monotonic()

    def wait(self, seconds: float, wake: threading.Event | None = None) -> None:
        """Do nothing for `seconds`, or until `wake` is set."""
        from threading import Event

        (wake or Event()).wait(max(0.0, seconds))


def new_uid() -> str:
    """A public name for a row: 80 random bits in 16 letters, unique when libraries are merged."""
    return new_uids(1)[0]


def new_uids(count: int) -> list[str]:
    """Many uids, faster than one by one."""
    from base64 import b32encode

    text = b32encode(os.urandom(10 * count)).decode().lower()
    return [text[start : start + 16] for start in range(0, len(text), 16)]


def output_of(command: str) -> str:
    """The output of a command, run without a shell; a password manager prints a key like this.

    Raises OSError or ValueError, whose text contains nothing of the output.
    """
    import shlex
    import subprocess

    words = shlex.split(command)
    if not words:
        raise ValueError("it is empty")
    try:
        result = subprocess.run(  # noqa: S603 - the user's own command, and no shell
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_COMMAND_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise ValueError(f"it did not end within {_COMMAND_S} s") from None
    if result.returncode:
        raise ValueError(f"it ended with exit code {result.returncode}")
    return result.stdout.decode("utf-8", "replace").strip()


def in_keyring(name: str) -> str | None:
    """The secret of this name that the system's keyring has for charlib; None if there is none.

    Raises ImportError if the package `keyring` is not installed.
    """
    import keyring

    return keyring.get_password(APP, name)


class Owner(NamedTuple):
    """The holder of a lease: a run of a process on a machine."""

    host: str
    pid: int
    run: str

    @classmethod
    @cache
    def current(cls) -> Owner:
        """This process as an owner: the same for all its runs, which know of each other."""
        import socket

        return cls(socket.gethostname(), os.getpid(), new_uid())

    def __str__(self) -> str:
        return f"{self.host}/{self.pid}/{self.run}"

    def is_gone(self, other: str) -> bool:
        """Whether `other`, in its printed form, was a process of this machine that has ended."""
        host, _, rest = other.rpartition("/")[0].rpartition("/")
        if other == str(self) or host != self.host or not rest.isdigit():
            return False
        return int(rest) == self.pid or not _is_running(int(rest))


def _is_running(pid: int) -> bool:
    if os.name == "nt":  # signal 0 is Ctrl-C there; the lease's expiry must do
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it runs, under another user
        return True
    return True


def program() -> str:
    """The program that runs, as the journal calls what it changes: `python cast.py`."""
    name = Path(sys.argv[0]).name if sys.argv else ""
    if not name or name.startswith("-"):
        return "python"
    return f"python {name}" if name.endswith(".py") else name
