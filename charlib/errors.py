"""Every error that charlib raises on purpose.

    CharlibError                       exit 1   fault
    ├── InvalidInput                   exit 2   invalid      an argument or a file is not valid
    │   ├── BadHandle
    │   ├── BadWindow                                        .problems: every rule it breaks
    │   ├── BadQuery                                         .picture: where the mistake is
    │   ├── BadPrompt                                        .problems: every unusable mention
    │   ├── BadProfile                                       a mistake in a provider's TOML
    │   └── NoKey                               key          the account's key is missing
    ├── NotFound                       exit 1   not-found
    ├── Conflict                       exit 1   conflict
    │   └── OverBudget                          money        it would exceed an account's budget
    ├── NotAllowed                     exit 1   permission   a person's consent is missing
    ├── LibraryError                   exit 1   disk         the database cannot be used as it is
    │   ├── Busy                                busy         another charlib holds the write lock
    │   ├── TooNew                              conflict     written by a newer charlib
    │   └── UpgradeFailed                                    .backup: where the old state is
    ├── MediaError                     exit 1   invalid      a file is not a readable video
    ├── MissingExtra                   exit 1   not-found    an optional package is missing
    ├── PartlyDone                     exit 4   partial      a batch with failed rows, all named
    └── ProviderError                  exit 3   provider     .cause .status .code .is_permanent
        ├── Retired                             gone         the service has shut down
        ├── Unreachable                         network      the request did not arrive
        ├── NoAnswer                            unanswered   it was sent, and no answer came
        └── Refused                             its cause's  the answer is not what was asked for
            ├── JobFailed                                    a job was accepted, and failed
            └── NotSent            exit 1                    colleagues, or their budget, forbid it

Each has two sentences: `str(error)` says what happened to which object and why, `error.hint` what
to do. A hint is data, which each door phrases its own way; printed, it speaks Python. `error.kind`
is a word for programs; `charlib.providers.replies.classify` gives refusals theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from charlib.hints import Hint, as_hint

if TYPE_CHECKING:
    from decimal import Decimal


class CharlibError(Exception):
    """The root: catch this to catch everything charlib raises on purpose."""

    exit_code = 1
    kind: str = "fault"

    def __init__(self, message: str, *, hint: Hint | str = "") -> None:
        super().__init__(message)
        self.hint = as_hint(hint)


class InvalidInput(CharlibError):
    """An argument or a file is not valid; `problems` are all mistakes, where there are several."""

    exit_code = 2
    kind = "invalid"

    def __init__(
        self, message: str, *, hint: Hint | str = "", problems: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.problems = tuple(problems) or (message,)


class BadHandle(InvalidInput):
    """A handle that cannot be typed after an `@`."""


class BadWindow(InvalidInput):
    """A window that is not `start,end`, or that breaks hard rules: all of them in `problems`."""


class BadQuery(InvalidInput):
    """An invalid search; `picture` shows the place of the mistake in two lines, or is empty."""

    def __init__(self, message: str, *, hint: Hint | str = "", picture: str = "") -> None:
        super().__init__(message, hint=hint)
        self.picture = picture


class BadPrompt(InvalidInput):
    """A prompt with mentions that cannot be rendered: all of them in `problems`."""


class BadProfile(InvalidInput):
    """A provider's TOML with missing, unknown or invalid keys; `mistakes` are all of them."""

    mistakes: tuple[str, ...] = ()


class NoKey(InvalidInput):
    """An account's key is missing from the place that the account names, or is not valid."""

    kind = "key"


class NotFound(CharlibError):
    """The library has nothing of that name or number."""

    kind = "not-found"


class Conflict(CharlibError):
    """The request contradicts what is in the library."""

    kind = "conflict"


class OverBudget(Conflict):
    """A call would exceed the budget of its account, or nobody knows its price."""

    kind = "money"


class NotAllowed(CharlibError):
    """A person has to agree first, and no consent is noted."""

    kind = "permission"


class LibraryError(CharlibError):
    """The database cannot be used in its present state."""

    kind = "disk"


class Busy(LibraryError):
    """Another charlib held the write lock for longer than the busy timeout."""

    kind = "busy"


class TooNew(LibraryError):
    """A newer charlib wrote the database."""

    kind = "conflict"


class UpgradeFailed(LibraryError):
    """A migration failed; `backup` is the file with the old state, if there is one."""

    def __init__(self, message: str, *, hint: Hint | str = "", backup: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.backup = backup


class MediaError(CharlibError):
    """A file is not a video, or cannot be read."""

    kind = "invalid"


class MissingExtra(CharlibError):
    """The command needs a package of one of charlib's extras."""

    kind = "not-found"


class PartlyDone(CharlibError):
    """Some rows of a batch were done; the message names those that were not."""

    exit_code = 4
    kind = "partial"


class ProviderError(CharlibError):
    """A provider could not be reached, or refused.

    `cause` is a word of the table `providers/replies/errors.toml`, more precise than `kind`, and
    `about` chooses among its hints;
    `is_permanent` is whether a second try is useless; `retry_after` is in seconds, if the provider
    named a time; `raw` is the start of the answer's body; `cost` is what the provider charged
    for a job that failed: amount, unit, and whether it is an estimate (a `domain.money.Cost`).
    """

    exit_code = 3
    kind = "provider"
    cause: str = "refused"

    def __init__(
        self,
        message: str,
        *,
        hint: Hint | str = "",
        kind: str = "",
        cause: str = "",
        about: str = "",
        status: int | None = None,
        code: str | None = None,
        is_permanent: bool = False,
        retry_after: float | None = None,
        raw: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind or self.kind
        self.cause = cause or self.cause
        self.about = about
        self.status = status
        self.code = code
        self.is_permanent = is_permanent
        self.retry_after = retry_after
        self.raw = raw
        self.cost: tuple[Decimal, str, bool] | None = None


class Retired(ProviderError):
    """The service at the profile's own address has shut down, so nothing was sent."""

    kind = "gone"
    cause = "retired"


class Unreachable(ProviderError):
    """The request certainly did not arrive: there was no connection."""

    kind = "network"
    cause = "unreachable"


class NoAnswer(ProviderError):
    """The request may have arrived, and no complete answer came back."""

    kind = "unanswered"
    cause = "no_answer"


class Refused(ProviderError):
    """The provider answered, but not with what was asked for."""


class NotSent(Refused):
    """Nothing was sent: a colleague is creating it, or the team's budget is used up."""

    exit_code = 1


class JobFailed(Refused):
    """The provider accepted a job, and the job failed."""


class CharlibWarning(UserWarning):
    """Something went otherwise than expected and stopped nothing; `.hint` says what to do.

    A verb without `warn` gives it to Python's own `warnings`.
    """

    def __init__(self, message: str, *, hint: Hint | str = "") -> None:
        super().__init__(f"{message.rstrip('.')}. {as_hint(hint)}" if hint else message)
        self.hint = as_hint(hint)


def prefixed(error: CharlibError, who: str) -> CharlibError:
    """The same error, with a message that begins with its subject."""
    if not str(error).startswith(who):
        error.args = (f"{who}: {error}",)
    return error


def together(errors: Sequence[CharlibError], most: int = 5) -> CharlibError:
    """The first of several errors; its message also has those of so many others."""
    first, *others = errors
    more = [f"; {error}" for error in others[:most]]
    more += [f"; and {len(others) - most} more"] if len(others) > most else []
    first.args = ("".join([str(first), *more]),)
    return first
