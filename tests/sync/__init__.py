"""Tests of `charlib.sync`: plans as a table, and runs against the sandbox over real sockets."""
