"""Documents mined for slogans after they were stored, some blocks in a transaction.

What the store knows is what its documents say, in whatever order they came: a slogan is known
while one of them gives evidence for it, and is counted in all of them. A document that was left
half counted, or was read by older rules, is taken back and counted again.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from corpus.slogans.calls import called
from corpus.slogans.hints import hints
from corpus.slogans.kinds import mine
from corpus.slogans.known_places import Finder
from corpus.slogans.model import KINDS, RULES_VERSION
from store.db.generations import raise_generation
from store.db.lock import ingest_lock
from store.slogans.aggregates import add_pairs
from store.slogans.backfill import look_elsewhere
from store.slogans.counts import (
    Known,
    add_elsewhere,
    add_sightings,
    drop_unfounded,
    raise_version,
    take_back,
)
from store.slogans.hints import confirmed, write_hints
from store.slogans.occurrences import document_blocks, gap_rows, sightings, write_gaps
from store.slogans.ranking import refresh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corpus.slogans.model import Candidate, Kind
    from store.db.database import Database
    from store.db.port import RawConnection
    from store.slogans.backfill import Elsewhere
    from store.slogans.occurrences import Sighting, StoredBlock

T = TypeVar("T")

_PORTION = 400
"""Blocks that one short transaction takes."""
_ELSEWHERE = 6_000
"""Sightings in other documents that one takes."""
_PAUSE = 0.015
"""Seconds between two of them; who waits for the lock looks 200 times a second."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The slogans at one state of their list."""

    version: int
    keys: dict[str, int]
    finder: Finder


class _Portion(NamedTuple):
    """Some blocks of a document in order: how many, their gaps, and the slogans in them."""

    blocks: int
    gaps: tuple[tuple[int, str], ...]
    found: Sequence[Sighting]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a document gives evidence for, and in how many speeches it hints at and calls for it."""

    candidates: tuple[Candidate, ...]
    hints: dict[str, int]
    called: dict[str, int]

    def new(self, known: _Known, hinted: Iterable[str]) -> dict[str, Kind]:
        """Return what was no slogan before this document came, and what kind it is."""
        kinds: dict[str, Kind] = dict.fromkeys(hinted, "formula")
        kinds.update((one.bare, one.kind) for one in self.candidates)
        return {form: kind for form, kind in kinds.items() if form not in known.keys}


@dataclass(frozen=True, slots=True)
class _Mined:
    """What a document says, and where its slogans and those known before stand in it."""

    document: int
    read: _Read
    new: dict[str, Kind]
    portions: tuple[_Portion, ...]


class Miner:
    """Mines the documents that haven't been, one after the other."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._known = _Known(-1, {}, Finder(()))

    async def catch_up(self, *, again: bool = True) -> None:
        """Mine every document that isn't mined yet, and `again` those that older rules have mined.

        In a large store these take minutes, for which who brings a document doesn't wait.
        """
        following = partial(_next, again=again)
        while await self._database.ask(following) is not None:
            async with self._turn, ingest_lock(self._database):
                document = await self._database.ask(following)
                if document is not None:
                    await self.forget(document)
                    await self._mine(document)

    async def forget(self, document: int) -> None:
        """Take back what a document says of slogans; for one who holds the turn of changes.

        Until it changes or goes, the document counts as not mined.
        """
        counted = await self._database.ask(partial(_counted_blocks, document=document))
        if counted is None:
            return
        blocks = await self._database.ask(partial(document_blocks, document=document))
        for start in reversed(range(0, counted, _PORTION)):
            some = blocks[start : min(start + _PORTION, counted)]
            await self._change(partial(_discount, document=document, blocks=some))
        await self._change(partial(_forget_evidence, document=document))

    async def _mine(self, document: int) -> None:
        known = await self._database.ask(self._recall)
        blocks = await self._database.ask(partial(document_blocks, document=document))
        read = await asyncio.to_thread(_read, blocks)
        hinted = await self._database.ask(partial(confirmed, forms=read.hints, beside=read.hints))
        mined = await asyncio.to_thread(_work_out, document, blocks, read, known, hinted)
        elsewhere = await self._database.ask(partial(look_elsewhere, slogans=mined.new))
        if len(mined.portions) < 2 and len(elsewhere.found) < _ELSEWHERE:
            await self._database.change(
                partial(_at_once, mined=mined, elsewhere=elsewhere, known=known.keys)
            )
            return
        keys = await self._change(partial(_begin, mined=mined, known=known.keys))
        written = Known(set(), set())
        for start in range(0, len(elsewhere.found), _ELSEWHERE):
            some = elsewhere.found[start : start + _ELSEWHERE]
            there = elsewhere.passages
            count = partial(add_elsewhere, found=some, passages=there, keys=keys, known=written)
            written = await self._change(count, durable=False)
        await self._change(partial(add_pairs, pairs=elsewhere.pairs(keys)), durable=False)
        for portion in mined.portions:
            add = partial(_count, document=document, portion=portion, keys=keys)
            await self._change(add, durable=False)
        await self._change(partial(_end, mined=mined, keys=keys))

    async def _change(self, work: Callable[[RawConnection], T], *, durable: bool = True) -> T:
        """Write, then leave the lock alone a while; or who waits may never meet it free.

        What isn't durable is as soon as the next is that is.
        """
        result = await self._database.change(work, durable=durable)
        await asyncio.sleep(_PAUSE)
        return result

    def _recall(self, raw: RawConnection) -> _Known:
        row = raw.execute("SELECT value FROM meta WHERE name = 'slogan_version'").fetchone()
        if row["value"] != self._known.version:
            keys = {one["bare"]: one["key"] for one in raw.execute("SELECT key, bare FROM slogan")}
            self._known = _Known(row["value"], keys, Finder(keys))
        return self._known


