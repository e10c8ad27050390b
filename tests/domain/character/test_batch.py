"""Batches: every good row is read, every bad one is named, and only it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from charlib.domain.character.batch import COLUMNS, Order, Row, read
from charlib.domain.text import printable
from charlib.errors import CharlibError, InvalidInput
from tests.examples import examples

brief = examples(30)

URL = "https://example.com/v.mp4"
HEAD = "handle,url,window\n"
GOOD = f'mia,{URL},"5,8"\n'
MIA = Order("mia", "5,8", url=URL)

plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
cells = plain.map(str.strip)
full = cells.filter(bool)
tag_texts = plain.map(lambda text: text.replace(";", " ").strip()).filter(bool)
sources = st.sampled_from(["url", "task", "source"]).flatmap(
    lambda name: st.builds(lambda value: {name: value}, full)
)
orders = st.builds(
    lambda source, **rest: Order(**source, **rest),
    sources,
    handle=full,
    window=full,
    account=st.none() | full,
    project=st.none() | full,
    name=cells,
    look=cells,
    tags=st.lists(tag_texts, max_size=3).map(tuple),
)
batches = st.lists(orders, min_size=1, max_size=4)


def as_csv(batch: list[Order]) -> str:
    """A batch as any spreadsheet would write it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for order in batch:
        values = {**asdict(order), "tags": ";".join(order.tags)}
        writer.writerow([values[column] for column in COLUMNS])
    return file.getvalue()


def as_json(batch: list[Order], *, is_ascii: bool = True) -> str:
    """A batch as JSON Lines."""
    rows = [{column: asdict(order)[column] for column in COLUMNS} for order in batch]
    return "".join(json.dumps(row, ensure_ascii=is_ascii) + "\n" for row in rows)


def faults(rows: list[Row]) -> dict[int, str]:
    """The numbers of the bad rows, and what is wrong with them."""
    return {row.number: str(row.fault) for row in rows if row.fault}


def good(rows: list[Row]) -> list[Order]:
    """The orders that can be done."""
    return [row.order for row in rows if row.order]


def only_fault(text: str, *, is_json: bool) -> str:
    """What is wrong with the one row of a batch."""
    (row,) = read(text, is_json=is_json)
    assert row.order is None
    assert isinstance(row.fault, CharlibError)
    assert row.fault.hint
    return str(row.fault)


@given(batches, st.sampled_from(["", "\ufeff"]))
@brief
def test_every_order_survives_a_csv_file(batch: list[Order], mark: str) -> None:
    """What a CSV writer wrote is read back, quoted newlines, separators, BOM and all."""
    rows = read(mark + as_csv(batch), is_json=False)
    assert good(rows) == batch
    assert [row.number for row in rows] == list(range(1, len(batch) + 1))


@given(batches, st.booleans(), st.sampled_from(["", "\ufeff"]))
@brief
def test_every_order_survives_a_json_file(batch: list[Order], is_ascii: bool, mark: str) -> None:  # noqa: FBT001 - drawn
    """What was written as JSON Lines is read back, escaped or not."""
    rows = read(mark + as_json(batch, is_ascii=is_ascii), is_json=True)
    assert good(rows) == batch
    assert [row.handle for row in rows] == [order.handle for order in batch]


@given(st.sampled_from(["", HEAD, HEAD + GOOD]), st.text(), st.booleans())
@example("", '"a"b', False)
@brief
def test_any_file_is_rows_or_invalid(start: str, text: str, is_json: bool) -> None:  # noqa: FBT001 - drawn
    """No file whatever fails in another way than invalid input; each row is good or has a fault."""
    try:
        rows = read(start + text, is_json=is_json)
    except InvalidInput as error:
        messages = [str(error)]
    else:
        messages = list(faults(rows).values())
        assert all((row.order is None) is (row.fault is not None) for row in rows)
    assert all(printable(text) == text for text in messages)


