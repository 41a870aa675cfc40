"""Wrong use of a command line, told in one sentence that names the word that was wrong."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

WRONG_USE = 2

_OWN = re.compile(r"argument (?P<name>[^:]+): (?P<said>.*。)", re.DOTALL)
_CHOICE = re.compile(r"argument .*: invalid choice: '(?P<word>.*)' \(choose from (?P<all>.*)\)")
_MISSING = re.compile(r"the following arguments are required: (?P<names>.*)")
_NAMED = re.compile(r"argument (?P<name>[^:]+): ")
_ALIKE = 0.6
"""How alike a wrong word and the one that was meant are (`difflib`'s ratio, 0 to 1)."""


class SentenceParser(argparse.ArgumentParser):
    """Tells what was wrong and what to write instead of printing its usage, and ends with 2.

    An ArgumentTypeError whose message is a Chinese sentence is told in its own words.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - argparse's own
        super().__init__(*arguments, **options)
        # From Python 3.14 on help is coloured in a terminal; what is read from it below mustn't be.
        self.color = False
        self._given: tuple[str, ...] = ()

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Remember what was given, for the sentence that names the word that was wrong."""
        self._given = tuple(sys.argv[1:] if args is None else args)
        return super().parse_known_args(args, namespace)

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """The options; ends the program where a word is left that nothing takes.

        An option `parser` that a subcommand has set speaks for it.
        """
        options, left = self.parse_known_args(args, namespace)
        if left:
            getattr(options, "parser", self).refuse(left)
        return options

    def refuse(self, left: Sequence[str]) -> NoReturn:
        """Name the first of the words that nothing takes."""
        known = self._options()
        word = next((word for word in left if word.startswith("-")), left[0]).partition("=")[0]
        if not word.startswith("-"):
            self._end(f"多了“{word}”，{self.cure()}")
        meant = difflib.get_close_matches(word, known, 1, _ALIKE)
        self._end(f"没有 {word}，是不是 {meant[0]}？" if meant else f"没有 {word}，{self.cure()}")

    def error(self, message: str) -> NoReturn:
        """Write one sentence to stderr and end the program."""
        if own := _OWN.fullmatch(message):
            self._end(f"{own['name']}：{own['said']}")
        if choice := _CHOICE.fullmatch(message):
            meant = difflib.get_close_matches(
                choice["word"], re.findall(r"[\w-]+", choice["all"]), 1, _ALIKE
            )
            guess = f"，是不是 {meant[0]}？" if meant else "。"
            self._end(f"没有 {choice['word']}{guess}全部命令：{self.prog} --help")
        if missing := _MISSING.fullmatch(message):
            # A misspelt option is the reason more often than forgetfulness.
            if wrong := [word for word in self._given if self._unknown(word)]:
                self.refuse(wrong)
            self._end(f"缺 {missing['names']}，{self.cure()}")
        named = _NAMED.match(message)
        name = f"{named['name']} " if named else ""
        self._end(f"{name}写法不对，{self.cure()}")

    def cure(self) -> str:
        """The end of a sentence: what to write."""
        usage = " ".join(self.format_usage().split()).removeprefix("usage: ").replace("[-h] ", "")
        return f"请写成 {usage}（加 -h 看说明）。"

    def _options(self) -> list[str]:
        return re.findall(r"(?<![\w-])--[a-z][a-z-]*", self.format_help())

    def _unknown(self, word: str) -> bool:
        name = word.partition("=")[0]
        return word.startswith("--") and not any(one.startswith(name) for one in self._options())

    def _end(self, sentence: str) -> NoReturn:
        sys.stderr.write(f"{sentence}\n")
        sys.exit(WRONG_USE)
