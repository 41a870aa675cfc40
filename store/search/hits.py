"""Keys of texts turned into the passages that people see, with the speeches they stand in."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.model import TITLE_MADE
from corpus.title_forms import repeats_organisation
from store.db.sql import as_list
from store.search.matching import highlights, whatever_marks
from store.search.model import Hit, Place, SpeechInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.db.port import RawConnection, Row
    from store.search.model import Match, Span
    from store.search.results import Results

_SPEECH = (
    "SELECT s.key, s.id, s.number, s.title, s.title_form, s.collection, s.organisation,"
    " s.speaker, s.date, d.key AS document, d.source, d.collection AS compilation,"
    " EXISTS (SELECT 1 FROM speech o WHERE o.title_form = s.title_form AND o.key != s.key)"
    " AS same_title,"
    " EXISTS (SELECT 1 FROM speech o WHERE o.title_form = s.title_form AND o.key != s.key"
    " AND trim(coalesce(o.organisation, '') || ' ' || coalesce(o.speaker, ''))"
    " = trim(coalesce(s.organisation, '') || ' ' || coalesce(s.speaker, ''))"
    " AND coalesce(o.date, '') = coalesce(s.date, '')) AS same_told,"
    f" s.warnings LIKE '%{TITLE_MADE}%' AND NOT EXISTS (SELECT 1 FROM correction c"
    " WHERE c.source = d.source AND c.number = s.number AND c.title IS NOT NULL) AS title_made"
    " FROM speech s JOIN document d ON d.key = s.document"
)


def load_hits(
    raw: RawConnection, keys: Sequence[int], found: Results, match: Match
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
            highlights=_highlights(texts[key]["text"], key, found),
            also_in=tuple(
                Place(place["id"], place["number"])
                for place in places[texts[key]["passage"]]
                if place is not shown[key]
            ),
        )
        for key in keys
    )


def _highlights(text: str, key: int, found: Results) -> tuple[Span, ...]:
    if found.loose and (spans := whatever_marks(text, found.needles)):
        return spans
    return highlights(text, found.needles, (run.length for run in found.runs.get(key, ())))


def load_speeches(raw: RawConnection, keys: Iterable[int]) -> dict[int, SpeechInfo]:
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
            shared_title=_is_shared(row),
            rank=_rank(raw, row) if _is_shared(row) else 0,
            title_made=bool(row["title_made"]),
        )
        for row in rows
    }


def _is_shared(speech: Row) -> bool:
    """Whether a citation by title, organisation, speaker and date fits another speech, too.

    Where the title but repeats the organisation, the citation holds neither speaker nor date.
    """
    alone = repeats_organisation(speech["title"], speech["organisation"])
    return bool(speech["same_title"] if alone else speech["same_told"])


def _rank(raw: RawConnection, speech: Row) -> int:
    """Count a speech among those of its title, where its number doesn't tell it apart."""
    row = raw.execute(
        "SELECT sum(CASE WHEN key <= ? THEN 1 ELSE 0 END) AS place,"
        " sum(CASE WHEN number = ? THEN 1 ELSE 0 END) AS alike"
        " FROM speech WHERE title_form = ?",
        (speech["key"], speech["number"], speech["title_form"]),
    ).fetchone()
    return int(row["place"]) if row["alike"] > 1 else 0


def _container(raw: RawConnection, speech: Row) -> str:
    """Name what a speech stands in as shortly as no other document could be named."""
    source: str = speech["source"]
    alone = repeats_organisation(speech["title"], speech["organisation"])
    if not _is_shared(speech) and not alone:
        # No citation needs it, so it need not be told apart.
        return speech["compilation"] or _stem(source)
    for name in (speech["compilation"], _stem(source), _name(source)):
        others = raw.execute(
            "SELECT source, collection FROM document"
            " WHERE key != ? AND (collection = ? OR instr(source, ?) > 0)",
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


def _places(raw: RawConnection, found: Results, passages: list[int]) -> dict[int, list[Row]]:
    rows = raw.execute(
        "SELECT p.passage, p.text, p.speech, p.number, p.above, s.id"
        " FROM place p JOIN speech s ON s.key = p.speech"
        " WHERE p.passage IN (SELECT value FROM json_each(?))"
        " ORDER BY p.passage, p.speech, p.number",
        (as_list(passages),),
    )
    places: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if found.allowed is None or row["speech"] in found.allowed:
            places[row["passage"]].append(row)
    return places


def _shown(found: Results, text: Row, places: dict[int, list[Row]]) -> Row:
    """Choose the place that is asked for, or the first with this wording."""
    own = [place for place in places[text["passage"]] if place["text"] == text["key"]]
    running = {(run.speech, run.number) for run in found.runs.get(text["key"], ())}
    for place in own:
        if place["speech"] == found.prefer or (place["speech"], place["number"]) in running:
            return place
    return own[0]


def _path(raw: RawConnection, place: Row) -> tuple[str, ...]:
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
