"""The library's verbs as Python calls them."""
