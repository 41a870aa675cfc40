"""Callback data and start payloads: what comes back is what was given out, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.telegram import deeplink
from handlers.telegram.callback_data import LIMIT, Press, Verb, decode, encode
from handlers.telegram.deeplink import Kind, Link

KEYS = st.text("ABCxyz019_-", min_size=8, max_size=8)
IDS = st.text("ABCxyz019_-", min_size=12, max_size=12)
PRESSES = st.builds(
    Press,
    st.sampled_from(Verb),
    KEYS | st.just(""),
    st.integers(0, 36**4 - 1),
    IDS | st.just(""),
    st.text("abc019", max_size=8),
)
LINKS = st.one_of(
    st.builds(Link, st.just(Kind.SEARCH), query=KEYS, offset=st.integers(0, 36**4 - 1)),
    st.builds(Link, st.sampled_from([Kind.PASSAGE, Kind.CONTEXT, Kind.FULL]), passage=IDS),
    st.builds(Link, st.just(Kind.SPEECH), speech=IDS),
    st.builds(Link, st.just(Kind.SURFACE), surface=st.just("daily"), chat=st.integers(-(2**52), 0)),
)
NUMBERED = st.from_regex(r"(gdaily|s[A-Za-z0-9]{8})-?[0-9]{0,24}", fullmatch=True)


@given(PRESSES)
def test_a_press_comes_back_within_64_bytes(press: Press) -> None:
    data = encode(press)
    assert len(data.encode()) <= LIMIT
    assert decode(data) == press


@given(st.text() | st.from_regex(r"1[a-z]{1,2}\.[^.]*\.[^.]*\.[^.]*\.[^.]*", fullmatch=True))
def test_what_decodes_is_what_would_be_encoded(data: str) -> None:
    press = decode(data)
    assert press is None or encode(press) == data


@pytest.mark.parametrize(
    "press",
    [
        Press(Verb.OPEN, offset=-1),
        Press(Verb.OPEN, passage="short"),
        Press(Verb.OPEN, query="a.b"),
        Press(Verb.OPEN, extra="ü"),
    ],
)
def test_a_button_that_would_not_come_back_is_not_made(press: Press) -> None:
    with pytest.raises(ValueError, match=r"."):
        encode(press)


@given(LINKS)
def test_a_link_comes_back_within_telegrams_alphabet(link: Link) -> None:
    payload = deeplink.payload(link)
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert deeplink.parse(payload) == link


@given(st.text() | st.from_regex(r"[slpxfkgdw][A-Za-z0-9_-]{0,30}", fullmatch=True) | NUMBERED)
def test_a_strange_payload_is_none_or_would_be_made(text: str) -> None:
    link = deeplink.parse(text)
    assert link is None or deeplink.payload(link) == text


@given(PRESSES.filter(lambda press: bool(press.query)))
def test_what_a_button_asks_for_can_be_a_link(press: Press) -> None:
    assert decode(encode(press)) == press
    assert deeplink.payload(Link(Kind.SEARCH, query=press.query, offset=press.offset))


@given(st.from_regex(r"1t\.[A-Za-z0-9_-]{0,10}\.[0-9a-z]{0,6}\.\.", fullmatch=True))
def test_a_forged_search_is_none_or_can_be_a_link(data: str) -> None:
    press = decode(data)
    if press is not None and press.query:
        assert deeplink.payload(Link(Kind.SEARCH, query=press.query, offset=press.offset))
