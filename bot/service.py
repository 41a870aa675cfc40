"""One running bot: everything that must be opened and closed, in one place."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes, ExtBot

from bot.delivery import Deliverer
from bot.documents import Library
from bot.errors import ServiceError
from bot.health import Health, WatchedRequest, listener, listening, poll_fault
from bot.limiter import FloodLimiter
from bot.membership import TelegramMembership
from bot.menu import OperatorMenu, publish_menu
from bot.metrics import MeasuredOrder, Metrics
from bot.request import Request
from bot.settings import LOCAL_TOKEN
from bot.tick import Tick
from bot.workshop import Workshop
from handlers import documents, routes
from handlers.context import Context, Nothing
from handlers.excerpting import Courier
from handlers.sender import Sender
from handlers.services import Services
from store.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from telegram.ext import Updater

    from bot.limiter import Limits
    from bot.settings import Settings
    from handlers.context import App
    from store.clock import Clock

_log = logging.getLogger(__name__)
ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.CHOSEN_INLINE_RESULT,
    Update.MY_CHAT_MEMBER,
]
STOP_SECONDS = 8.0
"""How long handlers may take to end; SIGTERM must end the program within 10 s."""
RETRY_SECONDS = 5.0
TELEGRAM = "https://api.telegram.org"
_POLL_POOL = 4
"""Connections for getUpdates: with PTB's one, a torn connection can block polling for good."""


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that is up: its services, its application and its tick."""

    services: Services
    application: App
    tick: Tick


@contextlib.asynccontextmanager
async def running(
    settings: Settings, clock: Clock, limits: Limits | None = None
) -> AsyncIterator[Running]:
    """Open the store, connect, poll and tick; close all of it in the opposite order.

    `limits` are other flood limits than Telegram's, for a server that has others.
    """
    async with contextlib.AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open(settings.database, clock=clock))
        polling = WatchedRequest(pool=_POLL_POOL, proxy=settings.proxy_url)
        bot = _bot(settings, limits, polling)
        await _connect(bot)
        stack.push_async_callback(_quietly, bot.shutdown())
        workshop = await stack.enter_async_context(Workshop.open())
        library = await stack.enter_async_context(
            Library.open(bot, store.drafts, settings.database, clock)
        )
        services = _services(settings, clock, store, bot, workshop, library)
        metrics = Metrics()
        application = _application(bot, services, metrics)
        await stack.enter_async_context(_started(application, settings))
        await documents.resume(services)
        menu = asyncio.create_task(publish_menu(bot, settings.operators), name="menu")
        stack.push_async_callback(_ended, menu)
        mining = asyncio.create_task(store.slogans.catch_up(), name="mining")
        stack.push_async_callback(_ended, mining)
        deliverer = Deliverer(store, Courier(services), clock)
        tick = await stack.enter_async_context(Tick(deliverer.deliver_due, clock))
        if settings.health_listen is not None:
            health = Health(store, clock, _poll_check(settings, polling))
            await stack.enter_async_context(listening(settings.health_listen, health, metrics))
        yield Running(services, application, tick)


async def warm_up(store: Store) -> None:
    """Load, beside the first answers, what only later ones need: the dictionary.

    The collector then leaves alone all that is there to stay. Looking through it takes 40 ms, in
    which nobody is answered.
    """
    await store.words.load()
    gc.freeze()


def _poll_check(settings: Settings, polling: WatchedRequest) -> Callable[[], str | None]:
    if settings.webhook_url is not None:
        return lambda: None
    started = time.monotonic()
    return lambda: poll_fault(polling, started)


def _bot(settings: Settings, limits: Limits | None, polling: WatchedRequest) -> ExtBot[Any]:
    root = settings.api_url or TELEGRAM
    return ExtBot(
        token=settings.token or LOCAL_TOKEN,
        request=Request(proxy=settings.proxy_url),
        get_updates_request=polling,
        rate_limiter=FloodLimiter(limits),
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
    )


async def _connect(bot: ExtBot[Any]) -> None:
    """Learn who we are; wait for a network that isn't there yet, end where the token is wrong."""
    while True:
        try:
            await bot.initialize()
        except InvalidToken:
            raise ServiceError(
                "Telegram 不认识这个令牌，请检查 TELEGRAM_BOT_TOKEN（在 @BotFather 可以查到）。"
            ) from None
        except NetworkError as error:
            _log.warning("Telegram is not reached, trying again: %s", error)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            return


def _services(
    settings: Settings,
    clock: Clock,
    store: Store,
    bot: ExtBot[Any],
    workshop: Workshop,
    library: Library,
) -> Services:
    return Services(
        clock=clock,
        store=store,
        sender=Sender(bot),
        membership=TelegramMembership(bot),
        workshop=workshop,
        library=library,
        menu=OperatorMenu(bot),
        username=bot.username,
        zone=settings.zone,
        operators=settings.operators,
        allowed=settings.allowed,
    )


def _application(bot: ExtBot[Any], services: Services, metrics: Metrics) -> App:
    async def busy(update: Update) -> None:
        if update.callback_query is not None:
            await services.sender.answer(update.callback_query, None)

    # PTB makes its bot_data by calling a type; ours is made already.
    made = cast("type[Services]", lambda: services)
    types = ContextTypes(context=Context, bot_data=made, chat_data=Nothing, user_data=Nothing)
    application: App = (
        ApplicationBuilder()
        .bot(bot)
        .context_types(types)
        .concurrent_updates(MeasuredOrder(metrics, busy))
        .build()
    )
    routes.install(application)
    return application


@contextlib.asynccontextmanager
async def _started(application: App, settings: Settings) -> AsyncIterator[None]:
    await application.initialize()
    updater = application.updater
    if updater is None:
        raise AssertionError("the builder makes an updater unless it is told not to")
    try:
        await _receive(updater, settings)
        await application.start()
        yield
    finally:
        # A handler that hangs must not keep the program from ending.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                if updater.running:
                    await updater.stop()
                if application.running:
                    await application.stop()
        await _quietly(application.shutdown())


async def _receive(updater: Updater, settings: Settings) -> None:
    """Poll, or have Telegram call us where a webhook is set."""
    if settings.webhook_url is None or settings.webhook_listen is None:
        await updater.start_polling(
            allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1, error_callback=_polling_failed
        )
        return
    address = settings.webhook_listen
    # Tried first, for the error of the server itself names neither setting nor cure.
    listener(address, "WEBHOOK_LISTEN").close()
    await updater.start_webhook(
        listen=address.host,
        port=address.port,
        url_path=urlsplit(settings.webhook_url).path,
        webhook_url=settings.webhook_url,
        secret_token=settings.webhook_secret,
        allowed_updates=ALLOWED_UPDATES,
        bootstrap_retries=-1,
    )


def _polling_failed(error: TelegramError) -> None:
    _log.warning("polling failed, trying again: %s", error)


async def _ended(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _quietly(closing: Any) -> None:  # noqa: ANN401 - any awaitable
    try:
        await closing
    except (TelegramError, RuntimeError, OSError) as error:
        _log.info("closing: %s", error)
