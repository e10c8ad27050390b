"""The studio: a page in the browser over the library, on this machine only.

    declare    how a route is declared: once, with what it takes, calls and answers
    api/       the routes by subject; routes.py has them all
    openapi    the document of the API, derived from the declarations
    calling    a request read by its declaration, its verb called in a thread, its answer written
    shapes     what answers look like, as JSON Schema; showing puts records into these shapes
    guard      who may ask: this machine, this page, with its cookie
    events     what changed elsewhere, and how jobs go on, as server-sent events
    desk       what one studio has: library, folders, jobs, what it may do
    run        the server
    page/      the page itself

Nothing but the command that starts it imports this package, because it needs the extra `web`.
"""
