"""Values: frozen, compared by their fields, and the same once their `__init__` is compiled."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from charlib.domain.records import Project
from charlib.domain.value import _MANY, Value


class Point(Value, uncompared="label"):
    """A value with a default and a field that does not count."""

    x: int
    y: int = 2
    label: str = ""


class Nothing(Value):
    """A value without fields."""


@pytest.fixture(params=["first", "many"])
def kind(request: pytest.FixtureRequest) -> type[Any]:
    """A class of values of which none was made yet, and one of which very many were."""
    made = type(Value)("Point", (Value,), {**_space(Point)}, uncompared="label")
    assert issubclass(made, Value)
    if request.param == "many":
        general = made.__init__
        for number in range(_MANY):
            made(number)
        assert made.__init__ is not general
    return made


def _space(of: type[Value]) -> dict[str, Any]:
    return {"__annotations__": of.__annotations__, "__module__": __name__, **of._defaults}


def test_fields_are_given_in_order_or_by_name(kind: type[Any]) -> None:
    """What is left out has its default."""
    told = [
        (one.x, one.y, one.label) for one in (kind(1), kind(1, 3), kind(y=4, x=1), kind(1, 2, "a"))
    ]

    assert told == [(1, 2, ""), (1, 3, ""), (1, 4, ""), (1, 2, "a")]


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, 2, "", 4), {}), ((1,), {"z": 1}), ((1,), {"x": 1})]
)
def test_wrong_fields_are_refused(
    kind: type[Any], values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    """A field that is missing, unknown, given twice or one too many is a TypeError."""
    with pytest.raises(TypeError):
        kind(*values, **named)


def test_a_value_does_not_change(kind: type[Any]) -> None:
    """Neither is a field set again, nor taken away, nor another one added."""
    point = kind(1)

    assert type(point) is kind
    with pytest.raises(AttributeError, match="a Point does not change: x"):
        point.x = 2
    with pytest.raises(AttributeError, match="a Point does not change: y"):
        del point.y
    with pytest.raises(AttributeError, match="a Point does not change: z"):
        point.z = 2
    assert point == kind(1)


def test_values_are_compared_by_what_counts(kind: type[Any]) -> None:
    """Equal fields make equal values of a class, whatever is left out of comparisons."""
    assert kind(1, 2, "a") == kind(1, 2, "b")
    assert hash(kind(1, 2, "a")) == hash(kind(1, 2, "b"))
    assert kind(1) != kind(2)
    assert kind(1) != Point(1)
    assert repr(kind(1)) == "Point(x=1, y=2, label='')"
    assert kind(1).replaced(y=5) == kind(1, 5)


def test_values_made_before_and_after_compiling_are_equal() -> None:
    """A class stays one class, and values are copied and pickled as before."""
    first = Project(1, "noir", "Noir", "", 0)
    many = [Project(1, "noir", "Noir", "", 0) for _ in range(_MANY)]
    nothing = [Nothing() for _ in range(_MANY + 1)]

    assert {type(one) for one in many} == {Project}
    assert {first, *many} == {first}
    assert pickle.loads(pickle.dumps(many[-1])) == copy.copy(many[-1]) == first
    assert set(nothing) == {Nothing()}


def test_what_compiling_would_trip_over_is_refused_at_once() -> None:
    """A class says when it is defined, not when many were made of it, that it cannot be one."""
    with pytest.raises(TypeError, match="not derived from"):

        class Place(Point):
            z: int

    with pytest.raises(TypeError, match="no __init__"):

        class Doubled(Value):
            x: int

            def __init__(self, x: int) -> None:
                super().__init__(2 * x)

    with pytest.raises(TypeError, match="behind one with a default"):

        class Backward(Value):
            x: int = 1
            y: int  # type: ignore[misc] # type checkers refuse it as well
