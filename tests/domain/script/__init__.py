"""Scripts: who speaks in which scene."""
