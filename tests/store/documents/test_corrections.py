"""Corrections belong to their speech, also where other speeches have the same words."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

import pytest

from store.documents.corrections import Corrections
from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from tests.support.store_scan import NOW, make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.db.database import Database

FIRST, SECOND = "把窗口搬到码头，靠前服务、马上就办。", "问题解决在靠泊之前，才算数。"
ONE = make_document("甲.txt", make_speech(1, FIRST, speaker="林远"))
OTHER = make_document(
    "乙.txt", make_speech(1, SECOND), make_speech(2, FIRST, speaker="苏宁"), make_speech(3, SECOND)
)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[Database, Documents, Corrections]]:
    async with open_indexed(path) as database:
        yield database, Documents(database), Corrections(database)


async def correct(corrections: Corrections, source: str, number: int, speaker: str) -> None:
    outlines = await corrections.outlines(source)
    await corrections.correct([outlines[number - 1]], {"speaker": speaker})


async def speakers(corrections: Corrections) -> list[str | None]:
    return [
        one.speaker for source in ("甲.txt", "乙.txt") for one in await corrections.outlines(source)
    ]


async def test_equal_speeches_keep_their_own_corrections(tmp_path: Path) -> None:
    async with opened(tmp_path / "store.db") as (_, documents, corrections):
        for document in (ONE, OTHER):
            await take_in(documents, document)
        await correct(corrections, "甲.txt", 1, "甲")
        for number, speaker in enumerate(("乙", "", "丙"), start=1):
            await correct(corrections, "乙.txt", number, speaker)
        wanted = ["甲", "乙", None, "丙"]
        assert await speakers(corrections) == wanted
        for again in range(2):
            await documents.ingest(OTHER, f"{again}", NOW)
            assert await speakers(corrections) == wanted


@pytest.mark.sqlite
async def test_a_store_of_before_gives_corrections_back_to_their_words(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened(path) as (_, documents, corrections):
        for document in (ONE, OTHER):
            await take_in(documents, document)
        for source, number in (("甲.txt", 1), ("乙.txt", 2)):
            await correct(corrections, source, number, f"在{source}")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(
            "UPDATE correction SET identity = (SELECT s.id FROM speech s JOIN document d"
            " ON d.key = s.document WHERE (d.source, s.number) ="
            " (correction.source, correction.number))"
        )
        raw.execute("ALTER TABLE speech DROP COLUMN identity")
        # What later steps made they make again.
        raw.execute("ALTER TABLE excerpt DROP COLUMN reread")
        raw.execute("DROP TRIGGER text_vector_gone")
        raw.execute("DROP TABLE text_vector")
        raw.execute("DROP INDEX place_echo")
        raw.execute("CREATE INDEX place_echo ON place (text, speech) WHERE echo")
        raw.execute("ALTER TABLE slogan_document DROP COLUMN rules")
        raw.execute(
            "DELETE FROM migration WHERE number >= (SELECT number FROM migration"
            " WHERE description = 'the words of speeches')"
        )
        raw.commit()
    async with opened(path) as (_, documents, corrections):
        await documents.ingest(OTHER, "anew", NOW)
        assert await speakers(corrections) == ["在甲.txt", None, "在乙.txt", None]
