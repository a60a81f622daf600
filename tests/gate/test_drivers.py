"""Drivers that this version does not redirect are refused by name; they need not be installed."""

from __future__ import annotations

from typing import Any

import pytest

_HEAD = """
import asyncio, pytest
from apiproof.errors import DatabaseRefusedError

def refused(name, call):
    with pytest.raises(DatabaseRefusedError, match=name) as caught:
        result = call()
        if asyncio.iscoroutine(result):
            asyncio.run(result)
    assert "hint:" in str(caught.value)
"""

FAKES = {
    "psycopg/__init__.py": "from psycopg.connection import Connection, AsyncConnection\nconnect = Connection.connect\n",
    "psycopg/generators.py": "def connect(conninfo):\n    raise AssertionError\n",
    "psycopg/connection.py": "from psycopg import generators\nclass Connection:\n    @classmethod\n"
    "    def connect(cls, info=''):\n        return generators.connect(info)\n"
    "class AsyncConnection:\n    @classmethod\n    async def connect(cls, info=''):\n        return generators.connect(info)\n",
    "psycopg_pool/__init__.py": "from psycopg_pool.pool import ConnectionPool\n",
    "psycopg_pool/pool.py": "class ConnectionPool:\n    def __init__(self):\n        self.open()\n    def open(self):\n        raise AssertionError\n",
    "psycopg2/__init__.py": "from psycopg2._psycopg import _connect\ndef connect(dsn):\n    return _connect(dsn)\n",
    "psycopg2/_psycopg.py": "class connection:\n    __slots__ = ()\ndef _connect(dsn):\n    raise AssertionError\n",
    "psycopg2/extensions.py": "from psycopg2._psycopg import connection\n",
    "asyncpg/__init__.py": "from asyncpg.connection import connect\nfrom asyncpg.pool import create_pool\n",
    "asyncpg/connection.py": "async def connect(dsn):\n    raise AssertionError\n",
    "asyncpg/pool.py": "def create_pool(dsn):\n    raise AssertionError\n",
    "pymysql/__init__.py": "from pymysql import connections\nconnect = Connect = Connection = connections.Connection\n",
    "pymysql/connections.py": "class Connection:\n    def __init__(self):\n        self.connect()\n    def connect(self):\n        raise AssertionError\n",
    "duckdb.py": "def connect(path=':memory:'):\n    raise AssertionError\n",
    "apsw.py": "class Connection:\n    __slots__ = ()\n    def __init__(self, path):\n        raise AssertionError\n",
    "pysqlite3/__init__.py": "from pysqlite3.dbapi2 import *\n",
    "pysqlite3/dbapi2.py": "from pysqlite3._sqlite3 import *\n",
    "pysqlite3/_sqlite3.py": "class Connection:\n    pass\ndef connect(path):\n    raise AssertionError\n",
}

WAYS = """
def test_psycopg():
    import psycopg, psycopg_pool
    class Mine(psycopg.Connection):
        @classmethod
        def connect(cls, info=""):
            from psycopg import generators
            return generators.connect(info)
    refused("psycopg", lambda: psycopg.connect("x"))
    refused("psycopg", lambda: psycopg.Connection.connect("x"))
    refused("psycopg", lambda: psycopg.AsyncConnection.connect("x"))
    refused("psycopg", lambda: Mine.connect("x"))
    refused("psycopg_pool", lambda: psycopg_pool.ConnectionPool())

def test_psycopg2():
    import psycopg2, psycopg2.extensions
    class Mine(psycopg2.extensions.connection):
        pass
    refused("psycopg2", lambda: psycopg2.connect("x"))
    refused("psycopg2", lambda: psycopg2.extensions.connection("x"))
    refused("psycopg2", lambda: Mine("x"))

def test_asyncpg():
    import asyncpg
    refused("asyncpg", lambda: asyncpg.connect("x"))
    refused("asyncpg", lambda: asyncpg.create_pool("x"))

def test_pymysql():
    import pymysql
    refused("pymysql", pymysql.connect)
    refused("pymysql", pymysql.Connection)

def test_files():
    import apsw, duckdb, pysqlite3
    refused("duckdb", lambda: duckdb.connect("x.db"))
    refused("apsw", lambda: apsw.Connection("x.db"))
    refused("pysqlite3", lambda: pysqlite3.connect("x.db"))
    refused("pysqlite3", lambda: pysqlite3.Connection("x.db"))

@pytest.mark.parametrize("driver", ["pysqlcipher", "libsql"])
def test_sqlalchemy_dialect(driver):
    import types
    from sqlalchemy import create_engine
    from sqlalchemy.dialects import registry
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
    class Other(SQLiteDialect_pysqlite):
        supports_statement_cache = True
    Other.driver = driver
    globals()["Other"] = Other
    registry.register(f"sqlite.{driver}", __name__, "Other")
    refused(f"sqlite.{driver}", create_engine(f"sqlite+{driver}:///x.db").connect)

@pytest.mark.parametrize("url", ["postgresql+psycopg://u@h/x", "postgresql+psycopg://u@h1,h2/x"])
def test_sqlalchemy_server(url):
    import sqlalchemy, types
    from sqlalchemy import create_engine
    module = types.SimpleNamespace(paramstyle="pyformat", __version__="3.3.0", apilevel="2.0")
    try:
        engine = create_engine(url, module=module)
    except Exception as error:
        pytest.skip(f"this SQLAlchemy wants the driver itself: {error}")
    refused("postgresql.psycopg", engine.connect)
"""


@pytest.fixture
def api(project: Any) -> Any:
    return project.write({"app.py": "from flask import Flask\napp = Flask(__name__)\n"})


def test_refused(api: Any) -> None:
    result = api.write({**FAKES, "test_it.py": _HEAD + WAYS}).pytest("-rs")
    assert result.code == 0, result.text
    assert "a connection through psycopg was refused" in result.text


def test_the_fakes_connect_without_the_gate(api: Any) -> None:
    result = api.write({**FAKES, "test_it.py": _HEAD + WAYS}).pytest(
        "-p", "no:apiproof", "-k", "not sqlalchemy"
    )
    assert result.outcomes() == {"failed": 5}, result.text
