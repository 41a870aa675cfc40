"""A parsed document as bytes, so that it can wait for a decision or come back after a removal."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import astuple, fields
from typing import TYPE_CHECKING, Any

from corpus.identity import passage_id
from corpus.model import Block, Document, Speech
from corpus.parse import NO_SPEECH, TITLE_MADE
from corpus.passages import split_passages
from corpus.slogans.listing import count_listed
from store.documents.model import DocumentSummary, SpeechSummary

if TYPE_CHECKING:
    from corpus.model import BlockKind
    from store.db.port import RawConnection

OPENING = 300
"""Characters of a speech's beginning that its outline keeps."""
_BESIDE = re.compile(r"题[上下]另有：(.+)", re.DOTALL)


def identity(speech: Speech) -> str:
    """The name of a speech's words, which its number and its metadata don't change."""
    return passage_id("".join(block.text for block in speech.blocks))


def outline(document: Document, content_hash: str) -> DocumentSummary:
    """Work out a document's outline; takes as long as cutting and mining it."""
    speeches = tuple(
        SpeechSummary(
            source=document.source,
            number=speech.number,
            identity=identity(speech),
            title=speech.title,
            organisation=speech.organisation,
            speaker=speech.speaker,
            date=speech.date,
            opening=_opening(speech),
            title_made=TITLE_MADE in speech.warnings,
            remarks=tuple(
                found[1] for warning in speech.warnings if (found := _BESIDE.fullmatch(warning))
            ),
        )
        for speech in document.speeches
    )
    passages = sum(len(split_passages(speech)) for speech in document.speeches)
    warnings = (*document.warnings, *_unlike(document))
    slogans = count_listed([[one.text for one in speech.blocks] for speech in document.speeches])
    return DocumentSummary(content_hash, passages, speeches, warnings, slogans)


def _unlike(document: Document) -> tuple[str, ...]:
    """What of a document is no speech, as a warning."""
    odd = [str(speech.number) for speech in document.speeches if NO_SPEECH in speech.warnings]
    if not odd:
        return ()
    return (f"第 {'、'.join(odd[:5])} 篇{NO_SPEECH}" if len(document.speeches) > 1 else NO_SPEECH,)


def pack(document: Document, content_hash: str) -> bytes:
    """Write a document and the hash of its file; `unpack` gives both back the same."""
    value = {
        "hash": content_hash,
        "source": document.source,
        "collection": document.collection,
        "warnings": document.warnings,
        "speeches": [_speech_value(speech) for speech in document.speeches],
    }
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def unpack(data: bytes) -> tuple[Document, str]:
    """Read what `pack` wrote."""
    value = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    speeches = tuple(_speech(one) for one in value["speeches"])
    document = Document(value["source"], speeches, value["collection"], tuple(value["warnings"]))
    return document, value["hash"]


def pack_summary(found: DocumentSummary) -> str:
    """Write an outline; `unpack_summary` gives it back the same."""
    rows = [astuple(one) for one in found.speeches]
    value = [found.content_hash, found.passages, rows, found.warnings, found.slogans]
    return json.dumps(value, ensure_ascii=True)


def unpack_summary(written: str) -> DocumentSummary:
    """Read what `pack_summary` wrote."""
    content_hash, passages, rows, warnings, *slogans = json.loads(written)
    # Outlines that were written before remarks were kept have none.
    speeches = tuple(SpeechSummary(*row[:9], *map(tuple, row[9:])) for row in rows)
    # Outlines that were written before slogans were counted have no number of them.
    return DocumentSummary(content_hash, passages, speeches, tuple(warnings), *slogans)


def stored_document(raw: RawConnection, source: str) -> tuple[Document, str] | None:
    """Read a stored document back, with the hash of the file it came from; None where it isn't.

    Its blocks are the joined passages, so that it can be taken in again as it was.
    """
    row = raw.execute("SELECT * FROM document WHERE source = ?", (source,)).fetchone()
    if row is None:
        return None
    rows = raw.execute(
        "SELECT * FROM speech WHERE document = ? ORDER BY number", (row["key"],)
    ).fetchall()
    speeches = tuple(
        Speech(
            number=speech["number"],
            title=speech["title"],
            blocks=_stored_blocks(raw, speech["key"]),
            collection=speech["collection"],
            organisation=speech["organisation"],
            speaker=speech["speaker"],
            date=speech["date"],
            warnings=tuple(json.loads(speech["warnings"])),
        )
        for speech in rows
    )
    return Document(source, speeches, row["collection"]), row["content_hash"]


def _stored_blocks(raw: RawConnection, speech: int) -> tuple[Block, ...]:
    blocks: list[Block] = []
    last = None
    for row in raw.execute(
        "SELECT p.block, p.level, t.text FROM place p JOIN text t ON t.key = p.text"
        " WHERE p.speech = ? ORDER BY p.number",
        (speech,),
    ):
        if row["block"] == last:
            before = blocks.pop()
            blocks.append(Block(before.kind, before.text + row["text"], before.level))
        else:
            kind: BlockKind = "paragraph" if row["level"] is None else "heading"
            blocks.append(Block(kind, row["text"], row["level"]))
        last = row["block"]
    return tuple(blocks)


def _opening(speech: Speech) -> str:
    """The first blocks, headings too, a line each; an ellipsis tells that more follows."""
    lines: list[str] = []
    room = OPENING
    for block in speech.blocks:
        if len(block.text) > room:
            return "\n".join([*lines, block.text[:room]]) + "…"
        lines.append(block.text)
        room -= len(block.text)
    return "\n".join(lines)


def _speech_value(speech: Speech) -> dict[str, Any]:
    value = {field.name: getattr(speech, field.name) for field in fields(speech)}
    return value | {"blocks": [[block.kind, block.text, block.level] for block in speech.blocks]}


def _speech(value: dict[str, Any]) -> Speech:
    blocks = tuple(Block(*block) for block in value["blocks"])
    return Speech(**value | {"blocks": blocks, "warnings": tuple(value["warnings"])})
