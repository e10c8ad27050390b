"""What a character is: its handle, its draft, the batches it comes in."""
