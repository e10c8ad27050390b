"""Windows: their text, the rules of providers, and how good a window is."""
