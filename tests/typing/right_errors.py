"""An error is caught by its class, and carries what helps."""

from __future__ import annotations

import charlib
from charlib import errors


def windows_that_fail(window: str) -> list[str]:
    """Return what is wrong with a window."""
    try:
        with charlib.open() as lib:
            lib.create("mia", url="https://clips.example/mia.mp4", window=window)
    except errors.BadWindow as error:
        return list(error.problems)
    except errors.ProviderError as error:
        status: int | None = error.status
        return [f"{error.kind} {status}"]
    except charlib.CharlibError as error:
        code: int = error.exit_code
        return [str(error), str(code)]
    return []
