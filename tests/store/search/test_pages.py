"""Pages, orders, counts, forms, scopes, and searches that are kept by name."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest

from charlib.cli.commands.cast.search import query_of
from charlib.domain.character.draft import CharacterDraft
from charlib.domain.choices import Sort
from charlib.domain.search.saved import MAX_READING
from charlib.domain.search.tokens import fold
from charlib.errors import BadQuery, InvalidInput, NotFound
from charlib.library import Library, open_library
from charlib.store.search import texts
from charlib.store.search.clause import Clause
from charlib.store.search.statement import SORTS
from tests.conftest import Cli

from .conftest import put

QUERIES = (
    "",
    "coat",
    "coat or hat",
    "coat -hero",
    "tag:hero",
    "tag:hero coat",
    "-tag:hero",
    "tag:hero or red",
    "*oa*",
)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library with 23 characters, some in the trash and some in another project."""
    home = tmp_path_factory.mktemp("crowded") / "home"
    with open_library(home, environ={}) as lib:
        for at in range(23):
            coats = ["coat", "coat rack"] * (at % 5 == 1)
            tags = ["hero"] * (at % 3 == 0) + ["old"] * (at % 2) + coats
            put(lib, f"p{at}", *tags, name=f"Name {-at % 7}", look=("red coat", "blue hat")[at % 2])
        for at in (4, 9):
            lib.remove(f"p{at}")
        lib.projects.add("noir")
        put(lib, "noir/zoe", "hero", look="red coat")
    return home


@pytest.fixture
def crowd(crowded: Path, home: Path) -> Iterator[Library]:
    """A copy of it for each test."""
    shutil.copytree(crowded, home)
    with open_library(home) as lib:
        yield lib


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", SORTS)
def test_pages_give_each_character_once(crowd: Library, query: str, sort: Sort) -> None:
    """Page after page, everybody who fits comes once and in order, here and everywhere."""
    for everywhere in (False, True):
        all_there = crowd.search(query, sort=sort, everywhere=everywhere)
        seen: list[int] = []
        after: str | None = None
        while True:
            page = crowd.page(query, limit=4, sort=sort, after=after, everywhere=everywhere)
            seen += [character.id for character in page.people]
            after = page.next
            if after is None:
                break
        assert seen == [character.id for character in all_there]
        assert len(seen) == len(set(seen)) == crowd.count(query, everywhere=everywhere) > 0


@pytest.mark.parametrize("query", QUERIES)
def test_every_order_has_the_same_people(crowd: Library, query: str) -> None:
    """An order changes who comes first, never who comes; the first of it are a limited page."""
    wanted = {character.id for character in crowd.search(query)}
    for sort in SORTS:
        order: Sort = sort  # type: ignore[assignment] # the keys of SORTS
        people = crowd.search(query, sort=order)
        assert {character.id for character in people} == wanted
        assert crowd.search(query, sort=order, limit=3) == people[:3]


def test_orders_are_what_they_are_called(crowd: Library) -> None:
    """By handle, by name without case and accents, and by the last change."""
    crowd.edit("p5", name="Évora")
    crowd.edit("p7", name="Ewa")
    crowd.edit("p8", name="eva")
    put(crowd, "nameless")
    crowd.edit("p3", notes="changed last")
    handles = [character.handle for character in crowd.search(sort="handle")]
    names = [fold(character.name) or "\U0010ffff" for character in crowd.search(sort="name")]
    changed = [character.updated_at for character in crowd.search(sort="updated")]
    assert handles == sorted(handles)
    assert names == sorted(names)
    assert "eva evora ewa" in " ".join(names)
    assert names[-1] == "\U0010ffff"
    assert changed == sorted(changed, reverse=True)


def test_a_page_may_begin_behind_anybody(crowd: Library, cli: Cli) -> None:
    """Any handle is a place to go on from, also one that the query does not find itself."""
    handles = [
        character.handle for character in crowd.page("tag:hero", sort="oldest", after="p5").people
    ]
    assert handles == ["p6", "p12", "p15", "p18", "p21"]
    assert cli("search", "--after", "nobody").code == NotFound.exit_code
    assert cli("search", "coat", "--sort", "rank", "--after", "p5").code == 2


def test_a_rank_puts_the_best_first(lib: Library) -> None:
    """Who is all about a word comes before who has it among many."""
    put(lib, "mia", look="coat")
    put(lib, "tom", look="a man with a hat, a stick, a dog, a house, a boat and a coat")
    assert [character.handle for character in lib.search("coat", sort="rank")] == ["mia", "tom"]
    with pytest.raises(BadQuery, match="ranked"):
        lib.search("tag:hero", sort="rank")


