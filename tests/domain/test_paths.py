"""The path language of profiles: reading, writing and filling JSON documents."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charlib.domain import paths
from tests.examples import examples

brief = examples(40)

keys = st.text("abz_09-é雨", min_size=1, max_size=4)
dict_paths = st.lists(keys, min_size=1, max_size=4).map(".".join)
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
documents = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
any_paths = st.text("ab.[]01", max_size=8)

ANSWER = {
    "code": 0,
    "data": {"task_id": "t1", "empty": "", "none": None, "no": False},
    "results": [{"url": "u0"}, {"url": "u1"}],
}


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("id", ["id"]),
        ("data.task_id", ["data", "task_id"]),
        ("results[0].url", ["results", 0, "url"]),
        ("[12]", [12]),
        ("a[0][1]", ["a", 0, 1]),
        ("refs[]", ["refs", None]),
        ("refs[].url", ["refs", None, "url"]),
    ],
)
def test_a_path_is_keys_indexes_and_appends(path: str, steps: list[paths.Step]) -> None:
    """Dots part keys, brackets hold an index, empty brackets append."""
    assert paths.steps(path) == steps


@pytest.mark.parametrize(
    "path", [".", ".a", "a..b", "a.", "a[", "a]", "a[x]", "a[-1]", "a[0", "[]]"]
)
def test_what_is_no_path_is_refused(path: str) -> None:
    """A dangling dot or bracket is a mistake in a profile, and told as ValueError."""
    with pytest.raises(ValueError, match="path"):
        paths.steps(path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("code", 0),
        ("data.task_id", "t1"),
        ("results[1].url", "u1"),
        ("results[0]", {"url": "u0"}),
        ("data.no", False),
        ("data.none", None),
        ("data.missing", None),
        ("data.task_id.more", None),
        ("results[2].url", None),
        ("results.url", None),
        ("data[0]", None),
        ("code[0]", None),
    ],
)
def test_a_value_is_found_or_none(path: str, value: object) -> None:
    """The value where the path leads, and None where the document has no such place."""
    assert paths.get(ANSWER, path) == value


@given(documents, any_paths)
@brief
def test_reading_any_document_never_fails(document: object, path: str) -> None:
    """Whatever an answer looks like, a path finds something or nothing in it."""
    try:
        paths.steps(path)
    except ValueError:
        return
    paths.get(document, path)


@pytest.mark.parametrize(
    ("tried", "value"),
    [
        (["data.missing", "data.task_id", "code"], "t1"),
        (["data.none", "data.empty", "results[0].url"], "u0"),
        (["code", "data.task_id"], 0),
        (["data.no", "data.task_id"], False),
        (["data.empty", "data.none"], None),
        ([], None),
    ],
)
def test_the_first_value_that_stands_is_taken(tried: list[str], value: object) -> None:
    """Null and empty text are passed over; zero and false are answers."""
    assert paths.first(ANSWER, tried) == value


@given(dict_paths, leaves)
@brief
def test_what_was_put_is_got(path: str, value: object) -> None:
    """A value set at a path of keys is found at it, in a new document."""
    document: dict[str, Any] = {}
    paths.put(document, path, value)
    assert paths.get(document, path) == value


@given(st.dictionaries(keys, leaves, min_size=1, max_size=4), keys, leaves)
@brief
def test_putting_leaves_the_neighbours_alone(
    given_values: dict[str, object], key: str, value: object
) -> None:
    """Setting one value in an object changes no other."""
    document: dict[str, Any] = {"input": copy.deepcopy(given_values)}
    paths.put(document, f"input.{key}", value)
    assert document == {"input": {**given_values, key: value}}


def test_lists_and_objects_are_made_on_the_way() -> None:
    """Appending makes the list at first use, and goes on in it."""
    document: dict[str, Any] = {}
    paths.put(document, "input.refs[]", "a")
    paths.put(document, "input.refs[]", "b")
    paths.put(document, "images[].url", "u")
    paths.put(document, "images[].url", "v")
    assert document == {
        "input": {"refs": ["a", "b"]},
        "images": [{"url": "u"}, {"url": "v"}],
    }


@pytest.mark.parametrize("path", ["results[0]", "results[0].url", "a.b[0]"])
def test_an_index_is_never_written_as_a_key(path: str) -> None:
    """An index puts the value in a list's place, or is refused: no JSON object has a number key."""
    document: dict[str, Any] = {}
    try:
        paths.put(document, path, "v")
    except ValueError:
        return
    assert paths.get(document, path) == "v"


@pytest.mark.parametrize("path", ["", "a..b", "a["])
def test_nothing_is_put_at_what_is_no_path(path: str) -> None:
    """An empty or broken path is refused and leaves the document as it was."""
    document: dict[str, Any] = {}
    with pytest.raises(ValueError, match=r".+"):
        paths.put(document, path, 1)
    assert document == {}


