"""The verbs that belong to a noun: `lib.projects`, `lib.accounts`, `lib.sources` and so on."""
