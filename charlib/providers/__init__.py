"""Providers, and the only HTTP: profiles describe dialects, `engine` translates, `client` sends.

    profile  load  validate  profiles     dialects as data: records, loaded, checked, listed
    messages  engine                      requests and replies
    replies                               the meaning of answers and errors
    creation  inventory                   calls that create a character; that verify and list
    accounts  keys                        from an account to a client
    transport                             the HTTP client, its connections, keys and downloads
    uploads                               makes local files reachable by a URL

A provider's differences are TOML (`profiles/*.toml`); no provider has code of its own.
"""
