"""Taking entries of the journal back, and doing them again."""
