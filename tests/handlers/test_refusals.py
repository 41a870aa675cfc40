"""Every reason why a document isn't taken in has its words, in both languages."""

from __future__ import annotations

import pytest

from bot.reading import why
from bot.uploads import NOT_FETCHED, TOO_BIG, TOO_MUCH, TOO_SLOW
from corpus.errors import DocumentError
from handlers.admin.views.refusals import refusal_line, refusal_said
from handlers.views.lang import Lang
from store.documents.model import Upload


def kinds(of: type[DocumentError] = DocumentError) -> list[type[DocumentError]]:
    return [kind for one in of.__subclasses__() for kind in (one, *kinds(one))]


REASONS = [
    *(why(kind("总结.docx", "表格★")) for kind in kinds()),
    TOO_BIG,
    NOT_FETCHED,
    TOO_MUCH,
    f"{TOO_SLOW} 60",
]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_of_its_own(reason: str) -> None:
    draft = Upload(1, "总结.docx", "", 1, "failed", None, reason)
    for lang in Lang:
        alone, beside = refusal_said(draft, lang), refusal_line(draft, lang)
        assert reason not in alone, "it says what is kept, and no sentence"
        assert alone.endswith(("。", "."))
        assert beside.startswith("总结.docx · ")
        assert not {"{", "★"} & set(alone + beside)
    english = refusal_said(draft, Lang.EN).replace("总结.docx", "").replace("表格", "")
    assert english.replace("“”", "").isascii()
