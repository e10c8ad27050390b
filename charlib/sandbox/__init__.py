"""A simulator of character services, on a real socket.

It speaks the dialects of both tutorials, of the relays and of the other families. It really fetches
and measures videos and pictures, renders films, keeps a ledger of what it made and billed, and
fails on demand. It imports nothing of the rest of charlib, so that the two can prove each other
wrong.

    app  server  open_pages   the application, running on a socket, and the routes without a key
    dialects                  one file a family
    simulation                what the dialects of one sandbox share
    wire                      HTTP and bookkeeping
    world                     what is filmed, drawn, fetched and measured
"""

from charlib.sandbox.app import create_app
from charlib.sandbox.server import Server, running, serve
from charlib.sandbox.settings import Settings
from charlib.sandbox.state import StateError
from charlib.sandbox.wire.faults import Fault, Faults
from charlib.sandbox.wire.ledger import Ledger, SeenRequest
from charlib.sandbox.world import film

__all__ = [
    "Fault",
    "Faults",
    "Ledger",
    "SeenRequest",
    "Server",
    "Settings",
    "StateError",
    "create_app",
    "film",
    "running",
    "serve",
]
