"""Searching whole libraries: scans, counters, tags and pages."""
