"""What can go wrong with a document.

DocumentError                a document can't be taken in; `str()` is one sentence for people
├── UnreadableError          the file isn't there or may not be read
├── UnsupportedError         no reader knows this kind of file
├── NotProseError            the file is a table, slides, a picture or the like
├── UndecodableError         the bytes are no text in any encoding we know
├── EmptyDocumentError       the file holds no text
├── ScannedError             the pages are pictures of text
├── EncryptedError           the file asks for a password
├── DamagedError             the file breaks off or contradicts itself
├── ConverterMissingError    only LibreOffice could read it, and it isn't installed
├── TooLargeError            the file is larger than we read
├── TooCostlyError           reading took too long or too much memory and was given up
├── NotASpeechError          the text is neither a speech nor anything near one
└── SecretDocumentError      the document is marked as secret
"""

from __future__ import annotations

from typing import ClassVar


class DocumentError(Exception):
    """A document can't be taken in; the message says what to do about it.

    `reason` is the same for all documents that fail alike, for counting them.
    """

    reason: ClassVar[str] = "读不了"

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes by the finished sentence, whatever made it."""
        return _restored, (type(self), str(self))


def _restored(kind: type[DocumentError], sentence: str) -> DocumentError:
    error = kind.__new__(kind)
    Exception.__init__(error, sentence)
    return error


class UnreadableError(DocumentError):
    """The file isn't there, is a folder or may not be read."""

    reason = "打不开"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"打不开《{name}》（{reason}），请检查路径和读取权限。")


class UnsupportedError(DocumentError):
    """No reader knows this kind of file."""

    reason = "格式不认识"

    def __init__(self, name: str) -> None:
        super().__init__(f"不认识《{name}》的格式，能收 Word、WPS、PDF、OFD、RTF、txt、网页。")


class NotProseError(DocumentError):
    """The file is a table, slides, a picture or the like; `kind` says which."""

    reason = "不是文稿"

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(
            f"《{name}》是{kind}，不是讲话，没有收；能收 Word、WPS、PDF、OFD、RTF、txt、网页。"
        )


class UndecodableError(DocumentError):
    """The bytes are no text in any encoding we know."""

    reason = "编码认不出"

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》不是能识别编码的文本，请用编辑器另存为 UTF-8 再导入。")


class EmptyDocumentError(DocumentError):
    """The file holds no text at all."""

    reason = "没有文字"

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》里没有文字，请确认文件是否完整。")


class ScannedError(DocumentError):
    """The pages are pictures of text."""

    reason = "扫描件"

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》是扫描件，没有文字，先做文字识别（OCR）再导入。")


class EncryptedError(DocumentError):
    """The file asks for a password."""

    reason = "要密码"

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》加了密码，请去掉密码另存一份再导入。")


class DamagedError(DocumentError):
    """The file breaks off or contradicts itself."""

    reason = "损坏"

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》已损坏或不完整，请换一份完好的再导入。")


class ConverterMissingError(DocumentError):
    """Only LibreOffice could read the file, and it isn't installed."""

    reason = "要 LibreOffice"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"《{name}》是老格式，读不出来；请另存为 docx 再导入，或在服务器上装 LibreOffice。"
        )


class TooLargeError(DocumentError):
    """The file is larger than we read; `size` says what of it is how large."""

    reason = "太大"

    def __init__(self, name: str, size: str) -> None:
        super().__init__(f"《{name}》太大（{size}），请拆成几份再导入。")


class TooCostlyError(DocumentError):
    """Reading took too long or too much memory and was given up; `cost` says which."""

    reason = "读得太久或太占内存"

    def __init__(self, name: str, cost: str) -> None:
        super().__init__(f"《{name}》{cost}，放弃了，请拆小或另存为 txt 再导入。")


class NotASpeechError(DocumentError):
    """The text is neither a speech nor anything near one."""

    reason = "不像讲话"

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》几乎没有中文句子，不像讲话或文章，没有收。")


class SecretDocumentError(DocumentError):
    """The document is marked as secret or not to be passed on; `mark` is how."""

    reason = "带密级"

    def __init__(self, name: str, mark: str) -> None:
        super().__init__(f"《{name}》上有“{mark}”字样，没有收，也没有留存，请勿外传。")
        self.name = name
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with the mark."""
        return type(self), (self.name, self.mark)
