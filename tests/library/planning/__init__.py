"""Plans that are kept."""
