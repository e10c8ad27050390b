"""Commands that find, show and change characters."""
