"""`python -m charlib` is `charlib`."""

from charlib.cli import run

run()
