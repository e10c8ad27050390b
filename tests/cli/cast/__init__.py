"""Commands about characters."""
