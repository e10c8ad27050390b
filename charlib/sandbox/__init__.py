"""A simulator of character services, on a real socket.

It speaks the dialects of both tutorials, of the relays and of the other families, fetches and
measures the videos and pictures it is given, renders its films, keeps a ledger of what it minted
and billed, and fails on demand. It imports nothing of the rest of charlib, so that agreement with
the client means something.
"""

from charlib.sandbox.app import create_app
from charlib.sandbox.faults import Fault, Faults
from charlib.sandbox.ledger import Ledger
from charlib.sandbox.server import Server, running, serve
from charlib.sandbox.settings import Settings

__all__ = ["Fault", "Faults", "Ledger", "Server", "Settings", "create_app", "running", "serve"]
