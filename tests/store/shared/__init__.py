"""Tests of libraries that share characters."""
