"""What a button asks for beside its verb, as a member of one type for each surface.

Written into `extra` as `act:target`, or the act alone; older buttons have no colon before a number.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from handlers.telegram.callback_data import Press

_FORM = re.compile(r"(?P<act>[a-z]+):?(?P<target>.*)")


class Act(StrEnum):
    """An act of a surface; its value is what buttons hold, for ever."""

    def on(self, target: object) -> str:
        """What `extra` says of doing this with a target."""
        return f"{self}:{target}"

    @classmethod
    def of(cls, press: Press) -> tuple[Self | None, str]:
        """The act of a button, None where it holds none of these, and its target."""
        found = _FORM.fullmatch(press.extra)
        if found is None or found["act"] not in set(cls):
            return None, ""
        return cls(found["act"]), found["target"]


class OnUpload(Act):
    """With a batch of documents that came by chat; the target is its number."""

    TAKE, UNDO, DROP, ASK, SHOW, LOOK, DOUBT = (
        "take",
        "undo",
        "drop",
        "ask",
        "show",
        "look",
        "doubt",
    )


class OnSource(Act):
    """With a stored document; the target is the key of its name."""

    LIST, OPEN, ASK_REMOVAL, REMOVE = "l", "o", "r", "x"


class OnSpeech(Act):
    """With the head of a speech: which one, its fields, one of them; the target is its document."""

    WHICH, FIELDS, TITLE, ORGANISATION, SPEAKER, DATE = "c", "f", "t", "o", "s", "d"


class OnGroup(Act):
    """With a group that somebody put the bot into; the target is its id."""

    ALLOW, LEAVE = "y", "n"


class OnHolidays(Act):
    """With a year's days off; the target of what is undone is the year."""

    TAKE, LEAVE, UNDO = "y", "n", "u"


class OnDraft(Act):
    """With a checked draft: one part, the draft corrected, that to be copied."""

    PART, CORRECT, COPY = "p", "c", "y"


class OnOwnData(Act):
    """With all that is kept of the presser."""

    DELETE, LEAVE = "y", "n"


class OnDaily(Act):
    """With a chat's daily excerpt, below its message."""

    START, STOP = "on", "off"


class Flag(StrEnum):
    """What `extra` says of a button about a passage or words, before the cut; often several."""

    YES, NO = "1", "0"
    """Save it, follow it, take it off, or the contrary; NO hides what surrounds a passage."""
    CONTEXT = "c"
    """The passage is shown with what surrounds it."""
    BOOKMARK, ENTRY, CARD = "s", "g", "l"
    """It was opened from bookmarks, from the group's shelf, on the card of a slogan."""
    LABEL = "d"
    """Only the label changes."""
    IN_WORDS = "l"
    """The button says in words what it does."""
    BESIDE, FULL = "x", "f"
    """Below: with its context, or its full text."""
    KEEP, OPEN = "k", "o"
    """On the shelf or the list of what is followed."""


def wish(stands: bool | None) -> str:
    """The flag of a button that turns what stands into its contrary; none where it isn't known."""
    return "" if stands is None else Flag.NO if stands else Flag.YES
