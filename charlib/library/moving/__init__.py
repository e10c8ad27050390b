"""What leaves a library and comes into one."""
