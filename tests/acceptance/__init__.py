"""Acceptance tests, written from the documents alone, before and apart from the program."""

import pytest

pytest.register_assert_rewrite(f"{__name__}.expect")
