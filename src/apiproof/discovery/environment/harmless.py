"""Values for tests: what stands in for a variable that is not set, by its name."""

from __future__ import annotations

import atexit
import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from apiproof.gate.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEXT = "0123456789abcdef" * 4
"""Fixed, long enough for a key of any usual kind, and of digits that hex and base64 have too."""

FERNET = "YXBpcHJvb2YgYXBpcHJvb2YgYXBpcHJvb2YgdGVzdHM="
"""32 bytes in base64, as Fernet and the like want them."""

_GENERAL = (
    "1",
    "http://localhost",
    "test@example.com",
    "[]",
    "{}",
    FERNET,
    "00000000-0000-4000-8000-000000000000",
    "127.0.0.1",
    "0.5",
    "2030-01-01",
    "test",
)
"""What is tried where the name told nothing, or the wrong thing."""

_MODES = ("testing", "test", "development", "dev", "local", "default")


class _Rule(NamedTuple):
    """What a name tells.

    Attributes:
        words: The words that it may end in.
        values: What to set, the likeliest first; nothing where the rest of the name says no.
    """

    words: frozenset[str]
    values: Callable[[str], tuple[str, ...]]


def values_for(name: str) -> list[str]:
    """List what may stand in for a variable.

    No value leads to a server: a database is a SQLite file, which the gate redirects, and what
    has to be a server is below `.invalid`, where there can be none (RFC 2606).

    Args:
        name: The variable's name.

    Returns:
        Texts, the likeliest to fit first.
    """
    return list(dict.fromkeys([*_likely(name), TEXT, *_GENERAL, str(scratch())]))


def words_of(name: str) -> list[str]:
    """Take a variable's name apart.

    Args:
        name: `"DATABASE_URL"` or `"databaseUrl"`.

    Returns:
        Its words in capitals.
    """
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return [word for word in re.split(r"[^A-Za-z0-9]+", split.upper()) if word]


def _likely(name: str) -> tuple[str, ...]:
    last = words_of(name)[-1:]
    for rule in _RULES:
        if rule.words.issuperset(last) and (values := rule.values(name)):
            return values
    return (TEXT,)


def _always(*values: str) -> Callable[[str], tuple[str, ...]]:
    return lambda _: values


def _url(name: str) -> tuple[str, ...]:
    words = set(words_of(name))
    for known, values in _SERVICES:
        if known & words:
            return values
    if _DATABASES & words or words <= {"DSN", "URI", "APP"}:
        first, second, *others = _DATABASE_URLS
        return (second, first, *others) if "ASYNC" in words else _DATABASE_URLS
    return ("http://localhost",)


def _host(name: str) -> tuple[str, ...]:
    """A host: one's own, or one that is nowhere where a service is meant."""
    words = set(words_of(name))
    if words & (_DATABASES | _MAIL | frozenset().union(*(known for known, _ in _SERVICES))):
        return ("service.invalid",)
    return ("localhost",)


def _mode(_: str) -> tuple[str, ...]:
    return _MODES


def _port(name: str) -> tuple[str, ...]:
    return ("5432",) if _DATABASES & set(words_of(name)) else ("8000",)


def _folder(name: str) -> tuple[str, ...]:
    folder, file = str(scratch()), _empty_file(name)
    return (file, folder) if _FILES.intersection(words_of(name)) else (folder, file)


def _file(name: str) -> tuple[str, ...]:
    return (_empty_file(name),)


def _empty_file(name: str) -> str:
    path = scratch() / name.lower()
    path.touch()
    return str(path)


def _key(name: str) -> tuple[str, ...]:
    shaped = {"FERNET", "ENCRYPTION", "CRYPTO", "ENCRYPT"} & set(words_of(name))
    return (FERNET, TEXT) if shaped else (TEXT,)


def _mailbox(name: str) -> tuple[str, ...]:
    return ("test@example.com",) if _MAIL.intersection(words_of(name)) else ()


@functools.cache
def scratch() -> Path:
    """A folder that is removed with the process; one that dies leaves it to the next run."""
    home = Home()
    atexit.register(home.remove)
    folder = home.path / "files"
    folder.mkdir()
    return folder


_DATABASE_URLS = (
    "sqlite:///apiproof.db",
    "sqlite+aiosqlite:///apiproof.db",
    "postgresql://test:test@database.invalid/test",
    "postgresql+asyncpg://test:test@database.invalid/test",
    "postgresql+psycopg://test:test@database.invalid/test",
    "mysql+pymysql://test:test@database.invalid/test",
)

