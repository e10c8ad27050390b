"""The studio, over real HTTP on loopback."""
