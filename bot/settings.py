"""The settings as one object: the environment over `.env` over defaults.

The names, defaults and meanings are those of `.env.example`; an error names the key at fault.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from bot.dotfile import DotEnv, slips
from bot.holidays_file import read_days
from bot.setting_files import read_small
from store.db.engines import Place, is_readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

NAMES = (
    "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "PROXY_URL", "DATABASE_PATH", "DATABASE_URL",
    "TIMEZONE", "ADMIN_USER_IDS", "ALLOWED_CHAT_IDS", "WEBHOOK_URL", "WEBHOOK_SECRET",
    "WEBHOOK_LISTEN", "HEALTH_LISTEN", "LOCAL_CHAT_PORT", "LOG_LEVEL", "HOLIDAYS_FILE",
    "BACKUP_KEEP",
    "TELEGRAM_BOT_TOKEN_FILE", "WEBHOOK_SECRET_FILE", "DATABASE_URL_FILE",
)  # fmt: skip
"""Every name that is looked for; `NAME_FILE` holds the path of a file with the value of NAME."""
STORE, SAMPLE_STORE = Path("data/zhaiju.db"), Path("data/sample.db")
"""The stores that nobody chose: with a token, and without one."""
HOLIDAYS = Path("data/holidays.txt")
"""Where days off and worked are looked for that the program doesn't know."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOCAL_TOKEN = "1:local-chat"  # noqa: S105  # opens nothing but the chat on this machine
_ADDRESS = re.compile(r"(?is).*://|postgres(ql)?(:|//)|.*:.*@|.*\bpassword *=")
_NUMBER = re.compile(r"[-+]?\d{1,16}")
"""A person's or a chat's number, which has at most 52 bits."""
_PORT = re.compile(r"\d{1,5}")
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SettingsError(ValueError):
    """A setting that can't be used: one sentence that names the key and the cure."""


@dataclass(frozen=True, slots=True)
class Address:
    """A host and port to listen on."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Secrets don't print."""

    token: str | None = field(default=None, repr=False)
    api_url: str | None = None
    proxy_url: str | None = field(default=None, repr=False)
    database: Path = STORE
    database_url: str | None = field(default=None, repr=False)
    zone: str = "Asia/Shanghai"
    operators: frozenset[int] = frozenset()
    allowed: frozenset[int] = frozenset()
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    webhook_listen: Address | None = None
    health_listen: Address | None = None
    local_chat_port: int = 8010
    log_level: str = "INFO"
    dotenv: Path | None = field(default=None, compare=False)
    """The `.env` that was read, where there is one."""
    holidays: Path = HOLIDAYS
    days: Mapping[date, bool] = field(default_factory=dict, hash=False)
    """Of days of which the operator says so, whether they are worked."""
    backup_keep: int = 7
    """How many nights' copies of the store are kept; 0 where none are made."""
    warnings: tuple[str, ...] = ()
    """What in `.env` and the environment will not do what was meant, a sentence each."""

    @property
    def place(self) -> Place:
        """Where the store is kept."""
        return Place(self.database, self.database_url)

    @property
    def local(self) -> bool:
        """Whether the bot serves the chat on this machine."""
        return self.token is None