def test_a_word_that_is_a_tag_too_can_be_ranked(lib: Library) -> None:
    """A bare word is ranked also when some tag says it."""
    put(lib, "mia", "hero", look="a hero")
    put(lib, "tom", "hero")
    assert [character.handle for character in lib.search("hero", sort="rank")] == ["mia", "tom"]


def test_nobody_can_be_ranked(lib: Library) -> None:
    """A part of a word that no text has finds nobody, in order of rank as in any other."""
    put(lib, "mia", look="coat")
    assert lib.search("*zzz*", sort="rank") == []


def test_a_rank_is_bounded_and_says_so(lib: Library, cli: Cli, tmp_path: Path) -> None:
    """Of more than 2,000 matches the newest 1,000 are ranked, and a person is told."""
    file = tmp_path / "many.jsonl"
    forms = ({"handle": f"p{at}", "project": lib.project, "look": "coat"} for at in range(2_001))
    file.write_text("".join(json.dumps(form) + "\n" for form in forms), "utf-8")
    lib.import_(file)
    page = lib.page("coat", sort="rank")
    assert (page.is_bounded, len(page.people)) == (True, 1_000)
    assert min(character.id for character in page.people) == 1_002
    assert "the newest 1,000" in cli("search", "coat", "--sort", "rank").err
    lib.remove("p0")
    assert not lib.page("coat", sort="rank", limit=5).is_bounded


def test_a_count_and_ids_are_bare(crowd: Library, cli: Cli) -> None:
    """`--count` prints a number, `--ids` a handle a line, with its project where that differs."""
    assert cli("search", "tag:hero", "--count").out == f"{crowd.count('tag:hero')}\n"
    assert cli("--json", "search", "tag:hero", "--count").json == {"count": 7}
    assert cli("search", "tag:hero", "--ids", "--limit", "2").out == "p21\np18\n"
    everywhere = cli("search", "tag:hero", "--ids", "--everywhere", "--limit", "2").out
    assert everywhere == "noir/zoe\np21\n"


def test_a_page_tells_how_to_go_on(crowd: Library, cli: Cli) -> None:
    """The cursor that a page is shown with leads to the next one."""
    first = cli("search", "tag:hero", "--limit", "3", "--ids")
    cursor = first.err.split("--after ")[1].split()[0]
    second = cli("search", "tag:hero", "--limit", "3", "--ids", "--after", cursor)
    handles = [character.handle for character in crowd.search("tag:hero")]
    assert (first.out + second.out).split() == handles[:6]


def test_csv_has_no_formulas(lib: Library, cli: Cli) -> None:
    """A cell that a spreadsheet would run is text, and every other cell is what was said."""
    put(lib, "mia", "b", "a", name="=1+1", look="@SUM(A1)", notes='two\nlines, "quoted"')
    rows = list(csv.DictReader(io.StringIO(cli("search", "--format", "csv").out)))
    assert [rows[0][name] for name in ("name", "look")] == ["'=1+1", "'@SUM(A1)"]
    assert [rows[0][name] for name in ("handle", "tags")] == ["mia", "a;b"]
    assert rows[0]["notes"] == 'two\nlines, "quoted"'


@pytest.mark.parametrize(
    "sign", ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t=", "\r=", "\n="]
)
def test_csv_has_no_formula_of_any_keyboard(lib: Library, cli: Cli, sign: str) -> None:
    """Full-width signs, and formulas after what a spreadsheet drops, are text too."""
    put(lib, "mia", notes=f"{sign}1+1")
    (row,) = csv.DictReader(io.StringIO(cli("search", "--format", "csv").out, newline=""))
    assert row["notes"] == f"'{sign}1+1".replace("\r", "\n")


def test_jsonl_is_one_document_a_line(crowd: Library, cli: Cli) -> None:
    """JSON Lines have one character each, in the order of the search."""
    lines = cli("search", "coat", "--format", "jsonl", "--limit", "0").out.splitlines()
    assert [json.loads(line)["handle"] for line in lines] == [
        character.handle for character in crowd.search("coat")
    ]


def test_unknown_forms_and_orders_are_refused(cli: Cli) -> None:
    """What there is instead is told."""
    assert "jsonl" in cli("search", "--format", "xml").err
    wrong = cli("search", "--sort", "size")
    assert (wrong.code, "newest" in wrong.err) == (2, True)


