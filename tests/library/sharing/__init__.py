"""One cast for several members: what they share, and what becomes of it."""
