"""Proofs of the providers: profiles and engine as pure functions, the client on real sockets."""
