"""Taking care of a library: copies, what may be wrong with it, and keys."""
