"""Where a text is cut to fit a button: behind a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.search.tokenizer import Words

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "澄湾县第二人民医院", "中共澄湾市委办公室", "靠前服务", "以港兴城、以港促产",
    "Port Authority", "",
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
            assert len(kept) in ends or ends[1] >= limit or name[len(kept)] in "、 "
