"""Queries that cannot be meant: what is said, what was probably meant, and the exact picture."""

from __future__ import annotations

import pytest

from charlib.domain.moment import from_text
from charlib.domain.search.parse import parse
from charlib.errors import BadQuery

NOW = from_text("2026-03-31T10:20:30.400Z")
LONE = "Write -tag:old, without a space, to exclude something"
BOTH_SIDES = 'Write a term on both sides of it, or quote the word: "{}"'
STARS = "Write neo* for words that begin with neo, *eon* for words that contain eon"
DATES = "A date is 2026, 2026-01, 2026-01-05, today, yesterday, 7d or -2w"
COUNTS = "Write used:3, used:>3 or used:1..5"
STATES = "planned, sending, processing, ready, rejected, failed, unknown, expired, gone"
PARTS = "name, look, notes, tags, binding, ready, source, window, prompt, likeness, voice"
UNOPENED = "Remove it, or open it with ("


def refused(query: str) -> BadQuery:
    """The error a query is answered with."""
    with pytest.raises(BadQuery) as caught:
        parse(query, now=NOW)
    return caught.value


@pytest.mark.parametrize(
    ("query", "carets", "message", "hint"),
    [
        # fields
        ("taag:hero x", "^^^^^", "unknown field taag:",
         'Did you mean tag:? Write tag:taag:hero for a tag, "taag:hero" for words'),
        ("x porject:noir", "  ^^^^^^^^", "unknown field porject:",
         'Did you mean project:? Write tag:porject:noir for a tag, "porject:noir" for words'),
        ("role:hero", "^^^^^", "unknown field role:",
         'Write tag:role:hero for a tag, "role:hero" for words'),
        ("a 角色:英雄", "  ^^^^^", "unknown field 角色:",
         'Write tag:角色:英雄 for a tag, "角色:英雄" for words'),
        ("tag: hero", "^^^^", "nothing follows tag:",
         "Write tag:hero, without a space after the colon"),
        ("tag:(a or b)", "^^^^", "a field takes one value", "Write (tag:this or tag:that)"),
        ("x tag=hero", "  ^^^^^^^^", "a field is followed by a colon",
         'Did you mean tag:hero? Write "tag=hero" for words'),
        ("tag!=hero", "^^^^^^^^^", "a field is followed by a colon",
         'Did you mean -tag:hero? Write "tag!=hero" for words'),
        ("Used>=3", "^^^^^^^", "a field is followed by a colon",
         'Did you mean used:>=3? Write "Used>=3" for words'),
        ("newer_than:7d", "^^^^^^^^^^^", "unknown field newer_than:",
         'Write tag:newer_than:7d for a tag, "newer_than:7d" for words'),
        ("role:*", "^^^^^", "unknown field role:",
         'Write tag:role:* for a tag, "role:*" for words'),
        ("name:=", "^^^^^^", "nothing follows name:=",
         'Write name:"Mia Chen", without a space after the colon'),
        ('look:""', "^^^^^^^", "the quotation marks are empty",
         "Write has:look for any at all, missing:look for none"),
        ('""', "^^", "the quotation marks are empty",
         "Write a word between them, or remove them"),
        ("tag:-old", "    ^^^^", "the - goes before the field", "Did you mean -tag:old?"),
        ("used:-3", "     ^^", "the - goes before the field", "Did you mean -used:3?"),
        # other words for dates
        ("before:2026-03", "^^^^^^^", "unknown field before:", "Write created:<2026-03"),
        ("coat -after:7d", "      ^^^^^^", "unknown field after:", "Write created:7d"),
        # marks and stars
        ("a - b", "  ^", "nothing follows the -", LONE),
        ("-", "^", "nothing follows the -", LONE),
        ("(-)", " ^", "nothing follows the -", LONE),
        ("--limit", "^^", "-- has too many signs",
         "Write one - to exclude something; options go outside the query"),
        ("*", "^", "the * needs a word", STARS),
        ("a ** b", "  ^^", "the * needs a word", STARS),
        ("account:*", "^^^^^^^^^", "the * needs a word",
         "Write has:binding for any at all, missing:binding for none"),
        ("tag:*", "^^^^^", "the * needs a word",
         "Write has:tags for any at all, missing:tags for none"),
        ("n*o", " ^", "a * is allowed before or after a word, not inside it",
         'Write neo* or *eon*, or quote it: "n*o"'),
        ("*eon", "^", "a word cannot be searched by its end",
         "Write *eon* for a part of a word, eon* for its beginning"),
        ('tag:*"e n"', "    ^", "a word cannot be searched by its end",
         "Write *e n* for a part of a word, e n* for its beginning"),
        ("~", "^", "nothing follows the ~",
         "Write ~word to find words that are nearly the same"),
        ("=mia", "^", "= needs a field", "Write name:=mia or handle:=mia"),
        ("~mi*", "^^^^", "~ and * cannot be combined", "Remove one of them"),
        ("name:=mi*", "^^^^^^^^^", "= and * cannot be combined", "Remove one of them"),
        ("a & !!!", "    ^^^", "nothing follows the !!!", LONE),
        ("a , b", "  ^", "',' has nothing to search for",
         "Search for letters, digits or emoji"),
        # operators, parentheses, quotation marks
        ("or a", "^^", '"or" has nothing before it', BOTH_SIDES.format("or")),
        ("a or", "  ^^", '"or" has nothing after it', BOTH_SIDES.format("or")),
        ("a | | b", "    ^", '"or" has nothing before it', BOTH_SIDES.format("or")),
        ("a and or b", "      ^^", '"or" has nothing before it', BOTH_SIDES.format("or")),
        ("(a or) b", "   ^^", '"or" has nothing after it', BOTH_SIDES.format("or")),
        ("and", "^^^", '"and" has nothing before it', BOTH_SIDES.format("and")),
        ("a not", "  ^^^", '"not" has nothing after it',
         'Write a term after it, or quote the word: "not"'),
        ("(a (b)", "^", "unmatched (", "Close it with )"),
        ("a (", "  ^", "unmatched (", "Close it with )"),
        ("(a)) b", "   ^", "unmatched )", UNOPENED),
        (")", "^", "unmatched )", UNOPENED),
        ("a ( )", "  ^^^", "the parentheses are empty",
         "Put a term between the parentheses, or remove them"),
        ('a "blue coat', "  ^", 'unmatched "',
         'Close it, "blue coat", or remove the mark'),
        ('5" tall', " ^", 'unmatched "', 'Close it, "tall", or remove the mark'),
        ("红「外套", "  ^^", "unmatched 「",
         "Close it, 「外套」, or remove the mark"),
        ("a” b", " ^", "unmatched ”",
         "Open the quotation, or remove the mark"),
        # words of a list
        ("state:redy", "      ^^^^", "state: cannot be 'redy'",
         "Did you mean ready? state: is one of " + STATES),
        ("likeness:x", "         ^", "likeness: cannot be 'x'",
         "likeness: is one of real, fictional, none"),
        ("state:ready,failed", "      ^^^^^^^^^^^^", "state: cannot be 'ready,failed'",
         "Write (state:ready or state:failed)"),
        ("has:lok", "    ^^^", "has: cannot be 'lok'",
         "Did you mean look? has: is one of " + PARTS),
        ("state:re*", "^^^^^^^^^", "state: does not allow *", "Write state:ready"),
        ("saved:~x", "^^^^^^^^", "saved: does not allow ~", "Write saved:heroes"),
        ("source:~x", "^^^^^^^^^", "source: does not allow ~", "Write source:clip"),
        ('~"blu coat"', "^^^^^^^^^^^", "~ takes one word", "Write ~blu ~coat"),
        ("name:~blu-coat", "^^^^^^^^^^^^^^", "~ takes one word", "Write name:~blu name:~coat"),
        ("~林小云", "^^^^^^^", "~ takes one word", "Write 林小, a part of it"),
        ("tag:a,b", "    ^^^", "invalid tag 'a,b': ',' is not allowed", "Write (tag:a or tag:b)"),
        # dates and counts
        ("created:2026-13", "        ^^^^^^^", "2026-13 is not a date", DATES),
        ("created:2026-02-30", "        ^^^^^^^^^^", "2026-02-30 is not a date",
         "Did you mean 2026-02-28?"),
        ("created:2026..2026/3/5", "              ^^^^^^^^", "2026/3/5 is not a date",
         "Did you mean 2026-03-05?"),
        ("created:>tody", "         ^^^^", "tody is not a date", "Did you mean today?"),
        ('created:"7 days ago"', "         ^^^^^^^^^^", "7 days ago is not a date",
         "Did you mean 7d?"),
        ("created:20260105", "        ^^^^^^^^", "20260105 is not a date",
         "Did you mean 2026-01-05?"),
        ("created:9999y", "        ^^^^^", "9999y is not a date", DATES),
        ("created:99999d", "        ^^^^^^", "99999d is not a date", DATES),
        ("created:2026*", "^^^^^^^^^^^^^", "created: does not allow *", "Write created:2026-01"),
        ("created:2026-03..2026-01", "        ^^^^^^^^^^^^^^^^",
         "2026-03..2026-01 ends before it begins", "Did you mean 2026-01..2026-03?"),
        ("created:1w..1w", "        ^^^^^^", "1w..1w ends before it begins", DATES),
        ("created:..", "        ^^", "the range has no ends", DATES),
        ("created:>", "        ^", "nothing follows >", DATES),
        ("updated:<30d", "        ^^^^", "<30d could mean before or after",
         "Write 30d for the time since then, ..30d for the time before it"),
        ("created:=>2026", "         ^^^^^", "the = goes after the < or >",
         "Did you mean created:>=2026?"),
        ("used:many", "     ^^^^", "many is not a number", COUNTS),
        ("used:9999999999", "     ^^^^^^^^^^", "9999999999 is not a number", COUNTS),
        ("used:1..x", "        ^", "x is not a number", COUNTS),
        ("used:5..1", "     ^^^^", "5..1 ends before it begins", "Did you mean 1..5?"),
        ("used:<0", "     ^^", "nothing is used less than 0 times", COUNTS),
    ],
)  # fmt: skip
def test_mistakes_are_shown_in_place(query: str, carets: str, message: str, hint: str) -> None:
    """A mistake says what is wrong, what was probably meant, and has carets right under it."""
    error = refused(query)
    assert (str(error), error.hint) == (message, hint)
    assert error.picture == f"{query}\n{carets}"


