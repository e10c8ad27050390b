"""HTTP and bookkeeping: recorded calls, faults, dropped connections, signed links, the ledger."""
