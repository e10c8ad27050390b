"""Requests over real sockets."""
