"""Every fault on every call: the table in `faults.md` is what really happens."""

from __future__ import annotations

import pytest

from .matrix import CALLS, FAULTS, column, written


@pytest.mark.parametrize("call", CALLS)
def test_each_fault_on_a_call_ends_as_the_page_says(call: str) -> None:
    """Each column runs again as it is written, and nothing in it is paid for twice."""
    lived = column(call)

    assert dict(zip(FAULTS, map(str, lived), strict=True)) == dict(
        zip(FAULTS, written(call), strict=True)
    )
    assert all(cell.paid <= 1 for cell in lived)
    assert all(cell.paid == 1 for cell in lived if cell.retried in {"ready", "done"})
    assert all(cell.retried == cell.first for cell in lived if cell.first == "unknown")
