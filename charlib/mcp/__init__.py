"""The door for agents: tools over the Model Context Protocol, on standard input and output.

    declare     how a tool is declared: once, with what it takes, calls and answers
    tools/      the tools: what reads, what changes, what spends
    shapes      what tools answer, as parts of the shapes that all doors share
    showing     records in these shapes, and texts that say that they are data
    desk        what one server has: the library, what it may do, what it may still spend
    calling     a call read by its declaration, its verb called in a thread, its answer written
    approval    whether a plan may be carried out: the person says so, or an allowance
    resources   the cast, a character, its picture, and a prompt template
    server      the server, put together by the protocol's own kit
    install     the configuration for clients, printed

Nothing but the command that starts it imports this package, because it needs the extra `mcp`.
"""
