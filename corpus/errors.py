"""What can go wrong with a document.

DocumentError                a document can't be taken in; `str()` is one sentence for people
├── UnreadableError          the file isn't there or may not be read
├── UnsupportedError         no reader knows this kind of file
├── NotProseError            the file is a table, slides, a picture or the like
│   └── PictureError         the file is a picture; the extra `ocr` reads what is written in it
├── UndecodableError         the bytes are no text in any encoding we know
├── EmptyDocumentError       the file holds no text
├── ScannedError             the pages are pictures of text; the extra `ocr` reads them
├── EncryptedError           the file asks for a password
├── DamagedError             the file breaks off or contradicts itself
├── ConverterMissingError    only LibreOffice could read it, and it isn't installed
├── TooLargeError            the file is larger than we read
├── TooCostlyError           reading was given up
│   ├── TooSlowError         it took too long
│   ├── TooMuchMemoryError   it took too much memory
│   └── TooDeepError         elements lie in each other without an end
├── NotASpeechError          the text is neither a speech nor anything near one
└── SecretDocumentError      the document is marked as secret
"""

from __future__ import annotations

import contextlib
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class DocumentError(Exception):
    """A document, by its name, can't be taken in; `str()` says what to do about it.

    `reason` is the same for all documents that fail alike, for counting them. `detail` is what
    `sentence` says more of this one.
    """

    reason: ClassVar[str] = "读不了"
    sentence: ClassVar[str] = ""

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(name, detail)
        self.name = name
        self.detail = detail

    def __str__(self) -> str:
        """The finished sentence."""
        return self.sentence.format(name=self.name, detail=self.detail)


class UnreadableError(DocumentError):
    """The file isn't there, is a folder or may not be read; `detail` is what the system says."""

    reason = "打不开"
    sentence = "打不开《{name}》（{detail}），请检查路径和读取权限。"


class UnsupportedError(DocumentError):
    """No reader knows this kind of file."""

    reason = "格式不认识"
    sentence = "不认识《{name}》的格式，能收 Word、WPS、PDF、OFD、RTF、EPUB、txt、网页。"


class NotProseError(DocumentError):
    """The file is a table, slides, a picture or the like; `detail` says which."""

    reason = "不是文稿"
    sentence = (
        "《{name}》是{detail}，不是讲话，未收；能收 Word、WPS、PDF、OFD、RTF、EPUB、txt、网页。"
    )


class PictureError(NotProseError):
    """The file is a picture; where the extra `ocr` is installed, what is written in it is read."""

    def __init__(self, name: str, detail: str = "图片") -> None:
        super().__init__(name, detail)


class UndecodableError(DocumentError):
    """The bytes are no text in any encoding we know."""

    reason = "编码认不出"
    sentence = "《{name}》不是能识别编码的文本，请用编辑器另存为 UTF-8 再收录。"


class EmptyDocumentError(DocumentError):
    """The file holds no text at all."""

    reason = "没有文字"
    sentence = "《{name}》里没有文字，请确认文件是否完整。"


class ScannedError(DocumentError):
    """The pages are pictures of text, which the extra `ocr` reads where it is installed."""

    reason = "扫描件"
    sentence = (
        "《{name}》是扫描件，没有文字，先做文字识别（OCR）再收录，或在服务器上装可选组件 ocr。"
    )


class EncryptedError(DocumentError):
    """The file asks for a password."""

    reason = "要密码"
    sentence = "《{name}》加了密码，请去掉密码另存一份再收录。"


class DamagedError(DocumentError):
    """The file breaks off or contradicts itself."""

    reason = "损坏"
    sentence = "《{name}》已损坏或不完整，请换一份完好的再收录。"


class ConverterMissingError(DocumentError):
    """Only LibreOffice could read the file, and it isn't installed."""

    reason = "要 LibreOffice"
    sentence = "《{name}》是老格式，读不出来；请另存为 docx 再收录，或在服务器上装 LibreOffice。"


class TooLargeError(DocumentError):
    """The file is larger than we read; `detail` says what of it is how large."""

    reason = "太大"
    sentence = "《{name}》太大（{detail}），请拆成几份再收录。"


class TooCostlyError(DocumentError):
    """Reading took too much of something and was given up."""

    reason = "读得太久或太占内存"


class TooSlowError(TooCostlyError):
    """Reading took too long; `detail` is how many seconds it was given."""

    sentence = "《{name}》读了 {detail} 秒还没读完，放弃了，请拆小或另存为 txt 再收录。"


class TooMuchMemoryError(TooCostlyError):
    """Reading took too much memory."""

    sentence = "《{name}》太占内存，放弃了，请拆小或另存为 txt 再收录。"


class TooDeepError(TooCostlyError):
    """Its elements lie deeper in each other than they can be read."""

    sentence = "《{name}》一层套一层，太深了，放弃了，请拆小或另存为 txt 再收录。"


class NotASpeechError(DocumentError):
    """The text is neither a speech nor anything near one."""

    reason = "不像讲话"
    sentence = "《{name}》几乎没有中文句子，不像讲话或文章，未收。"


class SecretDocumentError(DocumentError):
    """The document is marked as secret or not to be passed on; `detail` is the mark."""

    reason = "带密级"
    sentence = "《{name}》上有“{detail}”字样，未收，也没有留存，请勿外传。"


@contextlib.contextmanager
def as_document_error(source: str) -> Iterator[None]:
    """Raise DamagedError where a library gives a document up; MemoryError stays what it is."""
    try:
        yield
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        # Libraries fail on hostile files in ways they don't list.
        raise DamagedError(PurePath(source).name) from error
