"""The command line: parse, call one verb of the library, show. Results on stdout, talk on stderr.

At module level this package imports Typer, `errors` and what is as light as they are; everything
else loads in command bodies, so that `--help` and completion stay quick.
"""

from charlib.cli.app import main, run

__all__ = ["main", "run"]