def _next(raw: RawConnection, *, again: bool) -> int | None:
    """Give a document that isn't mined by the rules of now, one that is half counted first."""
    row = raw.execute(
        "SELECT d.key FROM document d LEFT JOIN slogan_document m ON m.document = d.key"
        " WHERE m.whole IS NOT TRUE OR (? AND m.rules != ?)"
        " ORDER BY m.whole IS NULL, d.key LIMIT 1",
        (again, RULES_VERSION),
    ).fetchone()
    return row["key"] if row else None


def _read(blocks: Sequence[StoredBlock]) -> _Read:
    speeches = [
        ["".join(block.texts) for block in some]
        for _, some in groupby(blocks, key=lambda block: block.speech)
    ]
    candidates = mine([text for texts in speeches for text in texts])
    hinted = Counter(form for texts in speeches for form in hints(texts))
    finder = Finder({one.bare for one in candidates} | hinted.keys())
    calling = Counter(form for texts in speeches for form in called(texts, finder))
    return _Read(candidates, dict(hinted), dict(calling))


def _work_out(
    document: int, blocks: Sequence[StoredBlock], read: _Read, known: _Known, hinted: set[str]
) -> _Mined:
    forms = read.new(known, hinted)
    new = Finder(forms)
    portions = []
    for start in range(0, len(blocks), _PORTION):
        some = blocks[start : start + _PORTION]
        found = sightings(some, known.finder) + sightings(some, new)
        portions.append(_Portion(len(some), gap_rows(some), found))
    standing = {one.slogan for portion in portions for one in portion.found}
    kept = tuple(one for one in read.candidates if one.bare in standing)
    there = {form: kind for form, kind in forms.items() if form in standing}
    return _Mined(document, _Read(kept, read.hints, read.called), there, tuple(portions))


def _at_once(
    raw: RawConnection, mined: _Mined, elsewhere: Elsewhere, known: dict[str, int]
) -> None:
    keys = _begin(raw, mined, known)
    add_elsewhere(raw, elsewhere.found, elsewhere.passages, keys, Known(set(), set()))
    add_pairs(raw, elsewhere.pairs(keys))
    for portion in mined.portions:
        _count(raw, mined.document, portion, keys)
    _end(raw, mined, keys)


def _begin(raw: RawConnection, mined: _Mined, known: dict[str, int]) -> dict[str, int]:
    """Add the new slogans and the evidence, and give the keys of all slogans."""
    keys = dict(known)
    for form, kind in mined.new.items():
        row = raw.execute(
            "INSERT INTO slogan (bare, shown, kind) VALUES (?, ?, ?) RETURNING key",
            (form, form, KINDS.index(kind)),
        ).fetchone()
        keys[form] = row["key"]
    raw.executemany(
        "INSERT INTO slogan_source (slogan, document, kind, members) VALUES (?, ?, ?, ?)",
        (
            (
                keys[one.bare],
                mined.document,
                KINDS.index(one.kind),
                json.dumps(one.members, ensure_ascii=False) if one.members else None,
            )
            for one in mined.read.candidates
        ),
    )
    write_hints(raw, mined.document, mined.read.hints, mined.read.called)
    raw.execute(
        "INSERT INTO slogan_document (document, blocks, whole, rules) VALUES (?, 0, FALSE, ?)",
        (mined.document, RULES_VERSION),
    )
    if len(keys) > len(known):
        raise_version(raw)
    return keys


def _count(raw: RawConnection, document: int, portion: _Portion, keys: dict[str, int]) -> None:
    write_gaps(raw, portion.gaps)
    add_sightings(raw, portion.found, keys)
    _move(raw, document, portion.blocks)


def _end(raw: RawConnection, mined: _Mined, keys: dict[str, int]) -> None:
    held = {one.slogan for portion in mined.portions for one in portion.found}
    refresh(raw, {keys[slogan] for slogan in held})
    raw.execute("UPDATE slogan_document SET whole = TRUE WHERE document = ?", (mined.document,))
    raise_generation(raw)


def _counted_blocks(raw: RawConnection, document: int) -> int | None:
    row = raw.execute(
        "SELECT blocks FROM slogan_document WHERE document = ?", (document,)
    ).fetchone()
    return row["blocks"] if row else None


def _discount(raw: RawConnection, document: int, blocks: Sequence[StoredBlock]) -> None:
    # First, for what it calls for bears on the ranks that are worked out then.
    raw.execute("DELETE FROM slogan_hint WHERE document = ?", (document,))
    take_back(raw, blocks)
    raw.execute("UPDATE slogan_document SET whole = FALSE WHERE document = ?", (document,))
    _move(raw, document, -len(blocks))


def _forget_evidence(raw: RawConnection, document: int) -> None:
    rows = raw.execute(
        "DELETE FROM slogan_source WHERE document = ? RETURNING slogan", (document,)
    ).fetchall()
    raw.execute("DELETE FROM slogan_hint WHERE document = ?", (document,))
    raw.execute("DELETE FROM slogan_document WHERE document = ?", (document,))
    refresh(raw, {row["slogan"] for row in rows})
    if drop_unfounded(raw):
        raise_version(raw)
    raise_generation(raw)


def _move(raw: RawConnection, document: int, blocks: int) -> None:
    raw.execute(
        "UPDATE slogan_document SET blocks = blocks + ? WHERE document = ?", (blocks, document)
    )
