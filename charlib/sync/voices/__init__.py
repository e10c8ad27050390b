"""Voices at providers that store them."""
