"""How results and errors are shown."""
