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
    """What `extra` says of a button about a passage or words, before the cut; often several.

    YES saves it, follows it, takes it off; NO is the contrary, and hides what surrounds a passage,
    which shows with CONTEXT. It was opened from BOOKMARK or ENTRY (the group's shelf), or stands on
    a slogan's CARD. With LABEL the label alone changes; IN_WORDS it says what it does. BESIDE and
    FULL are shown below. KEEP and OPEN an entry of the shelf, or what is followed.
    """

    YES, NO = "1", "0"
    CONTEXT, BOOKMARK, ENTRY, CARD, LABEL, IN_WORDS = "c", "s", "g", "l", "d", "w"
    BESIDE, FULL, KEEP, OPEN = "x", "f", "k", "o"


def wish(stands: bool | None) -> str:
    """The flag of a button that turns what stands into its contrary; none where it isn't known."""
    return "" if stands is None else Flag.NO if stands else Flag.YES
