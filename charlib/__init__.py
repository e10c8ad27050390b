"""charlib keeps the characters of AI video series, and outlives their providers.

    import charlib

    with charlib.open() as lib:
        lib.accounts.add("home", profile="sandbox")
        lib.create("mia", url="https://host.example/clip.mp4", window="5,8", tags=["hero"])
        print(lib.prompt("@mia walks through a city").prompt)

Every verb of the command line is a function of the library; both are thin over the same code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from charlib import errors
    from charlib.domain.prompts.compose import Composition
    from charlib.domain.records import Account, Binding, Character, Project, Source, Task
    from charlib.domain.windows.window import Window
    from charlib.errors import CharlibError, CharlibWarning
    from charlib.library import Library, read_batch, read_scenarios
    from charlib.library import open_library as open  # noqa: A004 - `charlib.open()` reads well

__version__ = "0.1.0"
__all__ = [
    "Account",
    "Binding",
    "Character",
    "CharlibError",
    "CharlibWarning",
    "Composition",
    "Library",
    "Project",
    "Source",
    "Task",
    "Window",
    "errors",
    "open",
    "read_batch",
    "read_scenarios",
]

_HOME = {
    "CharlibError": ("charlib.errors", "CharlibError"),
    "CharlibWarning": ("charlib.errors", "CharlibWarning"),
    "Window": ("charlib.domain.windows.window", "Window"),
    "Library": ("charlib.library", "Library"),
    "Composition": ("charlib.domain.prompts.compose", "Composition"),
    "read_batch": ("charlib.library", "read_batch"),
    "read_scenarios": ("charlib.library", "read_scenarios"),
    "open": ("charlib.library", "open_library"),
}


def __dir__() -> list[str]:
    """The public names, as completion in a shell shows them."""
    return sorted([*__all__, "__version__"])


if not TYPE_CHECKING:  # a type checker knows the names above, and finds misspelt ones

    def __getattr__(name: str) -> Any:
        """Load a public name when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module 'charlib' has no attribute {name!r}")
        from importlib import import_module

        if name == "errors":
            return import_module("charlib.errors")
        module, attribute = _HOME.get(name, ("charlib.domain.records", name))
        return getattr(import_module(module), attribute)
