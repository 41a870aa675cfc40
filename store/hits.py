"""Keys of texts turned into the passages that people see, with the speeches they stand in."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from store.citation import repeats_organisation
from store.found import as_list
from store.matching import highlights
from store.model import Hit, Place, SpeechInfo

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from store.found import Found
    from store.model import Match

_SPEECH = (
    "SELECT s.key, s.id, s.number, s.title, s.collection, s.organisation, s.speaker, s.date,"
    " d.key AS document, d.source, d.collection AS compilation,"
    " EXISTS (SELECT 1 FROM speech o WHERE o.title_form = s.title_form AND o.key != s.key)"
    " AS shared_title"
    " FROM speech s JOIN document d ON d.key = s.document"
)


def load_hits(
    raw: sqlite3.Connection, keys: Sequence[int], found: Found, match: Match
) -> tuple[Hit, ...]:
    """Read the passages with these texts, in this order, highlighted as `found` found them."""
    texts = {
        row["key"]: row
        for row in raw.execute(
            "SELECT key, id, passage, kind, text FROM text"
            " WHERE key IN (SELECT value FROM json_each(?))",
            (as_list(keys),),
        )
    }
    places = _places(raw, found, [row["passage"] for row in texts.values()])
    shown = {key: _shown(found, texts[key], places) for key in keys}
    speeches = load_speeches(raw, {place["speech"] for place in shown.values()})
    return tuple(
        Hit(
            id=texts[key]["id"],
            kind=texts[key]["kind"],
            text=texts[key]["text"],
            speech=speeches[shown[key]["speech"]],
            number=shown[key]["number"],
            heading=_path(raw, shown[key]),
            match=match,
            highlights=highlights(
                texts[key]["text"],
                found.needles,
                (run.length for run in found.runs.get(key, ())),
            ),
            also_in=tuple(
                Place(place["id"], place["number"])
                for place in places[texts[key]["passage"]]
                if place is not shown[key]
            ),
        )
        for key in keys
    )


def load_speeches(raw: sqlite3.Connection, keys: Iterable[int]) -> dict[int, SpeechInfo]:
    """Read what citations need of the speeches with these keys."""
    rows = raw.execute(
        f"{_SPEECH} WHERE s.key IN (SELECT value FROM json_each(?))", (as_list(list(keys)),)
    )
    return {
        row["key"]: SpeechInfo(
            id=row["id"],
            number=row["number"],
            title=row["title"],
            collection=row["collection"],
            organisation=row["organisation"],
            speaker=row["speaker"],
            date=row["date"],
            source=row["source"],
            container=_container(raw, row),
            shared_title=bool(row["shared_title"]),
        )
        for row in rows
    }


def _container(raw: sqlite3.Connection, speech: sqlite3.Row) -> str:
    """Name what a speech stands in as shortly as no other document could be named."""
    source: str = speech["source"]
    alone = repeats_organisation(speech["title"], speech["organisation"])
    if not speech["shared_title"] and not alone:
        # No citation needs it, so it need not be told apart.
        return speech["compilation"] or _stem(source)
    for name in (speech["compilation"], _stem(source), _name(source)):
        others = raw.execute(
            "SELECT source, collection FROM document"
            " WHERE key != ? AND (collection = ? OR instr(source, ?))",
            (speech["document"], name, name),
        )
        if name and not any(name in _names(*other) for other in others):
            return str(name)
    return source


def _names(source: str, collection: str | None) -> tuple[str | None, ...]:
    return source, _name(source), _stem(source), collection


def _name(source: str) -> str:
    return source.rpartition("/")[2]


@lru_cache(maxsize=4096)
def _stem(source: str) -> str:
    return PurePosixPath(source).stem


def _places(
    raw: sqlite3.Connection, found: Found, passages: list[int]
) -> dict[int, list[sqlite3.Row]]:
    rows = raw.execute(
        "SELECT p.passage, p.text, p.speech, p.number, p.above, s.id"
        " FROM place p JOIN speech s ON s.key = p.speech"
        " WHERE p.passage IN (SELECT value FROM json_each(?))"
        " ORDER BY p.passage, p.speech, p.number",
        (as_list(passages),),
    )
    places: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        if found.allowed is None or row["speech"] in found.allowed:
            places[row["passage"]].append(row)
    return places


def _shown(found: Found, text: sqlite3.Row, places: dict[int, list[sqlite3.Row]]) -> sqlite3.Row:
    """Choose the place that is asked for, or the first with this wording."""
    own = [place for place in places[text["passage"]] if place["text"] == text["key"]]
    running = {(run.speech, run.number) for run in found.runs.get(text["key"], ())}
    for place in own:
        if place["speech"] == found.prefer or (place["speech"], place["number"]) in running:
            return place
    return own[0]


def _path(raw: sqlite3.Connection, place: sqlite3.Row) -> tuple[str, ...]:
    path: list[str] = []
    above = place["above"]
    while above is not None:
        row = raw.execute(
            "SELECT t.text, p.above FROM place p JOIN text t ON t.key = p.text"
            " WHERE p.speech = ? AND p.number = ?",
            (place["speech"], above),
        ).fetchone()
        path.append(row["text"].strip())
        above = row["above"]
    return tuple(reversed(path))
