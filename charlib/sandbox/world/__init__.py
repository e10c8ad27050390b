"""What the simulator films, draws, fetches and measures, and the characters cut from it."""
