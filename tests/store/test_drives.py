"""Databases on network drives are recognised by what the system says of its drives."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.store import drives
from charlib.store.drives import Mount

LINUX = """\
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
40 27 0:50 / /mnt/studio rw,relatime shared:9 master:2 - nfs4 nas:/studio rw,vers=4.2
41 27 0:51 / /mnt/my\\040films rw - cifs //nas/films rw
42 27 0:52 / /media/anna rw - fuse.sshfs anna@host: rw
43 40 8:1 / /mnt/studio/local rw - ext4 /dev/sdb1 rw
44 27 0:53 / /covered rw - nfs4 nas:/old rw
45 44 8:2 / /covered rw - btrfs /dev/sdc1 rw
46 27 0:54 / /stick rw - fuseblk /dev/sds3fs rw
47 27 0:55 / /box rw - fuse.rclone drive: rw
48 27 0:56 / /run/user/1/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
49 27 0:57 / /mnt/c rw - 9p C:\\134 rw
not a line of it
"""
MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//anna@nas._smb._tcp.local/studio on /Volumes/studio (1) (smbfs, nodev, nosuid, mounted by anna)
nas:/films on /Volumes/my films (nfs)
anna@host: on /Volumes/anna/far (macfuse, nodev, nosuid, synchronous, mounted by anna)
sshfs#anna@host:/ on /Volumes/anna/ssh (macfuse, nodev, mounted by anna)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
"""


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/srv/charlib", ""),
        ("/mnt/studio/charlib", "nfs4"),
        ("/mnt/studios/charlib", ""),
        ("/mnt/my films/charlib", "cifs"),
        ("/media/anna/charlib", "fuse.sshfs"),
        ("/mnt/studio/local/charlib", ""),
        ("/covered/charlib", ""),
        ("/stick/charlib", ""),
        ("/box/charlib", "fuse.rclone"),
        ("/mnt/c/charlib", "9p"),
    ],
    ids=lambda value: value or "local",
)
def test_linux_names_network_drives(path: str, type_: str) -> None:
    """The innermost drive decides, of two at one place the later one."""
    assert drives.type_of(PurePosixPath(path), drives.read_linux(LINUX)) == type_


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/srv/charlib", ""),
        ("/Volumes/studio (1)/charlib", "smbfs"),
        ("/Volumes/my films/charlib", "nfs"),
        ("/Volumes/anna/ssh/charlib", "macfuse"),
        ("/Volumes/anna/charlib", ""),
    ],
    ids=lambda value: value or "local",
)
def test_macos_names_network_drives(path: str, type_: str) -> None:
    """The command `mount` tells the type, for a FUSE drive perhaps with its source."""
    assert drives.type_of(PurePosixPath(path), drives.read_mac(MAC)) == type_


@given(st.text(max_size=200), st.text(min_size=1, max_size=20))
def test_any_table_can_be_read(text: str, path: str) -> None:
    """What a system says of its drives never stops a command."""
    for read in (drives.read_linux, drives.read_mac):
        assert isinstance(drives.type_of(PurePosixPath(f"/{path}"), read(text)), str)


def test_a_folder_is_looked_up_where_it_really_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link to a network drive does not hide it."""
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    table = [Mount("/", "ext4"), Mount(str(real.resolve()), "nfs4")]
    monkeypatch.setattr(drives, "mounts", lambda: table)

    assert drives.network_drive(link / "library.db") == "nfs4"
    assert drives.network_drive(tmp_path / "library.db") == ""