@pytest.mark.parametrize("path", ["a.b", "a[]", "a[].b", "list.b"])
def test_nothing_is_put_through_another_value(path: str) -> None:
    """Where a text or a list is in the way, the error names the path, not Python's types."""
    document: dict[str, Any] = {"a": "text", "list": ["text"]}
    with pytest.raises(ValueError, match=f"path '{re.escape(path)}': another value is in its way"):
        paths.put(document, path, 1)


VALUES = {"n": 2, "name": "Mia", "remote_id": "307212335131305", "odd": "{name} \\1"}


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("@{name}", "@Mia"),
        ("<<<element_{n}>>>", "<<<element_2>>>"),
        ("{name} and {name}", "Mia and Mia"),
        ("{n}", 2),
        ("{remote_id|int}", 307212335131305),
        ("{remote_id}", "307212335131305"),
        ("say {odd}", "say {name} \\1"),
        ({"id": "{remote_id}", "n": "{n}"}, {"id": "307212335131305", "n": 2}),
        (["{name}", ["{n}", {"deep": "x{n}"}]], ["Mia", [2, {"deep": "x2"}]]),
        ({"on": True, "none": None, "half": 0.5}, {"on": True, "none": None, "half": 0.5}),
        ("{} { name } {name", "{} { name } {name"),
        ('{"a": 1}', '{"a": 1}'),
    ],
)
def test_templates_are_filled_at_any_depth(template: object, filled: object) -> None:
    """Fields are filled once, alone they keep their type, and everything else stays as it is."""
    assert paths.fill(template, VALUES) == filled


@pytest.mark.parametrize("template", ["{who}", "a {who}", {"a": ["{who}"]}])
def test_a_name_without_value_is_an_error(template: object) -> None:
    """A field that nothing fills raises KeyError with its name."""
    with pytest.raises(KeyError, match="who"):
        paths.fill(template, VALUES)


def test_filling_leaves_the_template_alone() -> None:
    """A template can be filled again: filling makes a new document."""
    template = {"refs": [{"id": "{n}"}]}
    paths.fill(template, VALUES)
    assert template == {"refs": [{"id": "{n}"}]}


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("plain", set()),
        ("{a} {b|int} {a}", {"a", "b"}),
        ({"x": "{a}", "y": [{"z": "{b}"}]}, {"a", "b"}),
        ({}, set()),
        (7, set()),
    ],
)
def test_a_template_names_its_fields(template: object, names: set[str]) -> None:
    """All names that a template asks for are told, wherever they stand."""
    assert paths.fields(template) == names


@given(st.recursive(st.text("{}ab|int x", max_size=8), st.lists, max_leaves=5))
@brief
def test_the_named_fields_are_enough(template: object) -> None:
    """With a value for each of its fields every template can be filled."""
    paths.fill(template, dict.fromkeys(paths.fields(template), "1"))


@pytest.mark.parametrize(
    ("document", "fragment", "merged"),
    [
        ({}, {"a": [1]}, {"a": [1]}),
        ({"a": [1]}, {"a": [2]}, {"a": [1, 2]}),
        ({"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
        ({"a": {"b": [1]}, "x": 0}, {"a": {"b": [2]}}, {"a": {"b": [1, 2]}, "x": 0}),
        ({"a": 1}, {"a": [2]}, {"a": [2]}),
    ],
)
def test_a_fragment_is_laid_into_a_document(
    document: dict[str, Any], fragment: dict[str, Any], merged: dict[str, Any]
) -> None:
    """Objects are merged, lists go on, all else is replaced; the fragment stays as it was."""
    before = copy.deepcopy(fragment)
    paths.merge(document, fragment)
    assert (document, fragment) == (merged, before)


@pytest.mark.parametrize(
    ("template", "document", "values"),
    [
        ("{id}", "x", {"id": "x"}),
        ("{id|int}", 9007199254740993, {"id": "9007199254740993"}),
        ({"element_id": "{id}", "type": "e"}, {"element_id": "5", "type": "e"}, {"id": "5"}),
        ({"element_id": "{id}", "type": "e"}, {"element_id": "5", "type": "f"}, None),
        ({"url": "asset://{part}"}, {"url": "asset://a-1"}, {"part": "a-1"}),
        ({"url": "asset://{part}"}, {"url": "https://h"}, None),
        ({"a": "{x}", "b": "{x}"}, {"a": "1", "b": "2"}, None),
        ({"images": "{images}"}, {"images": ["u"]}, {}),
        (["{x}"], ["1", "2"], None),
        ({"a": "{x}"}, {"a": "1", "b": 2}, None),
        ({"a": 1}, {"a": 1}, {}),
    ],
)
def test_a_template_is_read_backwards(template: Any, document: Any, values: Any) -> None:
    """The values with which a template becomes a document are found, or None where none do that."""
    assert paths.unify(template, document) == values


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text("xyz", min_size=1), min_size=3))
@brief
def test_filling_can_be_undone(values: dict[str, str]) -> None:
    """What was filled into a template is read out of the document again."""
    template = {"one": "{a}", "many": ["{b}", {"deep": "<{c}>"}], "fixed": True}
    assert paths.unify(template, paths.fill(template, values)) == values
