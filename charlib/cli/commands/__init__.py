"""The commands: a module for each group, and for verbs that belong together."""
