"""What a person looks at to choose a moment: frame times, strips of tiles, proxies for players."""