@pytest.mark.parametrize("form", ["csv", "jsonl", "table"])
def test_json_is_one_document_whatever_the_form(crowd: Library, cli: Cli, form: str) -> None:
    """With `--json` there is one document and nothing else."""
    for words in (["search", "tag:hero"], ["list"]):
        document = cli("--json", *words, "--format", form, "--limit", "0").json
        assert [row["handle"] for row in document] == [
            character.handle for character in crowd.search("tag:hero" * (words[0] == "search"))
        ]


def test_what_is_wrong_is_told_before_anything_is_done(crowd: Library, cli: Cli) -> None:
    """An order or a form that there is not, also where it is not needed."""
    for wrong in (["--sort", "size"], ["--format", "xml"], ["--save", ""]):
        assert cli("search", "tag:hero", "--count", *wrong).code == 2
        assert cli("search", "tag:hero", "--save", "kept", *wrong).code == 2
    assert crowd.saved_searches() == []


@pytest.mark.parametrize("limit", ["1000000001", "9" * 20])
@pytest.mark.usefixtures("crowd")
def test_a_limit_that_nobody_reaches_shows_all(cli: Cli, limit: str) -> None:
    """A limit above the number of characters means all of them."""
    for words in ("search coat", "list", "list --trash", "tag list"):
        assert cli(*words.split(), "--limit", limit) == cli(*words.split(), "--limit", "0")


@pytest.mark.parametrize("limit", ["9" * 5000, "-1"])
def test_a_limit_has_a_limit(crowd: Library, cli: Cli, limit: str) -> None:
    """What is no number of characters is a slip of the pen, and no fault of the library."""
    for words in ("search coat", "list", "list --trash", "tag list"):
        assert cli(*words.split(), "--limit", limit).code == 2
    assert len(crowd.search("coat", limit=10**30)) == crowd.count("coat")


def test_a_page_goes_on_behind_who_is_gone(crowd: Library, cli: Cli) -> None:
    """Whoever a page ended with may have been thrown away since."""
    ids = [character.handle for character in crowd.search("tag:hero")]
    crowd.remove(ids[1])
    assert cli("search", "tag:hero", "--ids", "--after", ids[1]).out.split() == ids[2:]


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (["tag:blue coat", "neo"], 'tag:"blue coat" neo'),
        (["neo", "blue coat"], 'neo "blue coat"'),
        (["-tag:=role:big hero", "a"], '-tag:="role:big hero" a'),
        (["tag:hero name:mia", "a"], "tag:hero name:mia a"),
        (["http://x y", "12:30 h"], '"http://x y" "12:30 h"'),
        (["(a b)", "c"], "(a b) c"),
        (["tag:blue coat"], "tag:blue coat"),
    ],
)
def test_what_a_shell_unquoted_is_quoted_again(words: list[str], query: str) -> None:
    """Beside other words, one with a space was in quotation marks; alone it is the whole query."""
    assert query_of(words) == query


def test_a_kept_search_is_part_of_others(crowd: Library, cli: Cli) -> None:
    """A kept search stands for its query, whole, wherever it is named."""
    cli("search", "tag:hero", "--save", "some")
    over = cli("search", "tag:hero or tag:old", "--save", "some")
    assert (over.code, over.err) == (0, "Saved as saved:some. It was: tag:hero\n")
    assert crowd.search("saved:some coat") == crowd.search("(tag:hero or tag:old) coat")
    assert crowd.search("-saved:some") == crowd.search("-(tag:hero or tag:old)")
    assert cli("--json", "search", "--saved").json == [
        {"name": "some", "query": "tag:hero or tag:old"}
    ]
    assert cli("--json", "tag", "add", "kept", "--query", "saved:some").json["changed"] == (
        crowd.count("tag:hero or tag:old")
    )


def test_a_kept_search_keeps_the_scope_it_names(crowd: Library) -> None:
    """A kept search that names a project looks into it, as its query does."""
    crowd.save_search("dark", "project:noir")
    assert [character.handle for character in crowd.search("saved:dark")] == ["zoe"]


