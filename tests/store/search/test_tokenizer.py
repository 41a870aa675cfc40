"""Where a text is cut to fit a button: behind a word."""

from __future__ import annotations

import asyncio
import resource
from typing import TYPE_CHECKING

import pytest

from store.search.tokenizer import Words

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "澄湾县第二人民医院", "中共澄湾市委办公室", "靠前服务", "以港兴城、以港促产",
    "Port Authority", "办公室主任会", "群众要干的，我们抢着干", "",
)  # fmt: skip


async def test_a_label_is_cut_behind_a_word(tmp_path: Path) -> None:
    words = Words(tmp_path)
    for name in NAMES:
        ends = [0]
        for word in words.known_here(name):
            ends.append(ends[-1] + len(word))
        for limit in range(2, 13):
            label = await words.fit(name, limit)
            assert len(label) <= limit
            if len(name) <= limit:
                assert label == name
                continue
            kept = label.removesuffix("…")
            assert kept != label
            assert name.startswith(kept)
            # Where not even the first word fits, it is cut.
            assert len(kept) in ends or ends[1] >= limit or name[len(kept)] in "，、 "
            assert not {*"，、"} & {*name[len(kept) + 1 : limit]}


@pytest.mark.parametrize("room", [0, 100_000, resource.RLIM_INFINITY])
def test_what_could_not_be_kept_of_the_dictionary_is_not_left(tmp_path: Path, room: int) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    words = Words(tmp_path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        found = asyncio.run(words.read("深化经济体制改革"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "改革" in {one.normal for one in found}
    kept = ["jieba.cache"] if room == resource.RLIM_INFINITY else []
    assert [file.name for file in tmp_path.iterdir()] == kept
