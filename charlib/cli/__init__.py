"""The command line: parse, call one verb of the library, show. Results on stdout, talk on stderr.

    entry     main(): one command line to one exit code; where errors become sentences
    quick     the commands people wait for (search, list …), read without Typer
    app       all the others, and whatever `quick` does not understand: Typer
    grammar   what there is to type, as data made from `app`: for `quick` and for `complete`
    complete  what TAB offers

At module level a command's module imports Typer, `errors` and what is as light as they are;
everything else loads in command bodies, so that `--help` and completion stay quick.
"""

from charlib.cli.entry import main, run

__all__ = ["main", "run"]
