"""Everything that people do to a store, in any order, beside what they expect of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import shutil
import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from store.db.database import Database
from store.db.writebehind import WriteBehind
from store.documents.corrections import FIELDS
from store.documents.packed import identity, pack, unpack
from store.index.snapshot import Snapshots
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.store_asking import answers, check_exact, exact_questions
from tests.support.store_model import Model
from tests.support.store_scan import NOW
from tests.support.store_world import (
    DATES,
    ORGANISATIONS,
    SOURCES,
    SPEAKERS,
    TITLES,
    documents,
    texts_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from corpus.model import Document, Speech
    from store.db.port import RawConnection
    from store.documents.model import Field

T = TypeVar("T")

NUMBERS = st.integers(0, 1 << 32)
CORRECTED: dict[Field, tuple[str, ...]] = {
    "title": TITLES,
    "organisation": ("", *filter(None, ORGANISATIONS)),
    "speaker": ("", *filter(None, SPEAKERS)),
    "date": ("", *filter(None, DATES)),
}


def _with(speech: Speech, fields: Mapping[Field, str]) -> Speech:
    """A speech with some fields corrected; an empty one is not there."""
    values: dict[str, Any] = {key: value or None for key, value in fields.items()}
    return replace(speech, **values)


class KilledError(Exception):
    """The process ended."""


class Mortal(Database):
    """A store whose process ends after so many write transactions more."""

    left: int | None = None

    async def change(self, work: Callable[[RawConnection], T], *, durable: bool = True) -> T:
        if self.left is not None:
            if not self.left:
                raise KilledError
            self.left -= 1
        return await super().change(work, durable=durable)


@contextlib.asynccontextmanager
async def opened(path: Path) -> Any:
    """A store, and its database."""
    async with Mortal.open(path, shared_by_all=Snapshots()) as database:
        clock = SteppedClock(NOW)
        yield Store(database, WriteBehind(database), clock), database


def hash_of(document: Document) -> str:
    """Stands for the hash of the document's file."""
    return sha256(repr(document).encode()).hexdigest()


