"""Where remote and local meet: orders become intents, intents are planned, plans are applied.

    order ──orders──▶ intent (library) ──plan──▶ step ──run──▶ provider ──▶ outcome (library)

An intent is committed before anything is sent, and an answer before anything else is done, so that
whatever ends the program, `charlib sync` knows how to go on.
"""