def test_kept_searches_in_a_circle_are_refused(crowd: Library, cli: Cli) -> None:
    """One that would ask for itself, by way of another too, is not kept, and harms nobody."""
    crowd.save_search("two", "coat")
    crowd.save_search("one", "tag:hero saved:two")
    before = crowd.search("saved:one")
    for name, query in {"two": "coat or -saved:one", "one": "saved:One -coat"}.items():
        refused = cli("search", query, "--save", name)
        assert (refused.code, "contains itself" in refused.err) == (2, True)
    assert crowd.search("saved:one") == before
    with crowd._session.store.write() as writer:  # as an older charlib let it be kept
        writer.settings.save_search("two", "saved:one")
    assert cli("search", "saved:one").code == 2


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("all", "", "there is no query to save"),
        ("bad name", "coat", "'bad name' is no name of a saved search"),
        ("some", "saved:nobody", "no saved search 'nobody'"),
    ],
)
def test_what_cannot_be_kept_is_told(
    crowd: Library, cli: Cli, name: str, query: str, expected: str
) -> None:
    """A search of nothing, under no name, or of what is not kept."""
    assert expected in cli("search", query, "--save", name).err
    assert crowd.saved_searches() == []


def test_a_query_may_be_long(crowd: Library) -> None:
    """Two thousand terms are answered as a few are; only what is too deep for SQLite is refused."""
    for word, few in {
        " or ": ("coat", "tag:hero", "has:look", "account:home", "name:=tom", "coat -tag:old"),
        " ": ("tag:hero", "has:look", "-coat", "created:>2020"),
    }.items():
        for term in few:
            assert crowd.search(word.join([term] * (1_900 // len(term.split())))) == (
                crowd.search(term)
            )
    with suppress(InvalidInput):  # that it is too much to ask at once, where SQLite is older
        deep = " (coat or ".join(["tag:hero"] * 50) + ")" * 49
        assert crowd.search(deep) == crowd.search("tag:hero")


@pytest.mark.parametrize("sort", ["newest", "rank"])
def test_many_words_are_searched_as_one(crowd: Library, sort: Sort) -> None:
    """A word that is repeated is looked up once."""
    repeated = " ".join(["coat"] * 1_900)
    assert crowd.search(repeated, sort=sort) == crowd.search("coat", sort=sort)


def test_a_long_query_weighs_few_of_its_terms(lib: Library) -> None:
    """Twice as many words, each of which is a tag too, are not four times the work."""
    put(lib, "mia", *(f"w{at}" for at in range(400)), look=" ".join(f"w{at}" for at in range(400)))
    weighed = {}
    for count in (200, 400):
        with patch.object(Clause, "testing", autospec=True, side_effect=Clause.testing) as testing:
            found = lib.search(" ".join(f"w{at}" for at in range(count)), sort="rank")
        assert [character.handle for character in found] == ["mia"]
        weighed[count] = testing.call_count
    assert 0 < weighed[400] < weighed[200] * 3


@pytest.mark.parametrize("term", ["~zebra{}", "*coat{}*", "tag:*coat{}*"])
def test_the_list_of_words_is_read_a_bounded_number_of_times(crowd: Library, term: str) -> None:
    """A hundred terms that read all words are answered; more are refused, saved ones included."""
    terms = [term.format(at) for at in range(MAX_READING)]
    assert crowd.search(" ".join(terms)) == []
    crowd.save_search("most", " or ".join(terms))
    with pytest.raises(BadQuery, match="more than 100 terms with ~ or with \\* on both sides"):
        crowd.search(f"saved:most {term.format('')}")


def test_ranks_do_not_depend_on_how_a_query_is_written(lib: Library) -> None:
    """By a kept search, in parentheses or with something else that nobody fits."""
    put(lib, "mid", look="alpha beta gamma delta epsilon zeta")
    put(lib, "best", look="alpha beta alpha beta")
    put(lib, "worst", look="alpha beta " + "so many other words " * 9)
    lib.save_search("both", "alpha beta")
    lib.save_search("tagged", "tag:alpha")
    for query in ("alpha beta", "saved:both", "(alpha beta) or zzz", "saved:both has:look"):
        ranked = [character.handle for character in lib.search(query, sort="rank")]
        assert ranked == ["best", "mid", "worst"], query
    for query in ("tag:alpha", "saved:tagged"):
        with pytest.raises(BadQuery, match="nothing in this search can be ranked"):
            lib.search(query, sort="rank")


def test_a_kept_search_has_a_bound(crowd: Library) -> None:
    """Searches kept within searches are not so many terms that nobody could answer them."""
    crowd.save_search("a0", "coat or tag:hero")
    for depth in range(1, 9):
        crowd.save_search(f"a{depth}", f"saved:a{depth - 1} or saved:a{depth - 1}")
    assert crowd.search("saved:a8") == crowd.search("coat or tag:hero")
    with pytest.raises(BadQuery, match="2,000 terms"):
        crowd.search("saved:a8 or saved:a8 or saved:a8")


def test_a_forgotten_search_is_gone(crowd: Library, cli: Cli) -> None:
    """After it is forgotten, nothing is kept by that name, and who asks for it is told."""
    crowd.save_search("some", "coat")
    assert cli("--json", "search", "--forget", "some").json == []
    with pytest.raises(NotFound):
        crowd.search("saved:some")
    assert cli("search", "--forget", "some").code == NotFound.exit_code
    crowd.save_search("heroes", "tag:hero")
    assert "Did you mean heroes?" in cli("search", "saved:heros").err


def test_a_search_keeps_to_its_project(crowd: Library) -> None:
    """The project in use is the scope, unless the query names another or all are asked for."""
    here, all_there = crowd.count("tag:hero"), crowd.count("tag:hero", everywhere=True)
    assert (here, all_there) == (7, 8)
    assert crowd.count("tag:hero project:noir") == 1
    assert crowd.count("-project:noir tag:hero") == here
    crowd.projects.use("noir")
    assert [character.handle for character in crowd.search("coat")] == ["zoe"]


def test_a_page_reads_a_page_of_what_is_said_and_tagged(lib: Library) -> None:
    """A word that many say and that tags are named by: lists are merged, not read to the end."""
    draft = CharacterDraft(1, "", "", "", "", "", (), (), None, None)
    drafts = draft._replace(look="blue"), draft._replace(tags=("blue", "role:blue"))
    with lib._session.store.write() as writer:
        writer.projects.id("default")
        people = [drafts[at % 2] for at in range(2500)] + [draft] * 3500
        writer.bulk.add(
            [character._replace(handle=f"p{at}") for at, character in enumerate(people)]
        )
    steps = {limit: _steps(lib, "blue", limit) for limit in (20, 0)}
    assert lib.count("blue") > 2000
    assert steps[20] * 10 < steps[0]


def _steps(lib: Library, query: str, limit: int) -> int:
    """Hundreds of steps of SQLite's machine that a page takes."""
    seen = []
    connection = lib._session.store.read._query.connection
    connection.set_progress_handler(lambda: seen.append(1), 100)  # type: ignore[func-returns-value] # None goes on
    lib.page(query, limit=limit)
    connection.set_progress_handler(None, 0)
    return len(seen)


@pytest.mark.parametrize(
    "query", ['"red coat"', '-"red coat"', "co*", "-co*", '-"red co*"', "-*oa*", '-*"ed co"*']
)
def test_of_one_character_the_index_is_asked_for_words_only(crowd: Library, query: str) -> None:
    """For a phrase it would read on to the next that fits, for a beginning gather all that fit."""
    with patch.object(texts, "BEGUN", 0):
        asked = _asked(crowd, f"tag:hero has:look ({query} or hat)")
    assert set(re.findall(r"MATCH '([^']*)' AND rowid = ", asked)) <= {'("hat")'}


def test_the_index_is_not_asked_for_each_of_a_list(crowd: Library) -> None:
    """The ids of a source are looked up beside what it lists, not handed to it one by one."""
    asked = _asked(crowd, "coat source:clip") + _asked(crowd, "coat -source:clip")
    assert set(re.findall(r"(.)\b[cd]\.\w+ IN \(SELECT value", asked)) == {"+"}


def test_what_is_dear_to_test_is_tested_last(crowd: Library) -> None:
    """In parentheses too, whatever comes first in the query; of very many it is read at once."""
    for query in ("tag:hero (look:coat or updated:2025..)", "-(look:coat or updated:2025..)"):
        asked = _asked(crowd, query)
        assert re.search(r"updated_at >= \d+\) OR \+[cd]\.\w+ IN \(SELECT rowid", asked), query


def _asked(lib: Library, query: str) -> str:
    """The SQL of a page, with its values."""
    seen: list[str] = []
    connection = lib._session.store.read._query.connection
    connection.set_trace_callback(seen.append)
    lib.page(query, limit=2)
    connection.set_trace_callback(None)
    return "\n".join(seen)


@pytest.mark.parametrize(
    "query", ["*oa*", "look:*oa*", '*"ed co"*', "*oa* tag:hero", "*oa* or hat"]
)
def test_a_part_of_very_many_words_is_ranked_as_of_few(crowd: Library, query: str) -> None:
    """Whether the index is asked or the texts are read, the order of rank is one."""
    crowd.edit("p7", look="a boa, a coat and a float on a red coast", notes="oats")
    crowd.edit("p8", notes="red coats, blue coats")
    asked = crowd.search(query, sort="rank")
    with patch.multiple(texts, JOINED=0, ENDS=0):
        assert crowd.search(query, sort="rank") == asked
    assert len({character.look for character in asked}) > 1
