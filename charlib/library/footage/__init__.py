"""Films and what is kept of them: looking in, keeping, uploading, pictures, the gallery."""
