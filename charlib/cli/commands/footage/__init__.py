"""The commands for what is kept of characters."""
