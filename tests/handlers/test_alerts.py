"""What operators are told of a night's copy that wasn't made."""

from __future__ import annotations

import errno
from datetime import UTC, datetime

import pytest

from handlers.admin.views.alerts import last_copy_said, render_alert
from store.errors import NoRoomForCopyError, StoreFullError

NEWEST = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("full", [StoreFullError(), OSError(errno.ENOSPC, "No space left")])
def test_a_full_disk_is_said_in_one_line(full: Exception) -> None:
    told = render_alert("copy_failed", last_copy_said(full, NEWEST))
    assert told.text == "昨晚的备份没做成：磁盘满了。上一份是 11月19日的。"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (NoRoomForCopyError(3), "磁盘快满了，剩下的不到库的 3 倍大。"),
        (OSError(errno.EIO, "Input/output error"), "磁盘读写出错。"),
    ],
)
def test_other_reasons_and_no_copy_before(reason: Exception, said: str) -> None:
    told = render_alert("copy_failed", last_copy_said(reason, None))
    assert told.text == f"昨晚的备份没做成：{said}还没有别的备份。"
