"""Why a document that came by chat isn't taken in: alone in a sentence, beside others in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from handlers.views.markup import esc, shorten

if TYPE_CHECKING:
    from handlers.views.lang import Lang
    from store.documents.model import Upload

_TAKEN = "能收 Word、WPS、PDF、OFD、txt、网页。"
_TAKEN_EN = "I take Word, WPS, PDF, OFD, txt and web pages."
_LONGEST_NAME = 60


class _Words(NamedTuple):
    """The sentence where the document came alone, and what stands behind its name in a list."""

    alone: tuple[str, str]
    beside: tuple[str, str]


def _too_costly(why: str) -> _Words:
    return _Words(
        (
            f"这份文件{why}，没读完，未收；请拆小或另存为 txt 再发。",
            "Reading it takes too much: not added. Send it in parts or saved as txt.",
        ),
        ("没读完，未收", "not read to its end, not added"),
    )


_NO_PROSE = _Words(
    (
        f"这是{{detail}}，不是讲话，未收。{_TAKEN}",
        f"This is a table, slides or a picture, no speech: not added. {_TAKEN_EN}",
    ),
    ("{detail}，未收", "no speech, not added"),
)
_REASONS = {
    "NotProseError": _NO_PROSE,
    "PictureError": _NO_PROSE,
    "ScannedError": _Words(
        (
            "这是扫描件，没有文字，先做文字识别（OCR）再发。",
            "This is a scan without text; have its text recognised (OCR) and send it again.",
        ),
        ("扫描件，未收", "a scan, not added"),
    ),
    "UnsupportedError": _Words(
        (f"不认识这种格式，未收。{_TAKEN}", f"I don't know this format: not added. {_TAKEN_EN}"),
        ("格式不认识，未收", "unknown format, not added"),
    ),
    "UndecodableError": _Words(
        (
            "认不出这份文本的编码，未收；请另存为 UTF-8 再发。",
            "The text's encoding is unknown: not added. Save it as UTF-8 and send it again.",
        ),
        ("编码认不出，未收", "unknown encoding, not added"),
    ),
    "EmptyDocumentError": _Words(
        (
            "文件里没有文字，未收；请看看是不是发错了。",
            "There is no text in it: not added. Please check that it is the right file.",
        ),
        ("没有文字，未收", "no text, not added"),
    ),
    "EncryptedError": _Words(
        (
            "文件加了密码，未收；请去掉密码另存一份再发。",
            "It asks for a password: not added. Save it without one and send it again.",
        ),
        ("要密码，未收", "has a password, not added"),
    ),
    "DamagedError": _Words(
        (
            "文件已损坏或不完整，未收；请换一份完好的再发。",
            "It is damaged or not whole: not added. Please send a sound copy.",
        ),
        ("损坏，未收", "damaged, not added"),
    ),
    "ConverterMissingError": _Words(
        (
            "这是老格式，读不出来，未收；请另存为 docx 再发。",
            "Its format is too old for me: not added. Save it as docx and send it again.",
        ),
        ("老格式，未收", "old format, not added"),
    ),
    "TooLargeError": _Words(
        (
            "文件太大（{detail}），未收；请拆成几份再发。",
            "It is too large: not added. Please send it in parts.",
        ),
        ("太大，未收", "too large, not added"),
    ),
    "TooCostlyError": _too_costly("{detail}"),
    "TooSlowError": _too_costly("读了 {detail} 秒"),
    "TooMuchMemoryError": _too_costly("太占内存"),
    "TooDeepError": _too_costly("一层套一层，太深了"),
    "NotASpeechError": _Words(
        (
            "几乎没有中文句子，不像讲话或文章，未收。",
            "It has hardly a Chinese sentence and is no speech: not added.",
        ),
        ("不像讲话，未收", "no speech, not added"),
    ),
    "UnreadableError": _Words(
        ("文件打不开，未收；请再发一次。", "It can't be opened: not added. Please send it again."),
        ("打不开，未收", "can't be opened, not added"),
    ),
    "secret": _Words(
        (
            "文件上有“{detail}”字样，未收，也没有留存。请马上在这里删掉它。",
            "It is marked “{detail}”: not added, not kept. Please delete it here at once.",
        ),
        (
            "有“{detail}”字样，未收，也没有留存，请马上在这里删掉它",
            "marked “{detail}”, not added, not kept; please delete it here at once",
        ),
    ),
    "too_big": _Words(
        (
            (
                "Telegram 只让我收 20 MB 以内的文件；"
                "大文件和整个文件夹请在服务器上运行 python -m bot ingest。"
            ),
            (
                "Telegram hands me files of at most 20 MB; for larger ones and whole folders "
                "run python -m bot ingest on the server."
            ),
        ),
        ("超过 20 MB，未收", "more than 20 MB, not added"),
    ),
    "not_fetched": _Words(
        (
            "没能从 Telegram 取到这个文件，请再发一次。",
            "The file could not be fetched from Telegram, please send it again.",
        ),
        ("没取到，请再发一次", "not fetched, please send it again"),
    ),
    "too_slow": _Words(
        (
            "{name} 读了 {detail} 秒没读完，未收；请在服务器上运行 python -m bot ingest。",
            (
                "{name} was not read within {detail} seconds and not added; "
                "try python -m bot ingest on the server."
            ),
        ),
        ("读了 {detail} 秒没读完，未收", "not read within {detail} seconds, not added"),
    ),
    "too_much": _Words(
        (
            "{name} 太占内存，没读完，未收；请在服务器上运行 python -m bot ingest。",
            (
                "{name} takes too much memory and was not added; "
                "try python -m bot ingest on the server."
            ),
        ),
        ("太占内存，未收", "takes too much memory, not added"),
    ),
}
"""By what is kept with the document: a mark, or the name of the error that reading it raised.

Stores have TooCostlyError from when the reading said in Chinese what was too much.
"""


def refusal_said(draft: Upload, lang: Lang) -> str:
    """Why the only document of a message isn't taken in, as HTML."""
    return _said(draft, lang, alone=True)


def refusal_line(draft: Upload, lang: Lang) -> str:
    """`通讯录.xlsx · 表格，未收`, for a list of documents, as HTML."""
    return f"{esc(shorten(draft.source, _LONGEST_NAME))} · {_said(draft, lang, alone=False)}"


def _said(draft: Upload, lang: Lang, *, alone: bool) -> str:
    reason, _, detail = draft.error.removeprefix("!").partition(" ")
    words = _REASONS.get(reason)
    if words is None:
        return esc(draft.error)
    said = lang.say(*(words.alone if alone else words.beside))
    name = shorten(draft.source, _LONGEST_NAME)
    return esc(said.format(name=name, detail=detail.rstrip("★☆ ")))
