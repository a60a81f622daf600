"""Drivers of database servers, which this version refuses by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from apiproof.errors import DatabaseRefusedError
from apiproof.gate.hooks import on_import

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    Refuse = Callable[[DatabaseRefusedError], None]

_DRIVERS: dict[str, tuple[str, ...]] = {
    "psycopg": ("connect", "Connection.connect", "AsyncConnection.connect"),
    "psycopg.generators": ("connect",),
    "psycopg_pool.pool": ("ConnectionPool.open", "ConnectionPool._open"),
    "psycopg_pool.pool_async": ("AsyncConnectionPool.open", "AsyncConnectionPool._open"),
    "psycopg2": ("connect", "_connect"),
    "psycopg2._psycopg": ("_connect", "connection"),
    "psycopg2.extensions": ("connection",),
    "asyncpg": ("connect", "create_pool"),
    "asyncpg.connection": ("connect",),
    "asyncpg.connect_utils": ("_connect",),
    "pg8000": ("connect",),
    "pg8000.core": ("CoreConnection.__init__",),
    "pg8000.dbapi": ("connect",),
    "pg8000.native": ("Connection.__init__",),
    "pymysql": ("connect",),
    "pymysql.connections": ("Connection.connect",),
    "MySQLdb": ("connect", "Connect"),
    "MySQLdb.connections": ("Connection.__init__",),
    "mysql.connector": ("connect",),
    "mysql.connector.abstracts": ("MySQLConnectionAbstract.connect",),
    "mysql.connector.aio": ("connect",),
    "mysql.connector.aio.abstracts": ("MySQLConnectionAbstract.connect",),
    "mysql.connector.aio.connection": ("MySQLConnection.connect",),
    "mariadb": ("connect", "ConnectionPool"),
    "mariadb.connections": ("Connection.__init__",),
    "aiomysql": ("connect", "create_pool"),
    "aiomysql.connection": ("connect", "_connect", "Connection._connect"),
    "aiomysql.pool": ("create_pool",),
    "asyncmy": ("connect", "create_pool"),
    "oracledb": ("connect", "connect_async", "create_pool", "create_pool_async"),
    "oracledb.connection": ("Connection.__init__", "AsyncConnection.__init__"),
    "oracledb.pool": ("BaseConnectionPool.__init__",),
    "pyodbc": ("connect",),
    "aioodbc": ("connect", "create_pool"),
    "pymssql": ("connect",),
    "mssql_python": ("connect",),
    "duckdb": ("connect",),
    "libsql": ("connect",),
    "libsql_experimental": ("connect",),
    "pysqlite3._sqlite3": ("connect", "Connection"),
    "pysqlite3.dbapi2": ("connect", "Connection"),
    "sqlcipher3._sqlite3": ("connect", "Connection"),
    "sqlcipher3.dbapi2": ("connect", "Connection"),
    "apsw": ("Connection",),
}
"""Where each driver opens a connection: a module, and names in it."""


def refusal(driver: str) -> DatabaseRefusedError:
    """The Error for a driver that this version does not redirect.

    Args:
        driver: The driver's or the dialect's name.
    """
    return DatabaseRefusedError(
        f"a connection through {driver} was refused: this version of apiproof makes private "
        "databases of SQLite only",
        hint="run the tests on SQLite, by `env = {DATABASE_URL = ...}` in [tool.apiproof] "
        "under the name that the app reads, or turn apiproof off with `-p no:apiproof`",
    )


def guard(refuse: Refuse) -> None:
    """Make every known driver of a server refuse to connect, once it is imported.

    Args:
        refuse: Told of each refusal before it is raised.
    """
    for module, names in _DRIVERS.items():
        on_import(module, _guarding(names, refuse))


def _guarding(names: tuple[str, ...], refuse: Refuse) -> Callable[[ModuleType], None]:
    def replace(module: ModuleType) -> None:
        def refused(*_: Any, **__: Any) -> NoReturn:
            error = refusal(module.__name__.partition(".")[0])
            refuse(error)
            raise error

        for name in names:
            *path, last = name.split(".")
            holder: Any = module
            for step in path:
                holder = getattr(holder, step, None)
            found = getattr(holder, last, None)
            if isinstance(found, type):
                # It stays a class, for annotations and subclasses; the driver's own are of C.
                body = {"__new__": refused, "__init__": refused, "__module__": found.__module__}
                setattr(holder, last, type(found.__name__, (found,), body))
            elif found is not None:
                setattr(holder, last, refused)

    return replace
