"""What other tools keep of characters, one module a format; each reads a file into `Contents`."""
