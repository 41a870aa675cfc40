"""The settings as one object: the environment over `.env` over defaults.

The names, defaults and meanings are those of `.env.example`; an error names the key at fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from dotenv import dotenv_values

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOCAL_TOKEN = "1:local-chat"  # noqa: S105  # opens nothing but the chat on this machine
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
    database: Path = Path("data/zhaiju.db")
    database_chosen: bool = False
    zone: str = "Asia/Shanghai"
    operators: frozenset[int] = frozenset()
    allowed: frozenset[int] = frozenset()
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    webhook_listen: Address | None = None
    health_listen: Address | None = None
    local_chat_port: int = 8010
    log_level: str = "INFO"

    @property
    def local(self) -> bool:
        """Whether the bot serves the chat on this machine."""
        return self.token is None


def load(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """The settings; SettingsError where one can't be used."""
    values: dict[str, str] = {}
    if dotenv is not None and dotenv.is_file():
        values.update({key: value or "" for key, value in dotenv_values(dotenv).items()})
    values.update(environment)

    def given(key: str) -> str | None:
        return values.get(key, "").strip() or None

    settings = Settings(
        token=_matching(given("TELEGRAM_BOT_TOKEN"), "TELEGRAM_BOT_TOKEN", _TOKEN, "123:ABC"),
        api_url=_url(given("TELEGRAM_API_URL"), "TELEGRAM_API_URL", ("http", "https")),
        proxy_url=_url(given("PROXY_URL"), "PROXY_URL", ("http", "https", "socks5", "socks5h")),
        database=Path(given("DATABASE_PATH") or "data/zhaiju.db"),
        database_chosen=given("DATABASE_PATH") is not None,
        zone=_zone(given("TIMEZONE") or "Asia/Shanghai"),
        operators=_numbers(given("ADMIN_USER_IDS"), "ADMIN_USER_IDS"),
        allowed=_numbers(given("ALLOWED_CHAT_IDS"), "ALLOWED_CHAT_IDS"),
        webhook_url=_url(given("WEBHOOK_URL"), "WEBHOOK_URL", ("https", "http")),
        webhook_secret=_matching(given("WEBHOOK_SECRET"), "WEBHOOK_SECRET", _SECRET, "A-Za-z0-9_-"),
        webhook_listen=_address(given("WEBHOOK_LISTEN"), "WEBHOOK_LISTEN"),
        health_listen=_address(given("HEALTH_LISTEN"), "HEALTH_LISTEN"),
        local_chat_port=_port(given("LOCAL_CHAT_PORT") or "8010", "LOCAL_CHAT_PORT"),
        log_level=_level(given("LOG_LEVEL") or "INFO"),
    )
    if settings.allowed and not settings.operators:
        raise SettingsError("设了 ALLOWED_CHAT_IDS 就要设 ADMIN_USER_IDS，否则没有人能开通群。")
    if settings.webhook_url and not (settings.webhook_secret and settings.webhook_listen):
        raise SettingsError("设了 WEBHOOK_URL 还要设 WEBHOOK_SECRET 和 WEBHOOK_LISTEN。")
    return settings


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


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise SettingsError(f"TIMEZONE 没有 {value} 这个时区，应当像 Asia/Shanghai。")
    return value


def _numbers(value: str | None, key: str) -> frozenset[int]:
    try:
        return frozenset(int(part) for part in re.split(r"[,，\s]+", value or "") if part)
    except ValueError:
        raise SettingsError(f"{key} 应当是用逗号分开的编号，像 123,456。") from None


def _address(value: str | None, key: str) -> Address | None:
    if value is None:
        return None
    host, separator, port = value.rpartition(":")
    if not separator or not host:
        raise SettingsError(f"{key} 应当是 主机:端口，像 127.0.0.1:8080。")
    return Address(host.strip("[]"), _port(port, key))


def _port(value: str, key: str) -> int:
    if not value.isdecimal() or not 0 <= int(value) <= 65535:
        raise SettingsError(f"{key} 的端口应当是 0 到 65535 的数。")
    return int(value)


def _level(value: str) -> str:
    if value.upper() not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL 应当是 {'、'.join(LOG_LEVELS)} 之一。")
    return value.upper()
