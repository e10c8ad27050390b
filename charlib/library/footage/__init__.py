"""Films and their kept files: probing, keeping, uploading, pictures, the gallery."""
