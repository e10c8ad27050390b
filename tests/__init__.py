"""The tests of charlib."""