class StoreMachine(RuleBasedStateMachine):
    """A store and the documents that must stand in it.

    It begins with a copy of `template`, in which `base` stands; `empty` is one without documents.
    """

    template: Path
    empty: Path
    base: tuple[Document, ...] = ()
    questions = 3
    guesses = 2

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "store.db"
        shutil.copyfile(self.template, self.path)
        self.open = contextlib.AsyncExitStack()
        self.documents: dict[str, Document] = {}
        self.hashes: dict[str, str] = {}
        self.corrections: dict[tuple[str, int], tuple[str, dict[Field, str]]] = {}
        self.taken: list[tuple[str, bytes | None]] = []
        self.chats = 1
        self.model = Model(())
        self.run(self._reopen())
        for document in self.base:
            self.expect(document, hash_of(document))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def _reopen(self) -> None:
        await self.open.aclose()
        self.store, self.database = await self.open.enter_async_context(opened(self.path))
        # As at every start.
        await self.store.slogans.catch_up()

    def teardown(self) -> None:
        try:
            self.compare(7)
        finally:
            self.run(self.open.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)

    # What is expected.

    def expect(self, document: Document, content_hash: str) -> None:
        """The document stands there from now on, corrected; unless it does already."""
        if content_hash in self.hashes.values():
            return
        self.documents.pop(document.source, None)
        self.documents[document.source] = self.corrected(document)
        self.hashes[document.source] = content_hash
        self.model = Model(self.documents.values())

    def expect_none(self, source: str) -> None:
        self.documents.pop(source, None)
        self.hashes.pop(source, None)
        self.model = Model(self.documents.values())

    def corrected(self, document: Document) -> Document:
        names = [identity(speech) for speech in document.speeches]
        own = []
        for speech, name in zip(document.speeches, names, strict=True):
            fields = self._fitting(document.source, speech.number, name, names)
            own.append(_with(speech, fields))
        return replace(document, speeches=tuple(own))

    def _fitting(self, source: str, number: int, name: str, names: list[str]) -> dict[Field, str]:
        """What was corrected in these words, here or elsewhere, or in others of this number."""
        here = {key: one for key, one in sorted(self.corrections.items()) if key[0] == source}
        own = [one for key, one in here.items() if key[1] == number]
        every = [*own, *here.values(), *(one for _, one in sorted(self.corrections.items()))]
        for known, fields in every:
            if known == name:
                return fields
        known, fields = here.get((source, number), ("", {}))
        return {} if known in names else fields

    # What people do.

    @rule(document=documents())
    def ingest(self, document: Document) -> None:
        self.run(self.store.documents.ingest(document, hash_of(document), NOW))
        self.expect(document, hash_of(document))

    @rule(some=st.lists(documents(), min_size=2, max_size=3, unique_by=lambda one: one.source))
    def ingest_several(self, some: list[Document]) -> None:
        some = list({hash_of(one): one for one in some}.values())
        self.run(self.store.documents.ingest_all([(one, hash_of(one)) for one in some], NOW))
        for one in some:
            self.expect(one, hash_of(one))

    @rule(document=documents())
    def take_in_chat(self, document: Document) -> None:
        """As in chat: what stood there before is kept, so that it can come back."""
        stored = self.run(self.store.documents.read(document.source))
        before = pack(*stored) if stored is not None else None
        self.run(self.store.documents.ingest(document, hash_of(document), NOW))
        if hash_of(document) not in self.hashes.values():
            self.taken.append((document.source, before))
        self.expect(document, hash_of(document))

    @precondition(lambda self: self.taken)
    @rule(number=NUMBERS)
    def take_back(self, number: int) -> None:
        source, before = self.taken.pop(number % len(self.taken))
        if before is None:
            self.run(self.store.documents.remove(source))
            self.expect_none(source)
        else:
            document, content_hash = unpack(before)
            self.run(self.store.documents.ingest(document, content_hash, NOW))
            self.expect(document, content_hash)

    @precondition(lambda self: self.documents)
    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        source = sorted(self.documents)[number % len(self.documents)]
        stored = self.run(self.store.documents.read(source))
        self.taken.append((source, pack(*stored)))
        assert self.run(self.store.documents.remove(source))
        self.expect_none(source)

    @rule(source=st.sampled_from(SOURCES))
    def remove_by_name(self, source: str) -> None:
        assert self.run(self.store.documents.remove(source)) == (source in self.documents)
        self.expect_none(source)

    @precondition(lambda self: self.documents)
    @rule(number=NUMBERS, data=st.data())
    def correct(self, number: int, data: st.DataObject) -> None:
        source = sorted(self.documents)[number % len(self.documents)]
        name = data.draw(st.sampled_from(FIELDS))
        values = {name: data.draw(st.sampled_from(CORRECTED[name]))}
        outlines = self.run(self.store.corrections.outlines(source))
        chosen = outlines[number % len(outlines) :]
        self.run(self.store.corrections.correct(chosen, values))
        self._expect_corrected(source, [one.number for one in chosen], values)

    def _expect_corrected(
        self, source: str, numbers: list[int], values: Mapping[Field, str]
    ) -> None:
        document = self.documents[source]
        own = list(document.speeches)
        for at, speech in enumerate(own):
            if speech.number in numbers:
                name = identity(speech)
                known, fields = self.corrections.get((source, speech.number), ("", {}))
                kept = {**(fields if known == name else {}), **values}
                self.corrections[source, speech.number] = (name, kept)
                own[at] = _with(speech, values)
        self.documents[source] = replace(document, speeches=tuple(own))
        self.model = Model(self.documents.values())

    @rule()
    def rebuild(self) -> None:
        steps: list[tuple[int, int]] = []
        self.run(self.store.maintenance.rebuild(lambda done, whole: steps.append((done, whole))))
        self.run(self.store.slogans.catch_up())
        assert steps == sorted(steps)

    @rule(left=st.integers(0, 12), document=documents())
    def die_while_ingesting(self, left: int, document: Document) -> None:
        new = hash_of(document)
        self._die(left, lambda: self.store.documents.ingest(document, new, NOW))
        stored = self.run(self.store.documents.read(document.source))
        if stored is not None and stored[1] == new:
            self.expect(document, new)

    @precondition(lambda self: self.documents)
    @rule(left=st.integers(0, 6), number=NUMBERS)
    def die_while_removing(self, left: int, number: int) -> None:
        source = sorted(self.documents)[number % len(self.documents)]
        self._die(left, lambda: self.store.documents.remove(source))
        if self.run(self.store.documents.read(source)) is None:
            self.expect_none(source)

    @rule(left=st.integers(0, 12))
    def die_while_rebuilding(self, left: int) -> None:
        self._die(left, lambda: self.store.maintenance.rebuild(lambda _done, _whole: None))

    def _die(self, left: int, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        self.database.left = left
        with contextlib.suppress(KilledError):
            self.run(work())
        self.run(self._reopen())

    @rule()
    def start_again(self) -> None:
        self.run(self._reopen())

    @precondition(lambda self: self.documents.keys() & set(SOURCES))
    @rule(number=NUMBERS, document=documents(source="己.txt"))
    def all_at_once(self, number: int, document: Document) -> None:
        """A document comes while another one is corrected and taken in anew, and others search."""
        others = sorted(self.documents.keys() & set(SOURCES))
        source = others[number % len(others)]
        known = self.documents[source]
        values: dict[Field, str] = {"speaker": f"某人{number % 7}"}
        again = (known, f"{hash_of(known)}-{number}")
        self.run(self._all_at_once(again, (document, hash_of(document)), values))
        self._expect_corrected(source, [one.number for one in known.speeches], values)
        self.expect(self.documents[source], again[1])
        self.expect(document, hash_of(document))

    async def _all_at_once(
        self, again: tuple[Document, str], coming: tuple[Document, str], values: dict[Field, str]
    ) -> None:
        outlines = await self.store.corrections.outlines(again[0].source)
        await asyncio.gather(
            self.store.documents.ingest(*again, NOW),
            self.store.corrections.correct(outlines, values),
            self.store.documents.ingest(*coming, NOW),
            self.store.search.search("经继体制改革"),
            self.store.maintenance.rebuild(lambda _done, _whole: None),
        )
        await self.store.slogans.catch_up()

    # What must be so.

    @rule(number=NUMBERS)
    def compare_now(self, number: int) -> None:
        self.compare(number)

    @invariant()
    def says_what_its_documents_say(self) -> None:
        self.run(self._says_what_its_documents_say())

    async def _says_what_its_documents_say(self) -> None:
        sources = await self.store.documents.sources()
        told = {one.source: (one.speeches, one.passages) for one in sources}
        assert told == self.model.counts
        chance = random.Random(json.dumps(sorted(self.hashes.items())))
        texts = texts_of(list(self.documents.values()))
        for asked in exact_questions(chance, texts, self.questions):
            await check_exact(self.store, self.model, asked)
        await self.store.search.search(chance.choice(("经继体制改革", "kaoqianfuwu")))

    def compare(self, seed: int) -> None:
        """Everything asked, and compared with a store built anew from the same documents."""
        self.run(self._compare(seed))

    async def _compare(self, seed: int) -> None:
        assert await self.store.maintenance.check() == ()
        order = await self.database.ask(_in_order)
        assert sorted(order) == sorted(self.documents)
        self.chats += 1
        path = self.folder / "anew.db"
        shutil.copyfile(self.empty, path)
        async with opened(path) as (anew, _):
            if order:
                fresh = [(self.documents[source], self.hashes[source]) for source in order]
                await anew.documents.ingest_all(fresh, NOW)
            found = await answers(
                self.store, self.model, random.Random(seed), self.guesses, self.chats
            )
            wanted = await answers(anew, self.model, random.Random(seed), self.guesses, self.chats)
        for name, value in wanted.items():
            _same(name, found[name], value)
        for left in self.folder.glob("anew.db*"):
            left.unlink()


def _in_order(raw: Any) -> list[str]:
    rows = raw.execute(
        "SELECT d.source FROM document d JOIN speech s ON s.document = d.key"
        " GROUP BY d.key ORDER BY min(s.key)"
    )
    return [row["source"] for row in rows]


def _same(name: str, found: Any, wanted: Any) -> None:
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys(), f"{name}: {found.keys() ^ wanted.keys()}"
        for key, value in wanted.items():
            _same(f"{name}: {key}", found[key], value)
    else:
        assert found == wanted, f"{name}: {found} instead of {wanted}"
