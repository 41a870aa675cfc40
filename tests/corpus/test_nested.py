"""Structures within structures: each piece of text once, and work in proportion to the size."""

from __future__ import annotations

import re
import sys
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import DocumentError, TooDeepError
from corpus.reader import read_parts
from tests.support.nested import NESTED, chain, html_nested, numbers, piece, row
from tests.support.sizes import size

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.nested import Shape

pytestmark = pytest.mark.slow

DEEPEST = {"pdf": 7, "zip": 100}
"""How deep structures stand within each other; 25 where nothing is said."""
MOST_GROWTH = 1.5
"""How much more work a piece may be in a document eight times the size."""
MOST_SECONDS = 1.0
"""Of processor time for a page of about half a megabyte, some twenty times what it takes."""
_NUMBER = re.compile(r"〔(\d+)〕")


def read(folder: Path, form: str, data: bytes) -> str:
    file = folder / f"a.{form}"
    file.write_bytes(data)
    return "\n".join(part.reading.text for part in read_parts(file))


def pieces(text: str) -> list[int]:
    return sorted(int(number) for number in _NUMBER.findall(text))


def _numbered(shape: Shape, count: list[int]) -> Shape:
    numbered: Shape = []
    for one in shape:
        if isinstance(one, list):
            numbered.append(_numbered(one, count))
        else:
            numbered.append(len(count))
            count.append(0)
    return numbered


flat: st.SearchStrategy[Shape] = st.lists(st.just(0), min_size=1, max_size=3)
shapes = st.recursive(
    flat,
    lambda inner: st.lists(st.one_of(st.just(0), inner), min_size=1, max_size=4),
    max_leaves=12,
).map(lambda shape: _numbered(shape, []))


@pytest.mark.parametrize("form", NESTED)
@settings(max_examples=25)
@given(shape=shapes)
def test_each_piece_is_read_once(
    tmp_path_factory: pytest.TempPathFactory, form: str, shape: Shape
) -> None:
    if not numbers(shape):
        return
    text = read(tmp_path_factory.mktemp("nested"), form, NESTED[form](shape))
    assert pieces(text) == sorted(numbers(shape))


@pytest.mark.parametrize("form", NESTED)
def test_each_piece_is_read_once_however_deep(tmp_path: Path, form: str) -> None:
    shape = chain(DEEPEST.get(form, 25))
    text = read(tmp_path, form, NESTED[form](shape))
    assert pieces(text) == sorted(numbers(shape))


@pytest.mark.parametrize("form", NESTED)
@pytest.mark.parametrize("depth", [300, size("depth of nesting", 2_000, 10_000)])
def test_what_is_very_deep_is_read_whole_or_refused_in_a_sentence(
    tmp_path: Path, form: str, depth: int
) -> None:
    if form == "pdf":
        pytest.skip("pypdf can't write it")
    shape = chain(depth)
    try:
        text = read(tmp_path, form, NESTED[form](shape))
    except DocumentError as error:
        text = str(error)
    assert pieces(text) == sorted(numbers(shape)) or text.count("。") == 1


def test_a_page_that_is_cut_off_for_its_depth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TooDeepError, match="太深"):
        read(tmp_path, "html", html_nested(chain(3_000)))


MANY = 40_000
LONG_TAGS = {
    "marks in quotes": " ".join(f"a{number}='>'" for number in range(MANY)),
    "tags in quotes": " ".join(f'a{number}="<b>"' for number in range(MANY)),
    "a tag begun within": " ".join(f"a{number}=1" for number in range(MANY)) + " < ",
    "a quote left open": " ".join(f"a{number}=1" for number in range(MANY)) + " '",
    "quotes in names": " ".join(f"a{number}'=1" for number in range(MANY)),
}


@pytest.mark.parametrize("form", LONG_TAGS)
@pytest.mark.parametrize("raw", ["", "<script>if (a<b) {c='</p>'}</script>", "<!-- <p ' -->"])
def test_a_page_keeps_its_words_whatever_else_stands_in_a_tag(
    tmp_path: Path, form: str, raw: str
) -> None:
    tag = f"<p {LONG_TAGS[form]}>"
    page = f"<html><body><nav>回首页</nav>{raw}{tag}{piece(1)}</p>{raw}{piece(2)}</body></html>"
    begun = time.process_time()
    assert pieces(read(tmp_path, "html", page.encode())) == [1, 2]
    assert time.process_time() - begun < MOST_SECONDS


@pytest.mark.parametrize("form", ["<!-- -->", "<a '", '<a "', "<a ", "<!--", "<script>", "<?x?>"])
def test_a_page_of_one_form_again_and_again_takes_no_longer(tmp_path: Path, form: str) -> None:
    page = f"<html><body><p>{piece(1)}</p>{form * 100_000}</body></html>"
    begun = time.process_time()
    assert pieces(read(tmp_path, "html", page.encode())) == [1]
    assert time.process_time() - begun < MOST_SECONDS


def _calls(folder: Path, form: str, data: bytes) -> int:
    """How many functions are called until a document is read."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(folder, form, data)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("form", NESTED)
@pytest.mark.parametrize("make", [chain, row])
def test_work_grows_with_size(tmp_path: Path, form: str, make: Callable[[int], Shape]) -> None:
    if form == "pdf" and make is chain:
        pytest.skip("a reader goes no deeper than eight forms")
    write = NESTED[form]
    read(tmp_path, form, write(make(12)))
    once, more = (_calls(tmp_path, form, write(make(size))) for size in (12, 96))
    assert more <= once * 8 * MOST_GROWTH
