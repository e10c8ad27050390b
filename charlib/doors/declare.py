"""How a parameter is declared: as the default of a keyword argument.

    def lint(at: Desk, *, text: str = body("The prompt."), account: str | None = ACCOUNT) -> Any:

Its name and its kind come from the signature.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, Protocol, TypeVar

Run = TypeVar("Run", bound=Callable[..., Any])
Schema = Mapping[str, Any]
REQUIRED: Any = ...
KINDS = {
    "str": "string", "int": "integer", "float": "number", "bool": "boolean", "list": "array",
    "dict": "object",
}  # fmt: skip


class Field(NamedTuple):
    """A parameter: where it stands, what it means, and which values it takes."""

    place: Literal["path", "query", "body"]
    about: str
    default: Any = REQUIRED
    kind: str = "string"
    choices: Sequence[str] = ()
    least: float | None = None
    most: float | None = None
    longest: int = 20_000

    @property
    def is_required(self) -> bool:
        """Whether a call must give it."""
        return self.default is REQUIRED

    def schema(self) -> dict[str, Any]:
        """Its values as JSON Schema."""
        limits: dict[str, Any] = {"type": self.kind}
        if self.choices:
            limits["enum"] = list(self.choices)
        if self.kind == "string":
            limits["maxLength"] = self.longest
        if self.kind == "array":
            limits |= {"items": {"type": "string"}, "maxItems": self.longest}
        limits |= {"minimum": self.least} if self.least is not None else {}
        limits |= {"maximum": self.most} if self.most is not None else {}
        return limits


class Declared(Protocol):
    """A decorator that leaves a function as it is."""

    def __call__(self, run: Run, /) -> Run:
        """Declare a function."""


def fields(run: Callable[..., Any]) -> Iterator[tuple[str, Field]]:
    """The declared parameters of a function; their kinds come from the annotations, as text."""
    for name, parameter in inspect.signature(run).parameters.items():
        if isinstance(parameter.default, Field):
            first = str(parameter.annotation).partition(" |")[0].partition("[")[0]
            yield name, parameter.default._replace(kind=KINDS[first])
