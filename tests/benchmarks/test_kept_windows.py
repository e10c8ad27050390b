"""What keeping many windows was promised to cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from .kept_windows import COST, MEMORY_MB, OPENS, Figures, measure, rows


@pytest.mark.long
def test_windows_cost_little_more_than_decoding(tmp_path: Path) -> None:
    """24 windows of two films: at most 1.5 times decoding both, few opens, no more memory."""
    figures = measure(tmp_path)

    assert figures.cost <= COST
    assert figures.opens <= OPENS
    assert figures.growth_mb <= MEMORY_MB


def test_the_table_names_limits_and_figures() -> None:
    """A row for each limit."""
    table = [*rows(Figures(1.234, 1, {2: 80, 24: 84}))]

    assert table[2].endswith("| 1.5 | 1.23 |")
    assert table[3].endswith("| 3 | 1 |")
    assert table[4].endswith("| 20 | 4 (80 to 84) |")
