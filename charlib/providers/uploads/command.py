"""Uploads by a command of the user's own, without a shell."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from charlib.domain.text import printable
from charlib.errors import NoAnswer, Refused, Unreachable
from charlib.providers.addresses import is_http
from charlib.providers.uploads.redaction import redacted, secrets_in
from charlib.providers.uploads.uploader import Uploaded, opened

if TYPE_CHECKING:
    from charlib.config import Clock

COMMAND_S = 300.0
"""The maximum duration of a command, in seconds."""
_FILL = re.compile(r"\{(file|name)\}")


class Command:
    """Runs the command for each file."""

    is_repeatable: ClassVar[bool] = False

    def __init__(
        self, checked: Mapping[str, Any], environ: Mapping[str, str], clock: Clock
    ) -> None:
        self._words = shlex.split(checked["command"])
        self._lives_s: int | None = checked.get("expires_s")
        self._environ = dict(environ)
        self._clock = clock

    def put(self, path: Path, *, name: str, type: str) -> Uploaded:  # noqa: A002, ARG002 - as in `Uploader`
        """See `Uploader`. The last line of the output that is not empty is the URL."""
        now = self._clock.now()  # before the upload, so that the expiry is never too late
        with opened(path, name):
            fill = {"file": str(path.absolute()), "name": name}
            printed = self._run([_FILL.sub(lambda m: fill[m[1]], word) for word in self._words])
        url = _last_lines(printed, 1)
        if not (is_http(url) and url.isprintable() and " " not in url):
            output = f"prints no URL but: {self._redacted(url)}" if url else "prints nothing"
            raise Refused(
                f"the upload's command {self._program} {output}",
                hint="The last line of its output must be the file's http(s) URL",
                is_permanent=True,
            )
        return Uploaded(url, now + self._lives_s * 1000 if self._lives_s else None)

    def close(self) -> None:
        """Do nothing: no connection is open between two uploads."""

    @property
    def _program(self) -> str:
        return repr(printable(self._words[0], 80))

    def _redacted(self, text: str) -> str:
        return redacted(text, secrets_in(self._environ))

    def _run(self, words: list[str]) -> str:
        """Run the command and return its output."""
        try:
            result = subprocess.run(  # noqa: S603 - the user's own command, and no shell
                words,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=COMMAND_S,
                check=False,
                env=self._environ,
            )
        except subprocess.TimeoutExpired:
            raise NoAnswer(
                f"the upload's command {self._program} did not end within {COMMAND_S:g} s",
                hint="Run it by hand: it may be waiting for input",
            ) from None
        except OSError as error:
            raise Unreachable(
                f"the upload's command {self._program} cannot be run: {error.strerror}",
                hint="Install it, or give its full path",
                is_permanent=True,
            ) from None
        if result.returncode:
            reason = self._redacted(_last_lines(result.stderr.decode("utf-8", "replace"), 3))
            raise Refused(
                f"the upload's command {self._program} ended with exit code {result.returncode}:"
                f" {reason or 'it gave no reason'}",
                hint="Run it by hand to see its whole output",
            )
        return result.stdout.decode("utf-8", "replace")


def _last_lines(text: str, count: int) -> str:
    return "\n".join([line.strip() for line in text.splitlines() if line.strip()][-count:])