def test_columns_may_stand_in_any_order_and_case() -> None:
    """The first line names the columns, with spaces and capitals forgiven."""
    text = f'\ufeff Window ,URL, Handle\n" 5,8 ",{URL} , mia \n'
    assert good(read(text, is_json=False)) == [MIA]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings_do_not_matter_in_csv(ending: str) -> None:
    """Files of every system are read."""
    text = (HEAD + GOOD + GOOD).replace("\n", ending)
    assert good(read(text, is_json=False)) == [MIA, MIA]


def test_line_endings_do_not_matter_in_json() -> None:
    """JSON Lines with Windows' line ends, and without a last one, are read."""
    line = json.dumps({"handle": "mia", "url": URL, "window": "5,8"})
    assert good(read(f"{line}\r\n{line}", is_json=True)) == [MIA, MIA]


def test_quoted_newlines_stay_in_their_cell() -> None:
    """A look of several lines is one look, and the row after it is the next."""
    text = f'handle,url,window,look\nmia,{URL},"5,8","red coat\n\nhat"\ntom,{URL},"1,2",\n'
    rows = read(text, is_json=False)
    assert [order.look for order in good(rows)] == ["red coat\n\nhat", ""]
    assert [row.number for row in rows] == [1, 2]


@pytest.mark.parametrize(
    ("text", "is_json"),
    [
        (f"{HEAD}{GOOD}\n , ,\n{GOOD}\n\n", False),
        ((json.dumps({"handle": "mia", "url": URL, "window": "5,8"}) + "\n\n \n") * 2, True),
    ],
)
def test_empty_lines_are_passed_over_and_counted(text: str, is_json: bool) -> None:  # noqa: FBT001 - a column of the table
    """Empty lines are no rows, and the rows after them are still found by their number."""
    rows = read(text, is_json=is_json)
    assert [row.number for row in rows] == [1, 4]
    assert good(rows) == [MIA, MIA]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n", " \n", HEAD, f"{HEAD}\n\n", f"{HEAD},,\n"])
def test_a_csv_without_rows_is_refused(text: str) -> None:
    """An empty file, and one with nothing but a header, are no batch."""
    with pytest.raises(InvalidInput) as refused:
        read(text, is_json=False)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "\ufeff", "\n \n"])
def test_json_lines_without_rows_are_refused(text: str) -> None:
    """A file of empty lines is no batch."""
    with pytest.raises(InvalidInput, match="no rows"):
        read(text, is_json=True)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("handle,url,window,colour", "colour"),
        ("handle,url", "window"),
        ("url,window", "handle"),
        ("handle,url,window,url", "url"),
        ("mia,https,5", "mia"),
        ("handle,url,window,\x1b[31m", "\\x1b"),
    ],
)
def test_a_header_nobody_knows_is_refused_whole(header: str, named: str) -> None:
    """An unknown, missing or repeated column is named, with those there are, before any row."""
    with pytest.raises(InvalidInput) as refused:
        read(f"{header}\n{GOOD}", is_json=False)
    assert named in str(refused.value)
    assert str(refused.value).isprintable()
    assert all(column in refused.value.hint for column in COLUMNS)


def test_a_header_that_is_no_csv_is_refused() -> None:
    """A misquoted first line is invalid input, as every file that cannot be read."""
    with pytest.raises(InvalidInput):
        read(f'"handle"x,url,window\n{GOOD}', is_json=False)


@pytest.mark.parametrize("bad", [f"tom,{URL}", f'tom,{URL},"1,2",more', "tom", f"tom,{URL},1,2"])
def test_a_row_of_another_width_stops_only_itself(bad: str) -> None:
    """Too many or too few columns in row 1,713 of 2,000 are told of that row alone."""
    rows = read(HEAD + GOOD * 1712 + bad + "\n" + GOOD * 287, is_json=False)
    assert list(faults(rows)) == [1713]
    assert "columns" in faults(rows)[1713]
    assert good(rows) == [MIA] * 1999


def test_a_misquoted_row_stops_only_itself() -> None:
    """A row that is no CSV is named, and the rows after it are done all the same."""
    rows = read(f'{HEAD}{GOOD}"tom"x,{URL},"1,2"\n{GOOD}', is_json=False)
    assert list(faults(rows)) == [2]
    assert good(rows) == [MIA, MIA]


