"""How requests reach Telegram: over aiohttp, in half of the time that PTB's own way takes."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from functools import partial
from json import dumps
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram.request import RequestData

    _Files = Mapping[str, tuple[str, bytes | IO[bytes], str]]

_SLOWEST = 20_000
"""Bytes a second; a connection that sends a file more slowly is given up."""
_LARGEST = 1 << 26
"""Bytes of an answer; files that the Bot API hands over have 20 MB at most."""
_SOCKS = ("socks5://", "socks5h://")
# What aiohttp raises before it has a connection; a time-out of that kind covers the wait for one.
_NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    ProxyConnectionError,
    ProxyError,
    ProxyTimeoutError,
)


class NotSentError(NetworkError):
    """The request certainly didn't reach Telegram: no connection, or none to be had."""


@dataclass(frozen=True, slots=True)
class _Seconds:
    """For a connection to be free, to be made, for the request to be sent, for more to come."""

    pool: float | None
    connect: float | None
    write: float | None
    read: float | None


class Request(BaseRequest):
    """PTB's requests, made by aiohttp.

    `pool` is how many connections may be open at once, `proxy` the address of an http, https or
    socks5 proxy. The others are seconds, for a connection to be free, to be made, for a request
    without and with files to be sent, and for the answer, or more of it, to come. A large file gets
    more time to be sent in.
    """

    def __init__(
        self,
        *,
        pool: int = 256,
        proxy: str | None = None,
        pool_timeout: float = 20.0,
        connect_timeout: float = 10.0,
        write_timeout: float = 20.0,
        media_write_timeout: float = 60.0,
        read_timeout: float = 20.0,
    ) -> None:
        self._pool = pool
        self._proxy = proxy
        self._pool_timeout = pool_timeout
        self._connect_timeout = connect_timeout
        self._write_timeout = write_timeout
        self._media_write_timeout = media_write_timeout
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        # By scheme and host. aiohttp would look it up for every request, and in a netrc file, too,
        # which takes more time than making the request.
        self._proxies: dict[tuple[str, str], str | None] = {}

    @property
    def read_timeout(self) -> float:
        """Seconds for an answer to come, where the request says nothing else."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Be ready to connect."""
        if self._session is not None:
            return
        socks = self._proxy is not None and self._proxy.startswith(_SOCKS)
        self._session = aiohttp.ClientSession(
            connector=self._through_socks() if socks else aiohttp.TCPConnector(limit=self._pool),
            headers={"User-Agent": self.USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            # Chinese as it is takes a third of the room that it takes in a form.
            json_serialize=partial(dumps, ensure_ascii=False),
        )

    async def shutdown(self) -> None:
        """Close all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a request and give the status and the body of its answer.

        Raises NotSentError where it never left, TimedOut and NetworkError where it may have.
        """
        files = request_data.multipart_data if request_data else None
        usual = self._media_write_timeout + _seconds_for(files) if files else self._write_timeout
        parameters = request_data.json_parameters if request_data else {}
        return await self._exchange(
            method,
            url,
            _Seconds(
                pool=_chosen(pool_timeout, self._pool_timeout),
                connect=_chosen(connect_timeout, self._connect_timeout),
                write=_chosen(write_timeout, usual),
                read=_chosen(read_timeout, self._read_timeout),
            ),
            form=_form(parameters, files) if files else None,
            json=dict(parameters) if parameters and not files else None,
        )

    async def ask(
        self, url: str, parameters: Mapping[str, object], *, read_timeout: float
    ) -> tuple[int, bytes]:
        """Post JSON and give the status and the body of the answer, whatever they are.

        Raises what `do_request` raises.
        """
        seconds = _Seconds(
            self._pool_timeout, self._connect_timeout, self._write_timeout, read_timeout
        )
        return await self._exchange("POST", url, seconds, json=parameters)

    async def _exchange(
        self,
        method: str,
        url: str,
        seconds: _Seconds,
        *,
        form: aiohttp.FormData | None = None,
        json: Mapping[str, object] | None = None,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("not initialized")
        waiting = _sum(seconds.pool, seconds.connect)
        timeout = aiohttp.ClientTimeout(
            total=None, connect=waiting, sock_connect=seconds.connect, sock_read=seconds.read
        )
        try:
            # aiohttp has no time-out for sending; the answer's body may take as long as it comes.
            async with asyncio.timeout(_sum(waiting, _sum(seconds.write, seconds.read))):
                answer = await self._session.request(
                    method,
                    url,
                    data=form,
                    json=json,
                    timeout=timeout,
                    proxy=self._proxy_for(url),
                    allow_redirects=False,
                )
            async with answer:
                return answer.status, await _body(answer)
        except _NEVER_LEFT as error:
            raise NotSentError(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error

    def _proxy_for(self, url: str) -> str | None:
        """Give the http proxy for an address: the one that is set, else the environment's."""
        if self._proxy is not None:
            return None if self._proxy.startswith(_SOCKS) else self._proxy
        parts = urlsplit(url)
        key = parts.scheme, parts.hostname or ""
        if key not in self._proxies:
            self._proxies[key] = _proxy_in_environment(*key)
        return self._proxies[key]

    def _through_socks(self) -> ProxyConnector:
        # Names are looked up by the proxy, for where one is needed they can't be looked up here.
        address = (self._proxy or "").replace("socks5h://", "socks5://", 1)
        return ProxyConnector.from_url(address, rdns=True, limit=self._pool)


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > _LARGEST:
            answer.close()
            raise NetworkError("the answer is too large")
    return bytes(body)


def _proxy_in_environment(scheme: str, host: str) -> str | None:
    named = None if proxy_bypass(host) else getproxies().get(scheme)
    return f"http://{named}" if named and "://" not in named else named


def _form(parameters: Mapping[str, str], files: _Files) -> aiohttp.FormData:
    # Telegram shows a file by its name as it is sent, quoted or not.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in files.items():
        printable = "".join(filter(str.isprintable, filename))
        # aiohttp sends what can be read in pieces, so that the loop is not held up by a large one.
        pieces = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, pieces, filename=printable, content_type=kind)
    return form


def _seconds_for(files: _Files) -> float:
    sizes = (len(content) for _, content, _ in files.values() if isinstance(content, bytes))
    return sum(sizes) / _SLOWEST


def _chosen(given: object, default: float) -> float | None:
    return given if given is None or isinstance(given, int | float) else default


def _sum(first: float | None, second: float | None) -> float | None:
    """Add seconds; None, for ever, where one of them is."""
    return None if first is None or second is None else first + second
