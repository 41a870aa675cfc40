"""What a format itself says about a text, outside of the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, speaker, organisation, date and collection as a page's or file's own data has them.

    All as written there, but `date` is ISO, cut to what is known. The lines of the text come
    first: this fills what they leave open, and a line that repeats its title is the title.
    """

    title: str | None = None
    speaker: str | None = None
    organisation: str | None = None
    date: str | None = None
    collection: str | None = None
    whole: bool = False


NO_METADATA = Metadata()
