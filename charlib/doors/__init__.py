"""What the doors for programs share: the studio, and the door for agents.

    declare    how a parameter is declared: once, in the signature of what it belongs to
    values     values read by their declarations
    shapes     what answers look like, as JSON Schema
    places     texts without the folders of this machine
    faults     errors as documents
    meant      the characters that a bulk change is about
    libraries  the library with another current project, and what the journal calls a call

Nothing here knows the web, or agents. The command line declares its own way: it must start fast.
"""
