"""What one has written about a passage, for his own eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.views.markup import esc, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handlers.views.lang import Lang

LONGEST_NOTE_SHOWN = 200


def note_line(note: str, tags: Sequence[str], lang: Lang) -> str:
    """`备注：结尾用　标签 收尾、作风`, empty where there is neither, as HTML."""
    kept = esc(shorten(note, LONGEST_NOTE_SHOWN))
    named = lang.say(f"备注：{kept}", f"Note: {kept}") if note else ""
    return beside_tags(named, tags, lang)


def beside_tags(said: str, tags: Sequence[str], lang: Lang) -> str:
    """What is said of a note, with the tags beside it, as HTML."""
    named = esc(lang.say("、", ", ").join(tags))
    tagged = lang.say(f"标签 {named}", f"tags {named}") if tags else ""
    return lang.say("　", " · ").join(filter(None, (said, tagged)))