@pytest.mark.parametrize(
    ("query", "picture"),
    [
        ("红色的外套 taag:a", "红色的外套 taag:a\n           ^^^^^"),
        ("state:红", "state:红\n      ^^"),
        ("état e\u0301tat taag:a", "état e\u0301tat taag:a\n          ^^^^^"),
        ("ก็ taag:a", "ก็ taag:a\n  ^^^^^"),
        ("a\n\tb taag:a", "a  b taag:a\n     ^^^^^"),
        ("a\x07 taag:a", "a\\x07 taag:a\n      ^^^^^"),
        ("a\0b", "a\\x00b\n ^^^^"),
        ("a \ud83d", "a \\ud83d\n  ^^^^^^"),
        ("taag:" + "x" * 67, "taag:" + "x" * 67 + "\n^^^^^"),
        ("taag:" + "x" * 68, "taag:" + "x" * 65 + "…\n^^^^^"),
        ("x " * 50 + "taag:a", "…" + ("x " * 50)[-64:] + "taag:a\n" + " " * 65 + "^^^^^"),
        (
            "x " * 50 + "taag:a" + " y" * 50,
            "…" + ("x " * 50)[-35:] + "taag:a" + (" y" * 50)[:29] + "…\n" + " " * 36 + "^^^^^",
        ),
        ("红" * 60 + " taag:a", "…" + "红" * 31 + " taag:a\n" + " " * 64 + "^^^^^"),
        ("state:" + "x" * 200, "state:" + "x" * 64 + "…\n      " + "^" * 64),
        ("x" + "\u0301" * 200 + " taag:a", "…" + "\u0301" * 63 + " taag:a\n  ^^^^^"),
    ],
)
def test_pictures_fit_the_terminal(query: str, picture: str) -> None:
    """Wide characters take two columns, marks none, and 72 columns are drawn at most."""
    assert refused(query).picture == picture


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("(" * 51 + "a" + ")" * 51, "parentheses are more than 50 deep"),
        ("(" * 90_000, "parentheses are more than 50 deep"),
        ("a " * 2_001, "the query has more than 2,000 terms"),
        ("a" * 100_001, "the query is longer than 100,000 characters"),
        ("not " * 20_000, '"not" has nothing after it'),
        ('"' + "a" * 90_000, 'unmatched "'),
        ("created:" + "9" * 90_000, "9" * 39 + "… is not a date"),
        ("tag:" + "x" * 101, "the tag is 101 characters long; the limit is 100"),
    ],
)
def test_queries_have_their_limits(query: str, message: str) -> None:
    """What is too deep, too long or too much is refused as any mistake is."""
    assert str(refused(query)) == message


def test_what_is_just_within_the_limits_is_read() -> None:
    """50 parentheses, 2,000 terms and 100,000 characters are not too many."""
    assert parse("(" * 50 + "a" + ")" * 50, now=NOW)
    assert parse("a " * 2_000, now=NOW)
    assert parse("not " * 20_000 + "a", now=NOW)
    assert parse("红" * 100_000, now=NOW)
