"""The only HTTP: profiles say how a provider speaks, `engine` speaks it, `client` carries it.

A provider's differences are TOML (`profiles/*.toml`); there is no code for any one of them.
"""
