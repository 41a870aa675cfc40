"""The head of a speech, as `corpus.speech_heads` reads it."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.kinds import Kind

BODY = "正文"
TITLE = "标题"
OCCASION = "副标题"
"""What became of a line: of the body, of the title, where and when it was spoken."""

FATES = {
    Kind.DATE: "日期",
    Kind.VENUE: OCCASION,
    Kind.PERSON: "署名",
    Kind.NAME: "署名",
    Kind.ORGANISATION: "署名",
    Kind.META: "题下信息",
}
"""What becomes of a line that tells something beside a title."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the body of one speech.

    `fates` names what each of its lines is, `kinds` is its shape: the kinds of its lines, with
    that of the first line of the body when it is a salutation. `remarks` are the lines that hold
    more than their fields.
    """

    title: str | None = None
    organisation: str | None = None
    speaker: str | None = None
    date: str | None = None
    fates: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    remarks: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Count its lines."""
        return len(self.fates)


NO_HEAD = Head()
