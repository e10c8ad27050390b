"""What other tools keep, and what becomes of it in a library."""
