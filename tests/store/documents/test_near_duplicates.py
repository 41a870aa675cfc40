"""Near-duplicates: known once they are in, below the others in a search, forgotten when gone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normal import normalize
from corpus.parse import parse_text
from store.documents.minhash import MINHASH_SIZE, NEAR_DUPLICATE_JACCARD, jaccard, minhashes
from store.search.families import families
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.folders import speech

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.db.port import RawConnection
    from store.documents.model import IngestOutcome

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ONE = "要把泊位当成自己的家来管，先靠泊再返航，一艘一艘地算清楚，一天一天地记下来，谁也不许含糊。"
LIKE = "要把泊位当成自己的家来管，先靠泊再返航，一艘一艘地算清楚，一天一天地写下来，谁都不许含糊。"
OTHER = "船东走了多远的路，我们就要备多热的茶；货主心里有多少急，我们手上就要有多少快，不许拖。"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(tmp_path / "store.db", clock=SteppedClock(NOW)) as opened:
        yield opened


async def put(store: Store, name: str, *paragraphs: str) -> IngestOutcome:
    text = "\n\n".join((f"在{name}会上的讲话", *paragraphs))
    return await store.documents.ingest(parse_text(text, f"{name}.txt"), name + text, NOW)


async def known(store: Store) -> dict[str, int | None]:
    def read(raw: RawConnection) -> dict[str, int | None]:
        rows = raw.execute("SELECT key, text FROM text WHERE kind = 'text'").fetchall()
        found = families(raw, [row["key"] for row in rows])
        return {row["text"]: found.get(row["key"]) for row in rows}

    return await store.documents._database.ask(read)


async def test_twins_have_one_family(store: Store) -> None:
    await put(store, "甲", ONE, OTHER)
    await put(store, "乙", LIKE)
    found = await known(store)
    assert found[ONE] == found[LIKE] is not None
    assert found[OTHER] is None


async def test_a_changed_document_leaves_no_twin_behind(store: Store) -> None:
    await put(store, "甲", ONE)
    await put(store, "乙", LIKE)
    await put(store, "乙", OTHER)
    found = await known(store)
    assert found[OTHER] is None
    # The key that LIKE had is OTHER's now or will be another's; the next look goes by the text.
    await put(store, "丙", LIKE)
    found = await known(store)
    assert found[ONE] == found[LIKE] is not None


async def test_a_sketch_goes_with_its_text(store: Store) -> None:
    async def sketched() -> set[int]:
        rows = await store.documents._database.fetch_all("SELECT DISTINCT text FROM twin_sketch")
        return {row["text"] for row in rows}

    async def standing() -> set[int]:
        rows = await store.documents._database.fetch_all(
            "SELECT key FROM text WHERE kind = 'text' AND length(text) >= 20"
        )
        return {row["key"] for row in rows}

    await put(store, "甲", ONE, OTHER)
    await put(store, "乙", LIKE, OTHER, *speech(9).splitlines())
    assert await sketched() == await standing() != set()
    await put(store, "乙", ONE)
    assert await sketched() == await standing()
    await store.documents.remove("甲.txt")
    assert await sketched() == await standing() != set()
    await store.documents.remove("乙.txt")
    assert await sketched() == set()


async def test_speeches_that_stood_here_before_are_counted(store: Store) -> None:
    first = await put(store, "甲", ONE, OTHER)
    assert first.twins == 0
    assert (await put(store, "乙", LIKE, OTHER)).twins == 1
    fresh = parse_text(speech(3), "丙.txt")
    assert (await store.documents.ingest(fresh, "c", NOW)).twins == 0


async def test_a_search_shows_others_before_a_twin_and_leaves_none_out(store: Store) -> None:
    await put(store, "甲", ONE)
    await put(store, "乙", LIKE)
    await put(store, "丙", OTHER)
    page = await store.search.search("不许")
    assert page.total == 3
    texts = [hit.text for hit in page.hits]
    assert set(texts) == {ONE, LIKE, OTHER}
    assert texts[2] in (ONE, LIKE)


@given(st.lists(st.text("泊位船东缆绳潮水，。", max_size=60), min_size=1, max_size=6))
def test_a_sketch_depends_on_its_text_alone(texts: list[str]) -> None:
    together = minhashes(texts)
    assert together.shape == (len(texts), MINHASH_SIZE)
    for text, row in zip(texts, together, strict=True):
        assert np.array_equal(minhashes([text])[0], row)


def test_sketches_of_twins_have_numbers_in_common() -> None:
    assert jaccard(normalize(ONE), normalize(LIKE)) >= NEAR_DUPLICATE_JACCARD
    one, like, other = minhashes([normalize(text) for text in (ONE, LIKE, OTHER)])
    assert (one == like).sum() >= 2
    assert (one == other).sum() == 0
