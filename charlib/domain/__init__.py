"""Values and rules of charlib: standard library only, no clock, no disk, no printing."""
