"""What can go wrong with running the program.

BotError
├── CommandError   a command could not be carried out
└── ServiceError   the bot can't run
"""


class BotError(Exception):
    """`str(error)` is one sentence for people that names what to do."""


class CommandError(BotError):
    """A command could not be carried out."""


class ServiceError(BotError):
    """The bot can't run."""
