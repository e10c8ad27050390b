"""The README and the manual: what they say is what charlib does."""