_DATABASES = frozenset(
    {"DATABASE", "DB", "MARIADB", "MYSQL", "PG", "POSTGRES", "POSTGRESQL", "SQL", "SQLALCHEMY"}
    | {"SQLITE", "TEST"}
)
_FILES = frozenset({"CERT", "CONFIG", "CREDENTIALS", "FILE", "JSON", "KEY", "LOG", "SETTINGS"})
_MAIL = frozenset({"EMAIL", "EMAILS", "MAIL", "SMTP"})
_MAILBOXES = frozenset({"ADDRESS", "ADMIN", "FROM", "RECIPIENT", "SENDER", "TO"})

_SERVICES: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (frozenset({"REDIS", "CACHE", "VALKEY", "LIMITER"}), ("redis://service.invalid:6379/0",)),
    (frozenset({"MONGO", "MONGODB"}), ("mongodb://service.invalid:27017/test",)),
    (frozenset({"BACKEND", "RESULT"}), ("cache+memory://",)),
    (frozenset({"CELERY", "BROKER"}), ("memory://", "amqp://service.invalid//")),
    (frozenset({"AMQP", "RABBIT", "RABBITMQ"}), ("amqp://service.invalid//",)),
    (frozenset({"SENTRY"}), ("https://test@service.invalid/1",)),
    (frozenset({"KAFKA", "NATS", "ELASTIC", "ELASTICSEARCH"}), ("http://service.invalid:9200",)),
)
"""Where a name with these words and a URL leads: nowhere, by the service's own scheme."""

_RULES = (
    _Rule(frozenset({"URL", "URI", "DSN", "ENDPOINT", "URLS"}), _url),
    _Rule(frozenset({"CONNECTION", "CONN"}), lambda _: _DATABASE_URLS),
    _Rule(_MAIL | _MAILBOXES, _mailbox),
    _Rule(frozenset({"PORT"}), _port),
    _Rule(
        frozenset({"HOST", "SERVER", "HOSTNAME", "DOMAIN", "HOSTS", "DOMAINS"}),
        _host,
    ),
    _Rule(frozenset({"ORIGIN", "ORIGINS"}), _always("http://localhost")),
    _Rule(frozenset({"ROUNDS"}), _always("12")),
    _Rule(
        frozenset({"AGE", "COUNT", "DAYS", "EXPIRATION", "EXPIRE", "EXPIRES", "EXPIRY", "HOURS"})
        | {"INTERVAL", "LENGTH", "LIFETIME", "LIMIT", "MAX", "MIN", "MINUTES", "NUM", "NUMBER"}
        | {"PERIOD", "RETRIES", "SECONDS", "SIZE", "THREADS", "TIMEOUT", "TTL", "WORKERS"},
        _always("30"),
    ),
    _Rule(frozenset({"DIR", "DIRECTORY", "FOLDER", "PATH", "ROOT"}), _folder),
    _Rule(frozenset({"FILE", "FILENAME"}), _file),
    _Rule(frozenset({"ALG", "ALGO", "ALGORITHM"}), _always("HS256")),
    _Rule(frozenset({"LEVEL", "LOGLEVEL"}), _always("INFO")),
    _Rule(frozenset({"TESTING"}), _always("1")),
    _Rule(frozenset({"ENV", "ENVIRONMENT", "MODE", "PROFILE", "STAGE", "CONFIG"}), _mode),
    _Rule(
        frozenset({"DEBUG", "DISABLE", "DISABLED", "ENABLE", "ENABLED", "SECURE", "SSL", "TLS"})
        | {"VERBOSE", "VERIFY"},
        _always("0"),
    ),
    _Rule(frozenset({"REGION"}), _always("us-east-1")),
    _Rule(frozenset({"TIMEZONE", "TZ"}), _always("UTC")),
    _Rule(frozenset({"LANG", "LANGUAGE", "LOCALE"}), _always("en")),
    _Rule(frozenset({"VERSION"}), _always("1.0.0")),
    _Rule(
        frozenset({"BUCKET", "DB", "NAME", "PREFIX", "TITLE", "USER", "USERNAME", "DATABASE"}),
        _always("test"),
    ),
    _Rule(frozenset({"KEY", "SECRET"}), _key),
)
