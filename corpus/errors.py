"""What can go wrong with a document.

DocumentError            a document can't be taken in; `str()` is one sentence for people
├── UnreadableError      the file isn't there or may not be read
├── UnsupportedError     no reader knows this kind of file
├── UndecodableError     the bytes are no text in any encoding we know
└── EmptyDocumentError   the file holds no text
"""

from __future__ import annotations


class DocumentError(Exception):
    """A document can't be taken in; the message says what to do about it."""

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes by the finished sentence, whatever made it."""
        return _restored, (type(self), str(self))


def _restored(kind: type[DocumentError], sentence: str) -> DocumentError:
    error = kind.__new__(kind)
    Exception.__init__(error, sentence)
    return error


class UnreadableError(DocumentError):
    """The file isn't there, is a folder or may not be read."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"打不开《{name}》（{reason}），请检查路径和读取权限。")


class UnsupportedError(DocumentError):
    """No reader knows this kind of file."""

    def __init__(self, name: str, known: str) -> None:
        super().__init__(f"不认识《{name}》的格式，请先另存为 {known} 再导入。")


class UndecodableError(DocumentError):
    """The bytes are no text in any encoding we know."""

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》不是能识别编码的文本，请用编辑器另存为 UTF-8 再导入。")


class EmptyDocumentError(DocumentError):
    """The file holds no text at all."""

    def __init__(self, name: str) -> None:
        super().__init__(f"《{name}》里没有文字，请确认文件是否完整。")
