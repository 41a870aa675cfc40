import json

from store.packing import outline, pack_outline, unpack_outline
from tests.store_scan import make_document, make_speech

DOCUMENT = make_document(
    "a.txt", make_speech(1, "“一线三问”要问到底，问船、问货、问人，一样也不能少。", date="2022")
)


def test_an_outline_comes_back_as_it_was():
    found = outline(DOCUMENT, "hash")
    assert (found.passages, found.slogans) == (1, 1)
    assert unpack_outline(pack_outline(found)) == found


def test_an_outline_from_before_slogans_were_counted_has_none():
    *before, _ = json.loads(pack_outline(outline(DOCUMENT, "hash")))
    assert unpack_outline(json.dumps(before)).slogans == 0
