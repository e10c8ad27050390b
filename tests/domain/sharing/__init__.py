"""Tests of shared records."""
