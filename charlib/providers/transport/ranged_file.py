"""A video on a server as a file: only the parts that are read are downloaded.

One request is open at a time, and reading continues in it; a jump starts a new request. If a server
cannot send parts, the whole file is downloaded into a temporary file, up to a limit.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast
from urllib.parse import urlsplit

import httpx

from charlib.domain.text import printable
from charlib.errors import MediaError, NotFound, Unreachable
from charlib.providers.addresses import is_loopback
from charlib.providers.transport.client import CONNECT_S
from charlib.providers.transport.pools import tls
from charlib.providers.transport.unpacking import IDENTITY, layers, unpacked

MOST = 1 << 30
"""The most bytes to download from a server that cannot send parts."""
_NEAR = 1 << 18
"""A jump ahead of at most this many bytes reads on instead of starting a new request."""
_TIMEOUT_S = 30.0
_PAGES = ("text/html", "application/xhtml")
_HINT = "Download the video yourself, and use the file"


class RangedFile(io.RawIOBase):
    """The file at a URL. The first request is made immediately.

    Raises NotFound, Unreachable, and MediaError if it is not a video or needs a login.
    """

    def __init__(self, url: str, *, most: int = MOST) -> None:
        super().__init__()
        self.name = url
        self.requests = 0
        self._at = 0
        self._stream: Iterator[bytes] = iter(())
        self._ahead = b""
        self._response: httpx.Response | None = None
        self._whole: IO[bytes] | None = None
        # A server on this machine is not reached through a proxy.
        self._client = httpx.Client(
            timeout=httpx.Timeout(_TIMEOUT_S, connect=CONNECT_S),
            follow_redirects=True,
            trust_env=not is_loopback(url),
            verify=tls(),
            headers=IDENTITY,
        )
        try:
            self._begin(most)
        except BaseException:
            self.close()
            raise

    @property
    def takes_ranges(self) -> bool:
        """Whether the server can send a part of the file."""
        return self._whole is None

    def _begin(self, most: int) -> None:
        with self._mapped():
            response = self._ask(0)
            total = response.headers.get("content-range", "").rpartition("/")[2]
            is_part = response.status_code == httpx.codes.PARTIAL_CONTENT and _is_size(total)
            if is_part and not layers(response):
                self._size = int(total)
                return
            self._whole = self._download(response, most)
            self._size = self._whole.tell()
            self._whole.seek(0)

    def _ask(self, start: int) -> httpx.Response:
        self._leave()
        request = self._client.build_request("GET", self.name, headers={"Range": f"bytes={start}-"})
        self.requests += 1
        self._response = response = self._client.send(request, stream=True)
        self._check(response)
        self._stream, self._ahead, self._at = response.iter_raw(), b"", start
        return response

    def _check(self, response: httpx.Response) -> None:
        status, what = response.status_code, printable(self.name, 100)
        if status in {401, 403, 407}:
            raise MediaError(f"{what} needs a login: HTTP {status}", hint=_HINT)
        if status in {404, 410}:
            raise NotFound(f"{what} does not exist: HTTP {status}", hint="Check the URL")
        if status not in {200, 206}:
            raise MediaError(f"{what} cannot be read: HTTP {status}", hint=_HINT)
        if response.headers.get("content-type", "").lower().startswith(_PAGES):
            raise MediaError(
                f"{what} is a web page, not a video; it may ask for a login", hint=_HINT
            )

    def _download(self, response: httpx.Response, most: int) -> IO[bytes]:
        length = response.headers.get("content-length", "")
        size = int(length) if _is_size(length) and not layers(response) else 0
        whole = cast("IO[bytes]", tempfile.TemporaryFile())  # noqa: SIM115 - closed with this file
        for chunk in () if size > most else unpacked(response):
            size = whole.tell() + len(chunk)
            if size > most:
                break
            whole.write(chunk)
        if size > most:
            whole.close()
            raise MediaError(
                f"{printable(self.name, 100)} is too large: its server sends whole files only,"
                f" and the limit is {most:,} bytes",
                hint=_HINT,
            )
        return whole

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """The position of the next byte to read."""
        return self._whole.tell() if self._whole else self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a position; nothing is requested before the next read."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.tell(), io.SEEK_END: self._size}[whence]
        if self._whole:
            return self._whole.seek(max(0, base + offset))
        self._move(max(0, base + offset))
        return self._at

    def _move(self, position: int) -> None:
        step = position - self._at
        if step == 0:
            return
        if 0 < step <= len(self._ahead):
            self._ahead = self._ahead[step:]
        elif self._response is not None and 0 < step <= _NEAR:
            self.read(step)
            return
        else:
            self._leave()
        self._at = position

    def read(self, size: int = -1, /) -> bytes:
        """Read `size` bytes; fewer only at the end."""
        if self._whole:
            return self._whole.read(size)
        wanted = max(0, self._size - self._at)
        wanted = wanted if size < 0 else min(size, wanted)
        if not wanted:
            return b""
        with self._mapped():
            if self._response is None:
                self._ask(self._at)
            parts, missing = [self._ahead], wanted - len(self._ahead)
            while missing > 0:
                chunk = next(self._stream, b"")
                if not chunk:
                    break
                parts.append(chunk)
                missing -= len(chunk)
        data = b"".join(parts)
        self._ahead = data[wanted:]
        self._at += min(wanted, len(data))
        return data[:wanted]

    def readinto(self, buffer: Any, /) -> int:
        """Read into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _leave(self) -> None:
        if self._response is not None:
            self._response.close()
        self._response, self._stream, self._ahead = None, iter(()), b""

    def close(self) -> None:
        """Close the connection and delete the download."""
        if not self.closed:
            self._leave()
            self._client.close()
            if self._whole:
                self._whole.close()
        super().close()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            reason = printable(str(error)) or type(error).__name__
            raise Unreachable(
                f"cannot read from {printable(urlsplit(self.name).netloc)}: {reason}",
                hint="Check the network and the URL",
            ) from error


def _is_size(text: str) -> bool:
    """Whether a header is a number of bytes; `isdigit` alone takes `²` for one."""
    return text.isascii() and text.isdigit()
