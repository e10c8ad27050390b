"""Whether a folder is on a network drive, where SQLite's locks cannot be trusted.

A write-ahead log needs memory that all its users share, so they must be on one machine: two of them
on one network drive can damage a database (https://www.sqlite.org/wal.html, "Overview").
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

_NETWORK = frozenset(
    {
        "9p",
        "acfs",
        "afpfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "drvfs",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "prl_fs",
        "pvfs2",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
        "virtiofs",
        "vmhgfs",
        "webdav",
    }
)
"""Types of file systems whose files other machines can write, or the host of a virtual one."""
_FUSE = re.compile(
    r"(?:fuse|macfuse|osxfuse)\.(?:.*(?:ceph|cifs|curlftpfs|dav|gcsfuse|gluster|goofys|google|juicefs|"
    r"moose|nfs|rclone|s3fs|seaweedfs|smb|sshfs|vmhgfs).*)",
    re.IGNORECASE,
)
"""The same under FUSE: Linux calls them `fuse.sshfs`, macOS gives the name with the source."""
_MAC_LINE = re.compile(r"(?P<source>.+?) on (?P<point>/.*) \((?P<type>[^,)]+)(?P<more>[^)]*)\)")
_ESCAPED = re.compile(r"\\([0-7]{3})")
_REMOTE = 4
"""What Windows calls a network drive: DRIVE_REMOTE of GetDriveType."""
_COMMAND_S = 5


class Mount(NamedTuple):
    """A drive: where it is mounted, the type of its file system, and what it is of."""

    point: str
    type: str
    source: str = ""


def network_drive(path: Path) -> str:
    """The type of the network drive that a file or folder is on, such as `nfs4`; else empty."""
    real = path.resolve()
    if os.name == "nt":
        return "a network drive" if _is_remote(real) else ""
    return type_of(PurePosixPath(real), mounts())


def type_of(path: PurePosixPath, table: Iterable[Mount]) -> str:
    """The type of the network drive among these that has a path; empty if another kind has it."""
    above = {str(folder) for folder in (path, *path.parents)}
    found = Mount("", "")
    for mount in table:  # of two at one place, the later one covers the earlier one
        if mount.point in above and len(mount.point) >= len(found.point):
            found = mount
    return found.type if _is_network(found) else ""


def _is_network(mount: Mount) -> bool:
    if mount.type.lower() in _NETWORK:
        return True
    is_mac = mount.type in {"macfuse", "osxfuse"}
    return bool(_FUSE.fullmatch(f"{mount.type}.{mount.source}" if is_mac else mount.type))


def mounts() -> list[Mount]:
    """The drives of this system; none where it does not tell."""
    try:
        if sys.platform == "darwin":
            return read_mac(_told_by_mount())
        return read_linux(Path("/proc/self/mountinfo").read_text("utf-8", "replace"))
    except (OSError, ValueError):
        return []


def read_linux(text: str) -> list[Mount]:
    """The drives of `/proc/self/mountinfo` (proc_pid_mountinfo(5)); other lines are left out."""
    found = []
    for line in text.splitlines():
        place, _, system = line.partition(" - ")
        places, systems = place.split(" "), system.split(" ")
        if len(places) > 4 and len(systems) > 1:  # noqa: PLR2004 - the point is the fifth field
            found.append(Mount(_plain(places[4]), systems[0], _plain(systems[1])))
    return found


def read_mac(text: str) -> list[Mount]:
    """The drives that the command `mount` of macOS and BSD prints; other lines are left out."""
    found = (_MAC_LINE.fullmatch(line) for line in text.splitlines())
    return [Mount(each["point"], each["type"].strip(), each["source"]) for each in found if each]


def _plain(text: str) -> str:
    """A path as it is: the table writes spaces as octal numbers."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), text)


def _told_by_mount() -> str:
    import subprocess

    done = subprocess.run(
        ["/sbin/mount"], stdin=subprocess.DEVNULL, capture_output=True, timeout=_COMMAND_S,
        check=True,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def _is_remote(path: Path) -> bool:
    """Whether Windows says that a path is on a network drive, as a server's share always is."""
    anchor = path.anchor
    if anchor.startswith("\\\\") and not anchor.startswith("\\\\?\\"):
        return True
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    return bool(kernel.GetDriveTypeW(anchor) == _REMOTE)
