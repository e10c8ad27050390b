"""Parsers under bytes that nobody meant: Hypothesis always, a coverage-guided fuzzer by hand."""
