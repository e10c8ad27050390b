"""The command line: parse, call one verb of the library, show the result.

Results go to stdout, messages to stderr.

    entry      main(): one command line to one exit code
    commands/  the commands, each a function that declares its arguments and options
    contents   which command is in which module, and for which task
    declare    what a declaration is; all below is derived from the declarations
    parse      reads plain command lines without Typer
    typer_app  Typer, for help, mistakes, and what is not plain
    complete   what TAB offers
    errors     how errors are shown

At module level a command's module imports only what a declaration needs; everything else loads in
command bodies, so that `--help` and completion stay quick.
"""

from charlib.cli.entry import main, run

__all__ = ["main", "run"]
