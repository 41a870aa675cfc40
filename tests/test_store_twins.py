"""Near-duplicates: known once they are in, below the others in a search, forgotten when gone."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normal import normalize
from corpus.parse import parse_text
from store.likeness import SKETCH, TWIN_LIKENESS, likeness, sketches
from store.store import Store
from store.twins import families
from tests.folders import speech

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ONE = "要把泊位当成自己的家来管，先靠泊再返航，一艘一艘地算清楚，一天一天地记下来，谁也不许含糊。"
LIKE = "要把泊位当成自己的家来管，先靠泊再返航，一艘一艘地算清楚，一天一天地写下来，谁都不许含糊。"
OTHER = "船东走了多远的路，我们就要备多热的茶；货主心里有多少急，我们手上就要有多少快，不许拖。"


class Now:
    def now(self):
        return NOW


@pytest.fixture
async def store(tmp_path):
    async with Store.open(tmp_path / "store.db", clock=Now()) as opened:
        yield opened


async def put(store, name, *paragraphs):
    text = "\n\n".join((f"在{name}会上的讲话", *paragraphs))
    return await store.documents.ingest(parse_text(text, f"{name}.txt"), name + text, NOW)


async def known(store):
    def read(raw):
        rows = raw.execute("SELECT key, text FROM text WHERE kind = 'text'").fetchall()
        found = families(raw, [row["key"] for row in rows])
        return {row["text"]: found.get(row["key"]) for row in rows}

    return await store.documents._database.ask(read)


async def test_twins_have_one_family(store):
    await put(store, "甲", ONE, OTHER)
    await put(store, "乙", LIKE)
    found = await known(store)
    assert found[ONE] == found[LIKE] is not None
    assert found[OTHER] is None


async def test_a_changed_document_leaves_no_twin_behind(store):
    await put(store, "甲", ONE)
    await put(store, "乙", LIKE)
    await put(store, "乙", OTHER)
    found = await known(store)
    assert found[OTHER] is None
    # The key that LIKE had is OTHER's now or will be another's; the next look goes by the text.
    await put(store, "丙", LIKE)
    found = await known(store)
    assert found[ONE] == found[LIKE] is not None


async def test_speeches_that_stood_here_before_are_counted(store):
    first = await put(store, "甲", ONE, OTHER)
    assert first.twins == 0
    assert (await put(store, "乙", LIKE, OTHER)).twins == 1
    fresh = parse_text(speech(3), "丙.txt")
    assert (await store.documents.ingest(fresh, "c", NOW)).twins == 0


async def test_a_search_shows_others_before_a_twin_and_leaves_none_out(store):
    await put(store, "甲", ONE)
    await put(store, "乙", LIKE)
    await put(store, "丙", OTHER)
    page = await store.search.search("不许")
    assert page.total == 3
    texts = [hit.text for hit in page.hits]
    assert set(texts) == {ONE, LIKE, OTHER}
    assert texts[2] in (ONE, LIKE)


@given(st.lists(st.text("泊位船东缆绳潮水，。", max_size=60), min_size=1, max_size=6))
def test_a_sketch_depends_on_its_text_alone(texts):
    together = sketches(texts)
    assert together.shape == (len(texts), SKETCH)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(sketches([text])[0], row)


def test_sketches_of_twins_have_numbers_in_common():
    assert likeness(normalize(ONE), normalize(LIKE)) >= TWIN_LIKENESS
    one, like, other = sketches([normalize(text) for text in (ONE, LIKE, OTHER)])
    assert (one == like).sum() >= 2
    assert (one == other).sum() == 0
