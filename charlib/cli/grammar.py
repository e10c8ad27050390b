"""What there is to type, as data: every command, its arguments and options.

Made from the Typer app by a tool in the tests, and held to it by a test; never edited by hand.
"""

from __future__ import annotations

from typing import TypedDict

Options = dict[str, tuple[str, str, str]]
"""Option as typed → its name in Python, what it takes, its metavar.

It takes flag or off (nothing), text, path, count (0 or more), number, or list (may be repeated).
"""


class Command(TypedDict):
    """A command: arguments as name, metavar, whether it takes many; `is_dashed` words are words."""

    help: str
    arguments: list[tuple[str, str, bool]]
    options: Options
    is_dashed: bool


COMMANDS: dict[str, Command] = {
    "": {
        "help": "Keep the characters of your AI video series, and outlive their providers.",
        "arguments": [],
        "options": {
            "--home": ("home", "path", "DIR"),
            "--project": ("project", "text", "SLUG"),
            "--json": ("as_json", "flag", ""),
            "--quiet": ("quiet", "flag", ""),
            "-q": ("quiet", "flag", ""),
            "--debug": ("debug", "flag", ""),
            "--version": ("version", "flag", ""),
        },
        "is_dashed": False,
    },
    "demo": {
        "help": "Watch the whole story in a minute: a clip becomes a character, and walks through a city.",
        "arguments": [],
        "options": {
            "--clip": ("clip", "path", "FILE"),
            "--window": ("window", "text", "START,END"),
            "--keep": ("keep", "path", "DIR"),
        },
        "is_dashed": False,
    },
    "sandbox": {
        "help": "Run a provider of your own on this machine: every dialect, real videos, no money.",
        "arguments": [],
        "options": {
            "--port": ("port", "number", ""),
            "--files": ("files", "path", "DIR"),
            "--latency": ("latency", "number", "S"),
        },
        "is_dashed": False,
    },
    "create": {
        "help": "Create a character at a provider, from a window of a video; or a whole batch of them.",
        "arguments": [("handle", "HANDLE", False)],
        "options": {
            "--url": ("url", "text", ""),
            "--task": ("task", "text", "ID"),
            "--source": ("source", "text", "REF"),
            "--window": ("window", "text", "START,END"),
            "--accept-low": ("accept_low", "flag", ""),
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
            "--tag": ("tag", "list", "T"),
            "-t": ("tag", "list", "T"),
            "--name": ("name", "text", "N"),
            "--look": ("look", "text", "TEXT"),
            "--no-wait": ("no_wait", "flag", ""),
            "--from": ("file", "path", "FILE"),
            "--jobs": ("jobs", "number", "N"),
        },
        "is_dashed": False,
    },
    "add": {
        "help": "Catalogue a character that a provider has already. No network.",
        "arguments": [("handle", "HANDLE", False)],
        "options": {
            "--id": ("remote_id", "text", "REMOTE_ID"),
            "--mention": ("mention", "text", "TEXT"),
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
            "--tag": ("tag", "list", "T"),
            "-t": ("tag", "list", "T"),
            "--name": ("name", "text", "N"),
            "--look": ("look", "text", "TEXT"),
        },
        "is_dashed": False,
    },
    "list": {
        "help": "List the project's characters, newest first.",
        "arguments": [],
        "options": {
            "--limit": ("limit", "count", "N"),
            "--everywhere": ("everywhere", "flag", ""),
            "--trash": ("trash", "flag", ""),
            "--format": ("form", "text", "F"),
        },
        "is_dashed": False,
    },
    "search": {
        "help": 'Find characters. The language is in the README: words, "phrases", fields, or, not, ( ).',
        "arguments": [("words", "QUERY…", True)],
        "options": {
            "--limit": ("limit", "count", "N"),
            "--sort": ("sort", "text", "S"),
            "--after": ("after", "text", "HANDLE"),
            "--everywhere": ("everywhere", "flag", ""),
            "--count": ("count", "flag", ""),
            "--ids": ("ids", "flag", ""),
            "--format": ("form", "text", "F"),
            "--save": ("save", "text", "NAME"),
            "--forget": ("forget", "text", "NAME"),
            "--saved": ("saved", "flag", ""),
        },
        "is_dashed": True,
    },
    "show": {
        "help": "Show everything the library knows of a character.",
        "arguments": [("handle", "HANDLE", False)],
        "options": {},
        "is_dashed": False,
    },
    "edit": {
        "help": "Change a character's name, look, notes or likeness; or those of all that a query finds.",
        "arguments": [("handle", "HANDLE", False)],
        "options": {
            "--name": ("name", "text", "N"),
            "--look": ("look", "text", "TEXT"),
            "--notes": ("notes", "text", "TEXT"),
            "--likeness": ("likeness", "text", "L"),
            "--query": ("query", "text", "QUERY"),
            "--dry-run": ("dry_run", "flag", ""),
            "--yes": ("yes", "flag", ""),
            "-y": ("yes", "flag", ""),
        },
        "is_dashed": False,
    },
    "picture": {
        "help": "Make a picture of a character from the window it was cut from, once; tell where it is.",
        "arguments": [("handle", "HANDLE", False)],
        "options": {"--sheet": ("sheet", "flag", "")},
        "is_dashed": False,
    },
    "gallery": {
        "help": "Write the cast as one HTML file that works offline: pictures, filters, prompts to copy.",
        "arguments": [("query", "[QUERY…]", True)],
        "options": {
            "--out": ("out", "path", "FILE"),
            "-o": ("out", "path", "FILE"),
            "--title": ("title", "text", "T"),
            "--here": ("here", "flag", ""),
        },
        "is_dashed": True,
    },
    "rename": {
        "help": "Give a character another handle. Its ids and old prompts stay valid.",
        "arguments": [("old", "HANDLE", False), ("new", "", False)],
        "options": {},
        "is_dashed": False,
    },
    "rm": {
        "help": "Put characters into the trash; `restore` brings them back with all their ids.",
        "arguments": [("handles", "HANDLE…", True)],
        "options": {
            "--query": ("query", "text", "QUERY"),
            "--dry-run": ("dry_run", "flag", ""),
            "--yes": ("yes", "flag", ""),
            "-y": ("yes", "flag", ""),
        },
        "is_dashed": False,
    },
    "restore": {
        "help": "Bring characters back from the trash.",
        "arguments": [("handles", "HANDLE…", True)],
        "options": {},
        "is_dashed": False,
    },
    "prompt": {
        "help": "Render a prompt: every @handle becomes what the account's provider calls that character.",
        "arguments": [("text", "TEXT", False)],
        "options": {
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
            "--all": ("everywhere", "flag", ""),
            "--lint": ("lint", "flag", ""),
            "--decompile": ("decompile", "flag", ""),
            "--request": ("request", "text", "JSON"),
        },
        "is_dashed": False,
    },
    "generate": {
        "help": "Render a prompt, send it to the provider, and record the task.",
        "arguments": [("text", "TEXT", False)],
        "options": {
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
            "--scenarios": ("scenarios", "path", "FILE"),
            "--param": ("param", "list", "NAME=VALUE"),
            "--wait": ("wait", "flag", ""),
            "--no-wait": ("wait", "off", ""),
            "--jobs": ("jobs", "number", "N"),
        },
        "is_dashed": False,
    },
    "sync": {
        "help": "Finish what is open: send, ask after, fetch. What may have been paid for is never re-sent.",
        "arguments": [],
        "options": {"--retry": ("retry", "flag", ""), "--jobs": ("jobs", "number", "N")},
        "is_dashed": False,
    },
    "resolve": {
        "help": "Settle what was sent and never answered: adopt its id, or send it again.",
        "arguments": [("handle", "HANDLE", False)],
        "options": {
            "--adopt": ("adopt", "text", "ID"),
            "--mention": ("mention", "text", "TEXT"),
            "--resend": ("resend", "flag", ""),
        },
        "is_dashed": False,
    },
    "verify": {
        "help": "Ask the providers that can be asked whether ids are still there; note those that are not.",
        "arguments": [],
        "options": {
            "--query": ("query", "text", "QUERY"),
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
        },
        "is_dashed": False,
    },
    "history": {
        "help": "List what was changed, newest first: one line for each command.",
        "arguments": [],
        "options": {"--limit": ("limit", "count", "N")},
        "is_dashed": False,
    },
    "undo": {
        "help": "Take back what the last command changed. What a provider made stays, with its ids.",
        "arguments": [("steps", "N", False)],
        "options": {},
        "is_dashed": False,
    },
    "redo": {
        "help": "Do again what was undone last.",
        "arguments": [("steps", "N", False)],
        "options": {},
        "is_dashed": False,
    },
    "backup": {
        "help": "Copy the library to a file, while others may be writing; or go back to such a copy.",
        "arguments": [("file", "FILE", False)],
        "options": {"--list": ("list_", "flag", ""), "--restore": ("restore", "path", "FILE")},
        "is_dashed": False,
    },
    "doctor": {
        "help": "Look for everything that may be wrong with the library, and tell what helps.",
        "arguments": [],
        "options": {"--fix": ("fix", "flag", "")},
        "is_dashed": False,
    },
    "export": {
        "help": "Write all characters (with --project: that project's) to a JSON Lines file; no keys.",
        "arguments": [("file", "FILE", False)],
        "options": {"--query": ("query", "text", "QUERY")},
        "is_dashed": False,
    },
    "import": {
        "help": "Read a JSON Lines file of characters: all of it, or nothing when a line is wrong.",
        "arguments": [("file", "FILE", False)],
        "options": {"--update": ("update", "flag", "")},
        "is_dashed": False,
    },
    "completion": {
        "help": "Print the script by which a shell completes handles, tags and queries; where to: its head.",
        "arguments": [("shell", "SHELL", False)],
        "options": {},
        "is_dashed": False,
    },
    "account": {
        "help": "Accounts at providers.",
        "arguments": [],
        "options": {},
        "is_dashed": False,
    },
    "account add": {
        "help": "Add an account. Keys are never stored: only where they are found.",
        "arguments": [("name", "ACCOUNT", False)],
        "options": {
            "--profile": ("profile", "text", "PROFILE"),
            "-p": ("profile", "text", "PROFILE"),
            "--base-url": ("base_url", "text", "URL"),
            "--key-env": ("key_env", "text", "VAR"),
            "--key-command": ("key_command", "text", "CMD"),
            "--keyring": ("keyring", "text", "NAME"),
            "--allow-http": ("allow_http", "flag", ""),
        },
        "is_dashed": False,
    },
    "account edit": {
        "help": "Change where an account's calls go, or where its key is found.",
        "arguments": [("name", "ACCOUNT", False)],
        "options": {
            "--base-url": ("base_url", "text", "URL"),
            "--key-env": ("key_env", "text", "VAR"),
            "--key-command": ("key_command", "text", "CMD"),
            "--keyring": ("keyring", "text", "NAME"),
            "--allow-http": ("allow_http", "flag", ""),
            "--no-allow-http": ("allow_http", "off", ""),
        },
        "is_dashed": False,
    },
    "account list": {
        "help": "List the accounts.",
        "arguments": [],
        "options": {"--limit": ("limit", "count", "N")},
        "is_dashed": False,
    },
    "account show": {
        "help": "Show an account.",
        "arguments": [("name", "ACCOUNT", False)],
        "options": {},
        "is_dashed": False,
    },
    "account use": {
        "help": "Make an account the one that is meant when none is named.",
        "arguments": [("name", "ACCOUNT", False)],
        "options": {},
        "is_dashed": False,
    },
    "account remove": {
        "help": "Remove an account that no character and no task belongs to.",
        "arguments": [("name", "ACCOUNT", False)],
        "options": {},
        "is_dashed": False,
    },
    "account retire": {
        "help": "Call all ids of an account gone, where its service ended. Nothing is deleted.",
        "arguments": [("name", "ACCOUNT", False)],
        "options": {},
        "is_dashed": False,
    },
    "profile": {"help": "Provider dialects.", "arguments": [], "options": {}, "is_dashed": False},
    "profile list": {
        "help": "List the profiles an account can have: bundled ones and your own.",
        "arguments": [],
        "options": {"--limit": ("limit", "count", "N")},
        "is_dashed": False,
    },
    "profile show": {
        "help": "Print a profile's TOML: the pattern for one of your own.",
        "arguments": [("name", "PROFILE", False)],
        "options": {},
        "is_dashed": False,
    },
    "profile check": {
        "help": "Tell whether a TOML file is a profile, and if not, what is wrong and where.",
        "arguments": [("file", "FILE", False)],
        "options": {},
        "is_dashed": False,
    },
    "project": {"help": "Series and films.", "arguments": [], "options": {}, "is_dashed": False},
    "project add": {
        "help": "Add a project.",
        "arguments": [("slug", "SLUG", False)],
        "options": {"--name": ("name", "text", "N"), "--notes": ("notes", "text", "TEXT")},
        "is_dashed": False,
    },
    "project list": {
        "help": "List the projects with the number of their characters.",
        "arguments": [],
        "options": {"--limit": ("limit", "count", "N")},
        "is_dashed": False,
    },
    "project use": {
        "help": "Make a project the current one, in this and later runs.",
        "arguments": [("slug", "SLUG", False)],
        "options": {},
        "is_dashed": False,
    },
    "project show": {
        "help": "Show a project, by default the current one.",
        "arguments": [("slug", "SLUG", False)],
        "options": {},
        "is_dashed": False,
    },
    "source": {"help": "Source videos.", "arguments": [], "options": {}, "is_dashed": False},
    "source add": {
        "help": "Record a source video: a URL, or a file of this machine.",
        "arguments": [("ref", "REF", False)],
        "options": {"--label": ("label", "text", "L"), "--duration": ("duration", "number", "S")},
        "is_dashed": False,
    },
    "source list": {
        "help": "List the sources, newest first.",
        "arguments": [],
        "options": {"--limit": ("limit", "count", "N")},
        "is_dashed": False,
    },
    "source show": {
        "help": "Show a source with the windows that were cut from it.",
        "arguments": [("ref", "REF", False)],
        "options": {},
        "is_dashed": False,
    },
    "source probe": {
        "help": "Look into a video and tell what it is; nothing is recorded, and little of a URL is read.",
        "arguments": [("ref", "REF", False)],
        "options": {},
        "is_dashed": False,
    },
    "source picture": {
        "help": "Make a still or a contact sheet of a video, once, and tell where it is.",
        "arguments": [("ref", "REF", False)],
        "options": {"--sheet": ("sheet", "flag", "")},
        "is_dashed": False,
    },
    "tag": {"help": "Tags.", "arguments": [], "options": {}, "is_dashed": False},
    "tag add": {
        "help": "Give a tag to characters, named or found by a query.",
        "arguments": [("tag", "TAG", False), ("handles", "HANDLE…", True)],
        "options": {
            "--query": ("query", "text", "QUERY"),
            "--dry-run": ("dry_run", "flag", ""),
            "--yes": ("yes", "flag", ""),
            "-y": ("yes", "flag", ""),
        },
        "is_dashed": False,
    },
    "tag remove": {
        "help": "Take a tag from characters, named or found by a query.",
        "arguments": [("tag", "TAG", False), ("handles", "HANDLE…", True)],
        "options": {
            "--query": ("query", "text", "QUERY"),
            "--dry-run": ("dry_run", "flag", ""),
            "--yes": ("yes", "flag", ""),
            "-y": ("yes", "flag", ""),
        },
        "is_dashed": False,
    },
    "tag rename": {
        "help": "Rename a tag everywhere; where the new name exists, the two become one.",
        "arguments": [("old", "TAG", False), ("new", "TAG", False)],
        "options": {},
        "is_dashed": False,
    },
    "tag under": {
        "help": "Put a tag under another: a search for the parent finds it too. A tag may have several.",
        "arguments": [("tag", "TAG", False), ("parent", "TAG", False)],
        "options": {},
        "is_dashed": False,
    },
    "tag apart": {
        "help": "Take a tag from under another.",
        "arguments": [("tag", "TAG", False), ("parent", "TAG", False)],
        "options": {},
        "is_dashed": False,
    },
    "tag alias": {
        "help": "Give a tag another name.",
        "arguments": [("alias", "TAG", False), ("tag", "TAG", False)],
        "options": {},
        "is_dashed": False,
    },
    "tag unalias": {
        "help": "Forget another name of a tag.",
        "arguments": [("alias", "TAG", False)],
        "options": {},
        "is_dashed": False,
    },
    "tag list": {
        "help": "List the tags with the number of their characters, their parents and other names.",
        "arguments": [],
        "options": {
            "--limit": ("limit", "count", "N"),
            "--sort": ("sort", "text", "S"),
            "--unused": ("unused", "flag", ""),
            "--prune": ("prune", "flag", ""),
        },
        "is_dashed": False,
    },
    "task": {"help": "Generation tasks.", "arguments": [], "options": {}, "is_dashed": False},
    "task add": {
        "help": "Record a task that was made elsewhere. No network.",
        "arguments": [("remote_id", "ID", False)],
        "options": {
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
            "--prompt": ("prompt", "text", "TEXT"),
        },
        "is_dashed": False,
    },
    "task list": {
        "help": "List the tasks, newest first.",
        "arguments": [],
        "options": {"--limit": ("limit", "count", "N"), "--state": ("state_", "text", "S")},
        "is_dashed": False,
    },
    "task show": {
        "help": "Show a task.",
        "arguments": [("task", "TASK", False)],
        "options": {},
        "is_dashed": False,
    },
    "task wait": {
        "help": "Ask after a task until it is finished, and fetch its film.",
        "arguments": [("task", "TASK", False)],
        "options": {},
        "is_dashed": False,
    },
    "window": {"help": "Windows of sources.", "arguments": [], "options": {}, "is_dashed": False},
    "window suggest": {
        "help": "Find the windows of a video that show somebody best, and say why.",
        "arguments": [("video", "VIDEO", False)],
        "options": {
            "--count": ("count", "number", "N"),
            "--min": ("least", "number", "S"),
            "--max": ("most", "number", "S"),
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
            "--subject": ("subject", "text", "S"),
            "--face-model": ("face_model", "path", "FILE"),
            "--save": ("save", "flag", ""),
        },
        "is_dashed": False,
    },
    "window check": {
        "help": "Tell everything that is wrong with a window, for an account and a source, at once.",
        "arguments": [("window", "START,END", False)],
        "options": {
            "--source": ("source", "text", "REF"),
            "--account": ("account", "text", "A"),
            "-a": ("account", "text", "A"),
            "--subject": ("subject", "text", "S"),
            "--face-model": ("face_model", "path", "FILE"),
        },
        "is_dashed": True,
    },
    "window picture": {
        "help": "Make a still or a contact sheet of a window, once, and tell where it is.",
        "arguments": [("window", "START,END", False)],
        "options": {"--source": ("source", "text", "REF"), "--sheet": ("sheet", "flag", "")},
        "is_dashed": True,
    },
}
