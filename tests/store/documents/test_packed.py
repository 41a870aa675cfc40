from __future__ import annotations

import json

from store.documents.packed import outline, pack_summary, unpack_summary
from tests.support.store_scan import make_document, make_speech

DOCUMENT = make_document(
    "a.txt", make_speech(1, "“一线三问”要问到底，问船、问货、问人，一样也不能少。", date="2022")
)


def test_an_outline_comes_back_as_it_was() -> None:
    found = outline(DOCUMENT, "hash")
    assert (found.passages, found.slogans) == (1, 1)
    assert unpack_summary(pack_summary(found)) == found


def test_an_outline_from_before_slogans_were_counted_has_none() -> None:
    *before, _ = json.loads(pack_summary(outline(DOCUMENT, "hash")))
    assert unpack_summary(json.dumps(before)).slogans == 0
