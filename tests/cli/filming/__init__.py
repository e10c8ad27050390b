"""Commands for prompts and films."""
