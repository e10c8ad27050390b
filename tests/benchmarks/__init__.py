"""Measurements, and the tests that hold them to what was promised."""
