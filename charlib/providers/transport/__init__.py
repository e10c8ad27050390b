"""HTTP: the client that carries requests, its connections and keys, downloads, ranged files."""
