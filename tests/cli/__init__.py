"""Tests of the command line: whole outputs, on 80 columns, off and on a terminal."""
