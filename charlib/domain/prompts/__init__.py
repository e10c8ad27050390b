"""Prompts: templates with handles, and their rendering for a provider and back."""
