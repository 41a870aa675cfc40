"""The passages that may be sent each day, read from the store once for each of its generations."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corpus.normal import normalize
from store.choice import Candidate, Pool
from store.quality import BEST
from store.segments import level
from store.standalone import LIFETIME, stands_alone

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from store.database import Database
    from store.model import Subscription

PICKED_TAG = "每日"
"""The tag of bookmarks that are drawn from when a chat wants only what somebody picked."""

_NARROWED_POOLS = 64
_PLACES = (
    "SELECT t.id, t.text, s.id AS speech, s.speaker, s.date, d.source FROM text t"
    " JOIN place p ON p.passage = t.passage AND p.text = t.key JOIN speech s ON s.key = p.speech"
    " JOIN document d ON d.key = s.document WHERE t.kind = 'text'"
)


class Pools:
    """All that stands alone, and the parts of it that chats have asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._generation: int | None = None
        self._narrowed: OrderedDict[tuple[str, str], Pool] = OrderedDict()
        self.everything = Pool(())
        self._with_old = Pool(())

    async def refresh(self) -> None:
        """Read the candidates again where the store has changed since."""
        async with self._database.read() as reader:
            loaded = await reader.run(lambda raw: _load(raw, self._generation))
        if loaded is not None:
            self._generation, self.everything, self._with_old = loaded
            self._narrowed.clear()

    def of(self, raw: sqlite3.Connection, subscription: Subscription) -> Pool:
        """Give the candidates that a subscription draws from."""
        kind, value = subscription.source_kind, subscription.source_value
        if kind == "picked":
            return _load_picked(raw, int(value or subscription.set_by or 0))
        if kind == "all":
            return self.everything
        pool = self._narrowed.get((kind, value))
        if pool is None:
            # Who names an old document wants what is old.
            whole = self._with_old if kind == "document" else self.everything
            pool = self._narrowed[kind, value] = Pool(_narrow(whole, kind, value))
            while len(self._narrowed) > _NARROWED_POOLS:
                self._narrowed.popitem(last=False)
        self._narrowed.move_to_end((kind, value))
        return pool


def _narrow(pool: Pool, kind: str, value: str) -> Iterable[Candidate]:
    if kind == "document":
        return (candidate for candidate in pool if value in candidate.documents)
    if kind == "slogan":
        wanted = _bare(normalize(value))
        return (candidate for candidate in pool if wanted in _bare(candidate.normal))
    wanted = normalize(value)
    return (candidate for candidate in pool if wanted in candidate.normal)


def _bare(normal: str) -> str:
    # A slogan is the same whatever its quotation marks and punctuation are.
    return "".join(filter(str.isalnum, normal))


@dataclass(slots=True)
class _Draft:
    """A candidate while its places are being gathered."""

    text: str
    speeches: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)

    def age(self, newest: int) -> int:
        """How many years its latest speech is older than `newest`; 0 where nobody knows."""
        return newest - max(self.years, default=newest)


def _load(raw: sqlite3.Connection, known: int | None) -> tuple[int, Pool, Pool] | None:
    """Read the store's generation, its pool and that with old speeches; None if it is known."""
    (generation,) = raw.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    if generation == known:
        return None
    rows = raw.execute(
        f"{_PLACES} AND t.level = ? ORDER BY t.id, t.key", (level(BEST, heading=False),)
    )
    drafts = _gather(rows)
    (newest,) = raw.execute("SELECT max(CAST(date AS INTEGER)) FROM speech").fetchone()
    fitting: dict[str, _Draft] = {}
    old: dict[str, _Draft] = {}
    for passage_id, draft in drafts.items():
        age = draft.age(newest or 0)
        if stands_alone(draft.text, years=min(age, LIFETIME - 1)):
            (fitting if age < LIFETIME else old)[passage_id] = draft
    return generation, Pool(_candidates(fitting)), Pool(_candidates(fitting | old))


def _load_picked(raw: sqlite3.Connection, user_id: int) -> Pool:
    # What somebody picked is sent as it is, whether or not we should have picked it.
    rows = raw.execute(
        f"{_PLACES} AND t.id IN (SELECT g.passage_id FROM bookmark_tag g"
        " JOIN bookmark b USING (user_id, passage_id)"
        " WHERE g.user_id = ? AND g.tag = ? AND b.removed_at IS NULL)"
        " ORDER BY t.id, t.level, t.key",
        (user_id, PICKED_TAG),
    )
    return Pool(_candidates(_gather(rows)))


def _gather(rows: Iterable[sqlite3.Row]) -> dict[str, _Draft]:
    drafts: dict[str, _Draft] = {}
    for row in rows:
        draft = drafts.get(row["id"])
        if draft is None:
            draft = drafts[row["id"]] = _Draft(row["text"])
        draft.speeches.add(row["speech"])
        draft.documents.add(row["source"])
        if row["speaker"]:
            draft.speakers.add(row["speaker"])
        if row["date"]:
            draft.years.add(int(row["date"][:4]))
    return drafts


def _candidates(drafts: dict[str, _Draft]) -> Iterable[Candidate]:
    return (
        Candidate(
            passage_id,
            normalize(draft.text),
            frozenset(draft.speeches),
            frozenset(draft.speakers),
            frozenset(draft.documents),
        )
        for passage_id, draft in drafts.items()
    )
