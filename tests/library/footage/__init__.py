"""What outlives a provider: kept footage, uploads, and characters made again elsewhere."""
