"""Whole speeches to read, the list to choose from, and where each reader stopped."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from corpus.dates import written_date
from corpus.normal import normalize
from store.db.instants import to_column
from store.people.model import Stop
from store.search.hits import load_speeches
from store.search.model import SpeechPage, SpeechText, Written
from store.search.query import parse_query
from store.search.results import allowed_speeches

if TYPE_CHECKING:
    from store.clock import Clock
    from store.db.database import Database
    from store.db.port import RawConnection, Row
    from store.db.writebehind import WriteBehind

READERS_IN_MEMORY = 4096
"""Readers whose last places need not be asked of the database."""


class Reading:
    """The speeches as a reader sees them. Places are written behind his back, so never late."""

    def __init__(self, database: Database, behind: WriteBehind, clock: Clock) -> None:
        self._database = database
        self._behind = behind
        self._clock = clock
        # What is not yet written: a reader's places, each with its instant.
        self._recent: OrderedDict[int, dict[str, tuple[str, int]]] = OrderedDict()

    async def speech(self, speech_id: str) -> SpeechText | None:
        """Give a whole speech, None where it is no longer in the store."""
        return await self._database.ask(lambda raw: _speech(raw, speech_id))

    async def speeches(self, wanted: str, *, limit: int, offset: int) -> SpeechPage:
        """Give the speeches whose title or organisation holds the words, newest first.

        A date, such as 2023 or 2023年3月, finds those of that time as well. Where there is none,
        the names of the files decide. Filters alone, such as 讲话人:贺望潮, find what they let
        through.
        """
        return await self._database.ask(lambda raw: _speeches(raw, wanted, limit, offset))

    def stop(self, user_id: int, speech_id: str, number: int) -> None:
        """Remember that a reader has come to this passage of a speech."""
        now = to_column(self._clock.now())
        places = self._recent.setdefault(user_id, {})
        places[speech_id] = (now, number)
        self._recent.move_to_end(user_id)
        if len(self._recent) > READERS_IN_MEMORY:
            self._recent.popitem(last=False)
        self._behind.put(
            "INSERT INTO reading (user_id, speech, number, read_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (user_id, speech) DO UPDATE SET number = excluded.number,"
            " read_at = excluded.read_at",
            (user_id, speech_id, number, now),
        )

    async def stopped(self, user_id: int, speech_id: str) -> int | None:
        """Give the number of the passage that a reader came to, None where he never read it."""
        known = self._recent.get(user_id, {}).get(speech_id)
        if known is not None:
            return known[1]
        row = await self._database.fetch_one(
            "SELECT number FROM reading WHERE user_id = ? AND speech = ?",
            (user_id, speech_id),
        )
        return None if row is None else int(row["number"])

    async def last(self, user_id: int, limit: int) -> tuple[Stop, ...]:
        """Give the speeches that a reader read last, and where; without those that are gone."""
        recent = dict(self._recent.get(user_id, {}))
        return await self._database.ask(lambda raw: _last(raw, user_id, recent, limit))

    async def forget(self, user_id: int) -> None:
        """Forget all places of a reader."""
        self._recent.pop(user_id, None)
        await self._behind.flush()
        await self._database.execute("DELETE FROM reading WHERE user_id = ?", (user_id,))


def _speech(raw: RawConnection, speech_id: str) -> SpeechText | None:
    row = raw.execute("SELECT key FROM speech WHERE id = ?", (speech_id,)).fetchone()
    if row is None:
        return None
    rows = raw.execute(
        "SELECT p.number, p.block, p.level, t.id, t.text FROM place p"
        " JOIN text t ON t.key = p.text WHERE p.speech = ? ORDER BY p.number",
        (row["key"],),
    )
    written = tuple(Written(**dict(place)) for place in rows)
    return SpeechText(load_speeches(raw, {row["key"]})[row["key"]], written)


def _speeches(raw: RawConnection, wanted: str, limit: int, offset: int) -> SpeechPage:
    rows = raw.execute(
        "SELECT s.key, s.title_form, s.organisation, s.speaker, s.date, d.source"
        " FROM speech s JOIN document d ON d.key = s.document"
        " ORDER BY coalesce(s.date, '') DESC, s.title_form, s.key"
    ).fetchall()
    needle, date, query = normalize(wanted), written_date(wanted), parse_query(wanted)
    by: Literal["title", "date", "file", "filter"] = "date" if date else "title"
    if query.filters and not query.needles:
        by, allowed = "filter", allowed_speeches(raw, query.filters) or ()
        chosen = [row for row in rows if row["key"] in allowed]
    else:
        chosen = [row for row in rows if _is_called(row, needle) or _is_of(row, date)]
    if not chosen and by != "filter":
        by = "file"
        chosen = [row for row in rows if needle in _file_form(row["source"])]
    shown = [row["key"] for row in chosen[offset : offset + limit]]
    speeches = load_speeches(raw, set(shown))
    years = sorted(row["date"][:4] for row in chosen if row["date"])
    span = (years[0], years[-1]) if years else None
    return SpeechPage(len(chosen), offset, tuple(speeches[key] for key in shown), by, span)


def _is_called(row: Row, needle: str) -> bool:
    names = (row["title_form"], row["organisation"], row["speaker"])
    return any(needle in normalize(name) for name in names if name)


def _is_of(row: Row, date: str | None) -> bool:
    """Tell whether a speech is of this day, or within this month or year."""
    return date is not None and f"{row['date']}-".startswith(f"{date}-")


def _file_form(source: str) -> str:
    return normalize(str(PurePosixPath(source).with_suffix("")))


def _last(
    raw: RawConnection, user_id: int, recent: dict[str, tuple[str, int]], limit: int
) -> tuple[Stop, ...]:
    rows = raw.execute("SELECT speech, number, read_at FROM reading WHERE user_id = ?", (user_id,))
    places = {row["speech"]: (row["read_at"], row["number"]) for row in rows} | recent
    stops: list[Stop] = []
    for speech, (_, number) in sorted(places.items(), key=lambda item: item[1], reverse=True):
        row = raw.execute("SELECT key FROM speech WHERE id = ?", (speech,)).fetchone()
        if row is not None:
            stops.append(Stop(load_speeches(raw, {row["key"]})[row["key"]], number))
        if len(stops) == limit:
            break
    return tuple(stops)
