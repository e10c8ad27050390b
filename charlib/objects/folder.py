"""A folder as a place: on this machine, on a network drive, or synchronised by some program.

An object appears under its name only when all of it is on the disk. Two members of a synchronised
folder can each create one name, so there nobody can claim anything for a time.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import IO, ClassVar

from charlib.config import new_uid
from charlib.errors import CharlibError, LibraryError, Refused, Unreachable
from charlib.files import sync_folder
from charlib.objects.place import SMALL, checked, is_key, missing, too_large

_CHUNK = 1 << 20
_SYNCED = (
    ".stfolder", ".dropbox", ".dropbox.cache", ".sync", ".owncloudsync.log", ".nextcloudsync.log",
    ".tmp.driveupload", ".tmp.drivedownload", ".849C9593-D756-4E56-8D6E-42412F2A707B", ".git",
)  # fmt: skip
"""What Syncthing, Dropbox, Resilio, ownCloud, Nextcloud, Google Drive, OneDrive and git leave."""
_SYNCED_NAMES = ("OneDrive", "Dropbox", "Google Drive", "Mobile Documents", "CloudStorage")
"""How folders are called that such programs make: OneDrive adds the name of a company."""
_CONFLICTS = ("sync-conflict", "conflicted-copy", "conflict-")
"""What names of copies contain that are made where two machines wrote one file."""
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


class Folder:
    """Objects as files of a folder."""

    lists_cheaply: ClassVar[bool] = True
    claims_expire: ClassVar[bool] = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.url = str(path)
        self._later = threading.local()

    @cached_property
    def has_exclusive_create(self) -> bool:
        """See `Place`: where files can be linked, and no program copies the folder elsewhere."""
        return not self.is_synced and self._has_links()

    @cached_property
    def is_synced(self) -> bool:
        """Whether there are signs that a program copies the folder between machines."""
        folders = (self._path, *self._path.parents)
        return any(
            folder.name.startswith(_SYNCED_NAMES)
            or any((folder / each).exists() for each in _SYNCED)
            for folder in folders
        )

    def prepare(self) -> None:
        """See `Place`. The folder above must be there: a drive may not be mounted."""
        with self._told():
            if not self._path.parent.is_dir():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            self._path.mkdir(exist_ok=True)

    def put(self, key: str, data: bytes) -> bool:
        """See `Place`."""
        return self._put(key, lambda file: file.write(data))

    def put_file(self, key: str, path: Path) -> bool:
        """See `Place`."""
        with path.open("rb") as source:
            return self._put(key, lambda file: _copy(source, file))

    @contextmanager
    def together(self) -> Iterator[None]:
        """See `Place`: a folder is told once to keep its names."""
        self._later.folders = folders = set[Path]()
        try:
            yield
        finally:
            self._later.folders = None
            with self._told():
                for each in folders:
                    sync_folder(each)

    def get(self, key: str, limit: int = SMALL) -> bytes:
        """See `Place`."""
        with self._opened(key) as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise too_large(key, self._where, limit)
        return data

    def get_file(self, key: str, target: Path, limit: int) -> None:
        """See `Place`."""
        with self._opened(key) as source, target.open("wb") as file:
            if not _copy(source, file, limit):
                raise too_large(key, self._where, limit)

    def list(self, prefix: str, after: str = "") -> Iterator[str]:
        """See `Place`."""
        folder, slash, _ = prefix.rpartition("/")
        with self._told():
            found = sorted(self._keys(f"{folder}{slash}", prefix, after))
        return iter(found)

    def now(self) -> datetime | None:
        """See `Place`: machines that share a folder may have clocks an hour apart."""
        return None

    def close(self) -> None:
        """See `Place`."""

    @property
    def _where(self) -> str:
        return f"folder {self._path}"

    def _keys(self, folder: str, prefix: str, after: str) -> Iterator[str]:
        self._refuse_missing()
        with suppress(FileNotFoundError), os.scandir(self._path / folder) as entries:
            for entry in entries:
                key = folder + entry.name
                if entry.is_dir():
                    if f"{key}/".startswith(prefix):
                        yield from self._keys(f"{key}/", prefix, after)
                elif key > after and key.startswith(prefix) and _is_object(key):
                    yield key

    @contextmanager
    def _opened(self, key: str) -> Iterator[IO[bytes]]:
        with self._told():
            try:
                file = _regular(self._path / checked(key))
            except (FileNotFoundError, NotADirectoryError):
                self._refuse_missing()
                raise missing(key, self._where) from None
            if file is None:
                raise missing(key, self._where)
            with file:
                yield file

    def _put(self, key: str, write: Callable[[IO[bytes]], object]) -> bool:
        target = self._path / checked(key)
        with self._told():
            if target.exists():
                return False
            self._refuse_missing()
            self._make(target.parent)
            part = target.with_name(f".{new_uid()}.part")
            try:
                with part.open("xb") as file:
                    write(file)
                    file.flush()
                    os.fsync(file.fileno())
                is_mine = _named(part, target)
            finally:
                part.unlink(missing_ok=True)
            self._keep_names(target.parent)
        return is_mine

    def _keep_names(self, folder: Path) -> None:
        later: set[Path] | None = getattr(self._later, "folders", None)
        if later is None:
            sync_folder(folder)
        else:
            later.add(folder)

    def _make(self, folder: Path) -> None:
        """Make the folders of a key, so that they are there after a power cut."""
        if folder == self._path or folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)

    def _refuse_missing(self) -> None:
        if not self._path.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def _has_links(self) -> bool:
        part = self._path / f".{new_uid()}.part"
        other = part.with_suffix(".linked")
        try:
            part.touch(exist_ok=False)
            os.link(part, other)
        except OSError:
            return False
        finally:
            part.unlink(missing_ok=True)
            other.unlink(missing_ok=True)
        return True

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the system's errors into charlib's."""
        try:
            yield
        except OSError as error:
            raise self._error(error) from error

    def _error(self, error: OSError) -> CharlibError:
        why = f"{self._where}: {error.strerror or error}"
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return LibraryError(why, hint="Free some space there, then run it again")
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            return Refused(
                f"not allowed in {why}",
                hint="Ask who owns the folder for permission to read it and to add files",
                kind="permission",
                cause="permission",
                is_permanent=True,
            )
        return Unreachable(
            f"cannot reach {why}", hint="Check that its drive is connected, then run it again"
        )


def _is_object(key: str) -> bool:
    return is_key(key) and not any(mark in key.lower() for mark in _CONFLICTS)


def _named(part: Path, target: Path) -> bool:
    """Give a finished file its name, unless another has it; whether it is this file's now."""
    try:
        os.link(part, target)
    except FileExistsError:
        # A network drive may repeat a request whose answer was lost: then it is this very file.
        return part.samefile(target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            return False
        os.rename(part, target)  # noqa: PTH104 - on Windows it never replaces
    return True


def _copy(source: IO[bytes], target: IO[bytes], limit: int | None = None) -> bool:
    """Copy a file; False, and the copy is not whole, if it has more bytes than a limit."""
    size = 0
    while chunk := source.read(_CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            return False
        target.write(chunk)
    return True


def _regular(path: Path) -> IO[bytes] | None:
    """A file to read; None for what is no file: to open a pipe would wait for whoever writes it."""
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        return None
    return os.fdopen(number, "rb")
