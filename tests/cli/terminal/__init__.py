"""What a terminal and a program see of commands."""
