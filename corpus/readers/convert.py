"""LibreOffice, where it is installed, for files that nothing else reads."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ConverterMissingError, DamagedError, TooSlowError
from corpus.readers.docx import main_of, read_docx
from corpus.readers.xml import Container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.readers.reading import Reading

SECONDS = 50
"""How long one conversion may take: less than reading may, for the reader ends it."""


def converter() -> str | None:
    """Return the path of LibreOffice, None where there is none."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def converted(data: bytes, name: str, suffix: str) -> Reading:
    """Read a file by way of a docx that LibreOffice makes of it.

    Nothing of it is left on the disk. Raises ConverterMissingError without LibreOffice.
    """
    program = converter()
    if program is None:
        raise ConverterMissingError(name)
    with tempfile.TemporaryDirectory(prefix="zhaiju-") as folder:
        source = Path(folder) / f"document{suffix}"
        source.write_bytes(data)
        # A profile of its own, for two programs can't share one.
        command = (
            program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source),
        )  # fmt: skip
        _run(command, name)
        made = source.with_suffix(".docx")
        if not made.exists():
            raise DamagedError(name)
        with zipfile.ZipFile(made) as file:
            container = Container(file, name)
            if main := main_of(container):
                return read_docx(container, main)
    raise DamagedError(name)


def _run(command: tuple[str, ...], name: str) -> None:
    try:
        with _unlimited():
            # In a session of its own, for LibreOffice starts further processes.
            process = subprocess.Popen(  # noqa: S603 - no shell, and the names are ours
                command,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise TooSlowError(name, str(SECONDS)) from error
    except OSError as error:
        raise ConverterMissingError(name) from error


@contextlib.contextmanager
def _unlimited() -> Iterator[None]:
    """Start a program without the limit of memory that holds for this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
