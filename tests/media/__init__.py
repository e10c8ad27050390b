"""Tests of everything that opens films."""
