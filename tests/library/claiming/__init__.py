"""Members of a team and what they agree on."""
