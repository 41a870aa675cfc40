"""What can go wrong with the store, each with one sentence for people.

StoreError
├── StoreUnavailableError     the file can't be opened or read
│   ├── NotAStoreError        a file, but not a store of ours
│   ├── NewerStoreError       written by a newer version of the program
│   ├── StoreUnwritableError  it can be read, but the disk takes no writes
│   ├── NoServerError         no PostgreSQL answers
│   ├── LoginRefusedError     PostgreSQL lets this user with this password not in
│   ├── NoDatabaseError       PostgreSQL has no such database, or not for this user
│   ├── StoreReplacedError    another file has its name now, or none has
│   └── OtherHistoryError     its tables are none that this program's history makes
├── StoreBusyError            another process holds the store for too long
├── StoreInUseError           somebody has the store open that is to be replaced
├── StoreFullError            no space left on the disk
├── StoreDamagedError         SQLite finds the file damaged
├── StaleIndexError           the index was made with other rules than the program's
├── BackupRefusedError        the backup would overwrite a file that is no store
├── BackupNameError           the backup would stand where the store keeps something of its own
├── ErasuresDamagedError      the record of who was erased can't be read
├── NoRoomForCopyError        too little of the disk is free for a copy
└── CopyRefusedError          a file that can't be restored
    ├── CopyDamagedError      it is damaged
    └── CopyNewerError        a newer version made it
"""

from __future__ import annotations

from typing import ClassVar, Literal

StoreTrouble = Literal["disk_full", "store_busy", "store_damaged", "store_unwritable"]
"""What an operator must see to, and those who ask should know."""


class StoreError(Exception):
    """Any failure of the store; `str(error)` is one Chinese sentence that names what to do.

    `trouble` is the state of the file or the disk behind it, None where it is no such state.
    `sentence` is what is said of all that fail alike, with a place for what this one is about.
    """

    trouble: ClassVar[StoreTrouble | None] = None
    sentence: ClassVar[str] = "{}"

    def __init__(self, about: object = "") -> None:
        super().__init__(about)
        self._about = about

    def __str__(self) -> str:
        """The finished sentence."""
        return self.sentence.format(self._about)


class StoreUnavailableError(StoreError):
    """The database file can't be opened, read or written."""

    sentence = "打不开数据库 {}，请检查路径和读写权限。"


class NotAStoreError(StoreUnavailableError):
    """The file is no SQLite database, or one of another program."""

    sentence = "{} 不是摘句的数据库，请改 DATABASE_PATH 或移走这个文件。"


class NewerStoreError(StoreUnavailableError):
    """The store holds migrations that this version doesn't know."""

    sentence = "数据库 {} 由更新的版本建立，请升级程序，或恢复旧版的备份。"


class StoreUnwritableError(StoreUnavailableError):
    """The disk refuses writes: mounted for reading only, a quota, a limit, a fault of its own."""

    trouble = "store_unwritable"
    sentence = "写不进数据库 {}，请检查磁盘、配额和写的权限。"


class NoServerError(StoreUnavailableError):
    """No PostgreSQL answers at the address, or it has stopped answering."""

    sentence = "连不上数据库 {}；请检查地址和网络，以及 PostgreSQL 是否在运行。"


class LoginRefusedError(StoreUnavailableError):
    """PostgreSQL answers, but doesn't let this user in."""

    sentence = "登录不了数据库 {}；请检查地址里的用户名和密码。"


class NoDatabaseError(StoreUnavailableError):
    """PostgreSQL lets the user in, but not into this database."""

    sentence = "没有数据库 {}，或者这个用户不能用；请先建好它，或检查地址末尾的库名。"


class StoreReplacedError(StoreUnavailableError):
    """The file that was opened doesn't bear its name any more: what is written there is lost."""

    sentence = "数据库 {} 在运行中被换掉或移走了，已停下，没有再写；请重新启动。"


class OtherHistoryError(StoreUnavailableError):
    """The tables are older than those this version takes over, or of another history."""

    sentence = (
        "数据库 {} 的表不是这个版本认得的，没有动；是更早的版本建立的，就先用 499767d 版打开一次。"
    )


class StoreBusyError(StoreError):
    """Another process kept its write transaction open longer than the time-out."""

    trouble = "store_busy"
    sentence = "数据库正被另一个程序占用，请等它结束后再试。"


class NotLeadingError(StoreError):
    """Another process has taken over what this one did; it changes nothing any more."""

    sentence = "另一个进程已经接手，这个进程不再写入。"


class StoreInUseError(StoreError):
    """Somebody has the store open; `bot` is the number of the bot's process, if it is the bot.

    `then` is what was to be done.
    """

    def __init__(self, path: object, bot: int | None, then: str) -> None:
        self.bot = bot
        super().__init__(
            f"另一个程序正在用 {path}，等它结束再{then}。"
            if bot is None
            else f"机器人正在用 {path}（进程 {bot}），先停下它再{then}。"
        )


class StoreFullError(StoreError):
    """The disk has no space left; nothing of the transaction was kept."""

    trouble = "disk_full"
    sentence = "磁盘满了，没有写入；请腾出空间后再试。"


class StoreDamagedError(StoreError):
    """SQLite reports a damaged file."""

    trouble = "store_damaged"
    sentence = "数据库文件坏了；停下机器人，用最近的备份恢复：python -m bot restore 文件。"


class StaleIndexError(StoreError):
    """The index was made with another normal form; writing to it would leave ghosts in it."""

    sentence = "索引由另一个版本建立，请先运行 python -m bot check --rebuild。"


class BackupRefusedError(StoreError):
    """The target of a backup exists and is not a store of ours."""

    sentence = "{} 已存在，又不是摘句的备份，没有覆盖；请换一个文件名。"


class BackupNameError(StoreError):
    """The target of a backup is the store's, or what it keeps beside itself."""

    def __init__(self, path: object) -> None:
        super().__init__(f"{path} 是库自己要用的名字，没有写；请换一个文件名。")


class ErasuresDamagedError(StoreError):
    """Nobody can tell any more who was erased; a restore would bring them back."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"{path} 坏了（它记着谁要求过忘记），没有动现在的库；"
            "把它移走再恢复，备份里那些人的东西就会回来，要请他们再发一次 /forgetme。"
        )


class NoRoomForCopyError(StoreError):
    """Less of the disk is free than some times the store's size."""

    sentence = "磁盘快满了，剩下的不到库的 {} 倍大。"


class CopyRefusedError(StoreError):
    """What is to be restored is no backup of ours, or a copy can't be put where it shall be."""


class CopyDamagedError(CopyRefusedError):
    """A backup that is damaged; `where` says at which place, in Chinese."""

    def __init__(self, file: object, where: str) -> None:
        super().__init__(f"{file} 坏了（{where}），没有动现在的库；换一份更早的。")


class CopyNewerError(CopyRefusedError):
    """A backup of a newer version of this program, None where nobody can tell which."""

    def __init__(self, made_by: str | None, ours: str) -> None:
        whose = f"备份是 {made_by} 做的" if made_by else "备份是更新的版本做的"
        super().__init__(f"{whose}，这里是 {ours}，没有动；先升级再恢复。")
