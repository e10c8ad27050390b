"""Turns functions of a session into methods of `Library`, without loading their modules."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar, overload

if TYPE_CHECKING:
    from charlib.library.session import Session

P = ParamSpec("P")
R = TypeVar("R")


class HasSession(Protocol):
    """An object with a session, which has verbs."""

    _session: Session


class verb(Generic[P, R]):  # noqa: N801 - used like a decorator
    """A function whose first parameter is the session, as a method of an object with a session."""

    def __init__(self, function: Callable[Concatenate[Session, P], R]) -> None:
        self._function = function

    @overload
    def __get__(self, owner: None, kind: type) -> Callable[Concatenate[Session, P], R]: ...

    @overload
    def __get__(self, owner: HasSession, kind: type) -> Callable[P, R]: ...

    def __get__(self, owner: HasSession | None, kind: type) -> Any:
        if isinstance(self._function, _Deferred):
            self._function = self._function.load()
        if owner is None:
            return self._function
        return MethodType(self._function, owner._session.begun())  # noqa: SLF001 - by protocol


class _Deferred:
    """A function of a module that is not loaded yet."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def load(self) -> Callable[..., Any]:
        """Import the module; return the function."""
        function: Callable[..., Any] = getattr(import_module(self._module), self._name)
        return function


class deferred:  # noqa: N801 - stands for a module
    """A module whose functions a `verb` may name before it is loaded."""

    def __init__(self, name: str) -> None:
        self._name = f"{__package__}.{name}"

    def __getattr__(self, name: str) -> _Deferred:
        return _Deferred(self._name, name)
