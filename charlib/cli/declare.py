"""How a command declares its arguments and options: once, in its own signature.

    def rename(
        state: State,
        *,
        old: str = argument("HANDLE", "The character to rename.", completes="handles"),
        new: str = argument("NEW", "Its new handle."),
    ) -> None:
        '''Give a character another handle.'''

Everything else is derived from this: what Typer parses and prints (`typer_app`), the plain reader
(`parse`) and what TAB offers (`complete`). Names come from the parameters, kinds from their
annotations (as text: evaluating them would cost every start), help from the docstring.
A parameter without a default is required, unless its annotation allows None or it is a flag.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Command = Callable[..., object]
REQUIRED: Any = ...
MOST = 10**9
"""More than there can be of anything: a larger --limit means the same."""


class Parameter(NamedTuple):
    """An argument or option; `name`, `kind` and `is_many` come from the signature.

    `kind` is str, int, float, bool or Path. `completes` is what TAB offers: a kind of name in the
    library, or files, video, query, prompt, topics. `variable` is an environment variable that
    gives the value where the command line does not.
    """

    metavar: str
    help: str
    is_argument: bool
    default: Any = REQUIRED
    short: str = ""
    choices: Sequence[str] = ()
    completes: str = ""
    least: int | None = None
    most: int | None = None
    variable: str = ""
    is_switch: bool = False
    takes_dashes: bool = False
    name: str = ""
    kind: str = ""
    is_many: bool = False

    @property
    def is_flag(self) -> bool:
        """Whether it takes no value."""
        return self.kind == "bool"

    @property
    def is_required(self) -> bool:
        """Whether the command line must give it."""
        return self.default is REQUIRED

    @property
    def option(self) -> str:
        """The long option: `from_` is `--from`."""
        return "--" + self.name.strip("_").replace("_", "-")

    @property
    def negation(self) -> str:
        """The option that switches it off; empty for all but switches."""
        return f"--no-{self.option[2:]}" if self.is_switch else ""


def argument(
    metavar: str,
    help: str,  # noqa: A002 - the word that Typer uses
    *,
    default: Any = REQUIRED,
    choices: Sequence[str] = (),
    completes: str = "",
    least: int | None = None,
    takes_dashes: bool = False,
) -> Any:
    """Declare an argument; with `takes_dashes`, words such as `-tag:old` belong to it."""
    return Parameter(
        metavar, help, is_argument=True, default=default, choices=choices, completes=completes,
        least=least, takes_dashes=takes_dashes,
    )  # fmt: skip


def option(
    metavar: str,
    help: str,  # noqa: A002 - the word that Typer uses
    *,
    default: Any = REQUIRED,
    short: str = "",
    choices: Sequence[str] = (),
    completes: str = "",
    least: int | None = None,
    most: int | None = None,
) -> Any:
    """Declare an option that takes a value."""
    return Parameter(
        metavar, help, is_argument=False, default=default, short=short, choices=choices,
        completes=completes, least=least, most=most,
    )  # fmt: skip


def flag(
    help: str,  # noqa: A002 - the word that Typer uses
    *,
    short: str = "",
) -> Any:
    """Declare an option that takes no value."""
    return Parameter("", help, is_argument=False, short=short)


def switch(
    help: str,  # noqa: A002 - the word that Typer uses
    *,
    default: bool | None,
    variable: str = "",
) -> Any:
    """Declare an option with an opposite: `--keep` and `--no-keep`."""
    return Parameter(
        "", help, is_argument=False, default=default, variable=variable, is_switch=True
    )


def parameters(command: Command) -> tuple[Parameter, ...]:
    """The arguments and options of a command, in the order of its signature."""
    declared: dict[str, Parameter] = getattr(command, "__kwdefaults__", None) or {}
    kinds = command.__annotations__
    return tuple(_named(name, kinds[name], parameter) for name, parameter in declared.items())


def _named(name: str, annotation: str, declared: Parameter) -> Parameter:
    kind, _, none = annotation.partition(" | ")
    is_many = kind.startswith("list[")
    kind = kind[len("list[") : -1] if is_many else kind
    default = declared.default
    if default is REQUIRED and (none or kind == "bool"):
        default = None if none else False
    return declared._replace(name=name, kind=kind, is_many=is_many, default=default)


def summary(documented: object) -> str:
    """The first sentence of a docstring, without its full stop."""
    return (documented.__doc__ or "").strip().partition("\n")[0].removesuffix(".")