def load(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """The settings; SettingsError where one can't be used."""
    dot = _dotenv(dotenv)
    written = dot.values() if dot else {}
    places: tuple[Mapping[str, str], ...] = (environment, written)

    def given(key: str) -> str | None:
        names = {key, f"{key}_FILE"} & {*NAMES}
        first = next((values for values in places if names & values.keys()), {})
        return _value(first, key)

    token = _matching(given("TELEGRAM_BOT_TOKEN"), "TELEGRAM_BOT_TOKEN", _TOKEN, "123:ABC")
    holidays = _path(given("HOLIDAYS_FILE") or str(HOLIDAYS))
    settings = Settings(
        token=token,
        api_url=_url(given("TELEGRAM_API_URL"), "TELEGRAM_API_URL", ("http", "https")),
        proxy_url=_url(given("PROXY_URL"), "PROXY_URL", ("http", "https", "socks5", "socks5h")),
        database=_database_path(given("DATABASE_PATH") or str(STORE if token else SAMPLE_STORE)),
        database_url=database_url(given("DATABASE_URL"), "DATABASE_URL"),
        zone=_zone(given("TIMEZONE") or "Asia/Shanghai"),
        operators=_numbers(given("ADMIN_USER_IDS"), "ADMIN_USER_IDS"),
        allowed=_numbers(given("ALLOWED_CHAT_IDS"), "ALLOWED_CHAT_IDS"),
        webhook_url=_url(given("WEBHOOK_URL"), "WEBHOOK_URL", ("https", "http")),
        webhook_secret=_matching(given("WEBHOOK_SECRET"), "WEBHOOK_SECRET", _SECRET, "A-Za-z0-9_-"),
        webhook_listen=_address(given("WEBHOOK_LISTEN"), "WEBHOOK_LISTEN"),
        health_listen=_address(given("HEALTH_LISTEN"), "HEALTH_LISTEN"),
        local_chat_port=_port(given("LOCAL_CHAT_PORT") or "8010", "LOCAL_CHAT_PORT"),
        log_level=_level(given("LOG_LEVEL") or "INFO"),
        dotenv=dotenv if dot else None,
        holidays=holidays,
        days=_days(holidays, wanted=given("HOLIDAYS_FILE") is not None),
        backup_keep=_count(given("BACKUP_KEEP") or "7", "BACKUP_KEEP"),
        warnings=(
            *(dot.warnings(NAMES) if dot else ()),
            *(
                f"环境变量 {name} 不认识，是不是 {meant}？"
                for name, meant in slips(environment.keys() - written.keys(), NAMES)
                # Where it is given, too, the other one is another program's.
                if not any(place.keys() & {meant, meant.removesuffix("_FILE")} for place in places)
            ),
        ),
    )
    if settings.allowed and not settings.operators:
        raise SettingsError("设了 ALLOWED_CHAT_IDS 就要设 ADMIN_USER_IDS，否则没有人能开通群。")
    if settings.webhook_url and not (settings.webhook_secret and settings.webhook_listen):
        raise SettingsError("设了 WEBHOOK_URL 还要设 WEBHOOK_SECRET 和 WEBHOOK_LISTEN。")
    return settings


def _dotenv(path: Path | None) -> DotEnv | None:
    # Also a link to nothing, or a folder, as Docker makes one of a file that isn't there.
    if path is None or not os.path.lexists(path):
        return None
    try:
        return DotEnv(path)
    except ValueError:
        raise SettingsError(".env 不是 UTF-8 编码的文字，请另存为 UTF-8。") from None
    except OSError as error:
        raise SettingsError(f".env 读不了（{error.strerror}）。") from None


def _value(values: Mapping[str, str], key: str) -> str | None:
    """What one place says of a setting: itself, or the content of the file that it names."""
    value = values.get(key, "").strip() or None
    file = values.get(f"{key}_FILE", "").strip() if f"{key}_FILE" in NAMES else ""
    if not file:
        return value
    if value:
        raise SettingsError(f"{key} 和 {key}_FILE 只能设一个。")
    if is_address(file):
        raise SettingsError(f"{key}_FILE 是文件的路径；地址要写到 {key}，或写在那个文件里。")
    try:
        content = read_small(_path(file)).strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是 UTF-8"
        raise SettingsError(f"{key}_FILE 读不了：{file}（{reason}）。") from None
    if not content:
        # An empty file would mean no token, and so another bot than was meant.
        raise SettingsError(f"{key}_FILE 是空的：{file}。")
    return content


def _database_path(value: str) -> Path:
    if is_address(value):
        raise SettingsError("DATABASE_PATH 是文件的路径；数据库的地址要写到 DATABASE_URL。")
    return _path(value)


def _path(value: str) -> Path:
    """A path in which `~` is the home folder, as in a shell; unknown people's stay as they are."""
    return Path(os.path.expanduser(value))  # noqa: PTH111 - the other one may raise


def _matching(value: str | None, key: str, form: re.Pattern[str], example: str) -> str | None:
    if value is not None and not form.fullmatch(value):
        raise SettingsError(f"{key} 的格式不对，应当像 {example}。")
    return value


def _url(value: str | None, key: str, schemes: tuple[str, ...]) -> str | None:
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{key} 不是可用的网址，应当以 {schemes[0]}:// 开头。")
    return value.rstrip("/")


def database_url(value: str | None, key: str) -> str | None:
    """A usable address of a PostgreSQL database; SettingsError, which doesn't quote it, otherwise.

    `key` is what it was given as.
    """
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"postgresql", "postgres"} and len(parts.path) > 1
        usable = usable and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        # It isn't shown, for it may hold a password.
        raise SettingsError(f"{key} 应当像 postgresql://用户:密码@主机:5432/库名。")
    if find_spec("psycopg") is None:
        cure = "源码用 make postgres，软件包用 pip install 'zhaiju-….whl[postgres]'"
        raise SettingsError(f"{key} 要 PostgreSQL 的驱动：{cure}。")
    if not is_readable(value):
        raise SettingsError(
            f"{key} 里有读不懂的地方：密码里的 % 要写成 %25，? 后面要是 PostgreSQL 有的选项。"
        )
    return value


def is_address(written: str) -> bool:
    """Whether this is an address of a database, or was meant to be one, rather than a path.

    It may hold a password, so it is neither shown nor made a folder of.
    """
    return _ADDRESS.match(written) is not None


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise SettingsError(f"TIMEZONE 没有 {value} 这个时区，应当像 Asia/Shanghai。")
    return value


def _days(path: Path, *, wanted: bool) -> dict[date, bool]:
    if not wanted and not path.exists():
        return {}
    try:
        return read_days(path)
    except UnicodeDecodeError:
        raise SettingsError(f"HOLIDAYS_FILE 不是 UTF-8 编码的文字：{path}。") from None
    except OSError as error:
        raise SettingsError(f"HOLIDAYS_FILE 读不了：{path}（{error.strerror}）。") from None
    except ValueError as error:
        raise SettingsError(f"HOLIDAYS_FILE 的{error}：{path}。") from None


def _numbers(value: str | None, key: str) -> frozenset[int]:
    parts = [part for part in re.split(r"[,，\s]+", value or "") if part]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise SettingsError(f"{key} 应当是用逗号分开的编号，像 123,456。")
    return frozenset(map(int, parts))


def _address(value: str | None, key: str) -> Address | None:
    if value is None:
        return None
    host, separator, port = value.rpartition(":")
    if not separator or not host:
        raise SettingsError(f"{key} 应当是 主机:端口，像 127.0.0.1:8080。")
    return Address(host.strip("[]"), _port(port, key))


def _port(value: str, key: str) -> int:
    if not _PORT.fullmatch(value) or int(value) > 65535:
        raise SettingsError(f"{key} 的端口应当是 0 到 65535 的数。")
    return int(value)


def _count(value: str, key: str) -> int:
    if not (value.isascii() and value.isdecimal()) or len(value) > 4:
        raise SettingsError(f"{key} 应当是 0 到 9999 的数。")
    return int(value)


def _level(value: str) -> str:
    if value.upper() not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL 应当是 {'、'.join(LOG_LEVELS)} 之一。")
    return value.upper()
