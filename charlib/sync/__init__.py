"""Where the library and providers meet: orders become intents, intents steps, steps outcomes.

    order ──orders──▶ intent (library) ──plan──▶ step ──run──▶ provider ──▶ outcome (library)

An intent is committed before anything is sent, and an answer before anything else is done, so that
`sync` can continue after any interruption.
"""
