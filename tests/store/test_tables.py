"""The column lists that SQL is made of are those of the models."""

from __future__ import annotations

from typing import Any

import pytest

from charlib.store.schema.models import Base
from charlib.store.schema.tables import TABLES, assignments, insertion


def _default(column: Any) -> Any:
    """What a column of a model holds when nothing is given; None if it must be given or is NULL."""
    return column.default.arg if column.default is not None else None


def test_the_lists_have_the_tables_of_the_models() -> None:
    """Every table of the schema has its column list."""
    assert set(TABLES) == set(Base.metadata.tables)


@pytest.mark.parametrize("table", TABLES)
def test_a_list_has_the_columns_and_defaults_of_its_model(table: str) -> None:
    """Same columns, and the same value where nobody gives one."""
    columns = Base.metadata.tables[table].columns
    expected = {column.name: _default(column) for column in columns if column.name != "id"}

    assert TABLES[table] == expected


def test_an_unknown_column_is_refused() -> None:
    """No misspelt column reaches SQLite."""
    with pytest.raises(KeyError, match="nmae"):
        insertion("tag", ("uid", "nmae"))
    with pytest.raises(KeyError, match="nmae"):
        assignments("tag", ["nmae"])
