"""Everything charlib raises on purpose.

    CharlibError                       exit 1
    ├── InvalidInput                   exit 2   what was typed or read cannot be meant
    │   ├── BadHandle
    │   ├── BadWindow                           .problems: every rule it breaks
    │   ├── BadQuery
    │   ├── BadPrompt                           .problems: every mention that cannot be rendered
    │   ├── BadProfile                          a provider's TOML does not say what it must
    │   └── NoKey                               the account's key is not where it should be
    ├── NotFound                       exit 1
    ├── Conflict                       exit 1
    ├── LibraryError                   exit 1   the database cannot be used as it is
    │   ├── Busy                                another charlib holds the write lock
    │   ├── TooNew                              written by a newer charlib
    │   └── UpgradeFailed                       .backup: where the old state is
    ├── MediaError                     exit 1   a file is no readable video
    ├── MissingExtra                   exit 1   an optional package is not installed
    ├── PartlyDone                     exit 4   a batch whose failed rows were named
    └── ProviderError                  exit 3   .kind .status .code .is_permanent .retry_after
        ├── Retired                             the service is gone: nothing was sent
        ├── Unreachable                         the request did not arrive
        ├── NoAnswer                            it was sent, and no answer came
        └── Refused                             it answered, and not with what was asked for
            └── JobFailed                       it took the job, and gave it up

Each carries two sentences: `str(error)` says what happened to which object and why, `error.hint`
what helps. A hint is data, which each door phrases its own way; printed, it speaks Python.
"""

from __future__ import annotations

from collections.abc import Sequence

from charlib.hints import Hint, as_hint


class CharlibError(Exception):
    """The root: catch this to catch everything charlib raises on purpose."""

    exit_code = 1

    def __init__(self, message: str, *, hint: Hint | str = "") -> None:
        super().__init__(message)
        self.hint = as_hint(hint)


class InvalidInput(CharlibError):
    """What was typed, or read from a file, cannot be meant."""

    exit_code = 2


class BadHandle(InvalidInput):
    """A handle that could not be typed after an `@`."""


class BadWindow(InvalidInput):
    """A window that is no `start,end`, or that breaks hard rules: all of them in `problems`."""

    def __init__(
        self, message: str, *, hint: Hint | str = "", problems: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems) or (message,)


class BadQuery(InvalidInput):
    """A search that cannot be read; `picture` shows where, in two lines, or is empty."""

    def __init__(self, message: str, *, hint: Hint | str = "", picture: str = "") -> None:
        super().__init__(message, hint=hint)
        self.picture = picture


class BadPrompt(InvalidInput):
    """A prompt with mentions that cannot be rendered: all of them in `problems`."""

    def __init__(
        self, message: str, *, hint: Hint | str = "", problems: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems) or (message,)


class BadProfile(InvalidInput):
    """A provider's TOML that does not say what it must, or says what nothing reads."""


class NoKey(InvalidInput):
    """An account's key is not in the environment variable that should hold it."""


class NotFound(CharlibError):
    """Nothing of that name or number is in the library."""


class Conflict(CharlibError):
    """What is there already stands against what was asked for."""


class LibraryError(CharlibError):
    """The database cannot be used as it is."""


class Busy(LibraryError):
    """Another charlib kept the write lock for longer than the busy timeout."""


class TooNew(LibraryError):
    """The database was written by a newer charlib."""


class UpgradeFailed(LibraryError):
    """A migration did not go through; the old state is in `backup`, if there was one."""

    def __init__(self, message: str, *, hint: Hint | str = "", backup: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.backup = backup


class MediaError(CharlibError):
    """A file that is no video, or one that cannot be read."""


class MissingExtra(CharlibError):
    """The command needs a package of one of charlib's extras."""


class PartlyDone(CharlibError):
    """Some rows of a batch were done; the message names those that were not."""

    exit_code = 4


class ProviderError(CharlibError):
    """A provider could not be asked, or answered badly.

    `kind` is a word of the classification in `providers/errors.toml`; `is_permanent` says whether
    asking again could ever help; `retry_after` is in seconds, where the provider named a time;
    `raw` is the start of the answer's body.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        hint: Hint | str = "",
        kind: str = "refused",
        status: int | None = None,
        code: str | None = None,
        is_permanent: bool = False,
        retry_after: float | None = None,
        raw: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.status = status
        self.code = code
        self.is_permanent = is_permanent
        self.retry_after = retry_after
        self.raw = raw


class Retired(ProviderError):
    """The service behind the profile's own address is gone, so nothing was sent."""


class Unreachable(ProviderError):
    """The request provably did not arrive: no connection came about."""


class NoAnswer(ProviderError):
    """The request may have arrived, and no whole answer came back."""


class Refused(ProviderError):
    """An answer came, and it is not what was asked for."""


class JobFailed(Refused):
    """The provider took a job and says now that it failed."""


def prefixed(error: CharlibError, who: str) -> CharlibError:
    """The same error, its message beginning with what it is about."""
    if not str(error).startswith(who):
        error.args = (f"{who}: {error}",)
    return error