def test_an_open_quotation_is_told() -> None:
    """A quotation that never ends swallows the rest of the file, and is named where it begins."""
    rows = read(f'{HEAD}{GOOD}"tom,{URL},5\n{GOOD}', is_json=False)
    assert list(faults(rows)) == [2]
    assert good(rows) == [MIA]


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"url": URL, "window": "5,8"}, "handle"),
        ({"handle": "mia", "url": URL}, "window"),
        ({"handle": "mia", "window": "5,8"}, "none of url, task and source"),
        ({"handle": "mia", "window": "5,8", "url": URL, "task": "t1"}, "url and task"),
        ({"handle": "mia", "window": "5,8", "source": "1", "task": "t1"}, "task and source"),
    ],
)
def test_what_a_row_lacks_or_has_twice_is_told(values: dict[str, str], named: str) -> None:
    """Handle, window and exactly one of url, task and source are needed, in both formats alike."""
    columns = ["handle", "url", "task", "source", "window"]
    line = ",".join(f'"{values.get(name, "")}"' for name in columns)
    assert named in only_fault(f"{','.join(columns)}\n{line}\n", is_json=False)
    assert named in only_fault(json.dumps(values), is_json=True)
    assert named in only_fault(json.dumps({**dict.fromkeys(columns), **values}), is_json=True)


@pytest.mark.parametrize(
    ("tags", "read_as"),
    [
        ("hero", ("hero",)),
        ("hero; red coat ;;", ("hero", "red coat")),
        ("a,b", ("a,b",)),
        ("", ()),
        (";", ()),
    ],
)
def test_tags_are_parted_by_semicolons(tags: str, read_as: tuple[str, ...]) -> None:
    """Several tags in one cell are parted by `;`, in CSV and in JSON text."""
    text = f'handle,url,window,tags\nmia,{URL},"5,8","{tags}"\n'
    line = json.dumps({"handle": "mia", "url": URL, "window": "5,8", "tags": tags})
    assert [order.tags for order in good(read(text, is_json=False))] == [read_as]
    assert [order.tags for order in good(read(line, is_json=True))] == [read_as]


def test_tags_may_be_a_list_in_json() -> None:
    """JSON has lists, and a tag of a list is taken as it is."""
    line = json.dumps({"handle": "mia", "url": URL, "window": "5,8", "tags": ["hero", "red coat"]})
    assert [order.tags for order in good(read(line, is_json=True))] == [("hero", "red coat")]


@pytest.mark.parametrize(
    "bad",
    [
        *("{", "not json", "[]", "7", "null", '"mia"', "{} {}", "\ud800"),
        '{"handle": "mia", "url": "u", "window": "5,8", "colour": "red"}',
        '{"handle": 7, "url": "u", "window": "5,8"}',
        '{"handle": "mia", "url": ["u"], "window": "5,8"}',
        '{"handle": "mia", "url": "u", "window": 5}',
        '{"handle": "mia", "url": "u", "window": "5,8", "tags": [1]}',
        '{"handle": "mia", "url": "u", "window": "5,8", "tags": {"a": 1}}',
        '{"handle": "mia", "task": true, "window": "5,8"}',
        '{"handle": "mia", "task": {"id": 1}, "window": "5,8"}',
        '{"handle": "mia", "url": "u", "window": "5,8", "look": 1}',
        '{"handle": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"handle":' * 50_000,
    ],
)
def test_a_bad_json_row_stops_only_itself(bad: str) -> None:
    """No JSON, no object, an unknown column or a wrong type is told of that row alone."""
    line = json.dumps({"handle": "mia", "url": URL, "window": "5,8"})
    rows = read(f"{line}\n{bad}\n{line}\n", is_json=True)
    assert list(faults(rows)) == [2]
    assert faults(rows)[2].isprintable()
    assert len(faults(rows)[2]) < 300
    assert good(rows) == [MIA, MIA]


def test_a_bad_row_has_what_helps() -> None:
    """The fault of a row ends in the columns there are."""
    (row,) = read("{}", is_json=True)
    assert row.fault is not None
    assert row.fault.exit_code == 2
    assert all(column in row.fault.hint for column in COLUMNS)
