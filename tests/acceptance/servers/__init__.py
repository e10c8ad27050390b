"""Servers and readers that are strict, written without the package."""
