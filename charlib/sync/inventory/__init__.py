"""What a provider has, compared with the library."""
