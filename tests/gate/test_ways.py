"""Every way to open one SQLite file, tried inside one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

_APP = "from flask import Flask\napp = Flask(__name__)\n"

_COMMON = '''
import _sqlite3, contextlib, functools, multiprocessing, os, pathlib, shutil, sqlite3, sys, tempfile, threading, _thread
import pytest
from apiproof.errors import DatabaseRefusedError

HERE = pathlib.Path(__file__).parent
DB = HERE / "data" / "prod.db"
os.chdir(HERE)

def precious(connection):
    """Whether a connection sees the app's own rows; it writes too."""
    with contextlib.closing(connection):
        found = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'precious'").fetchone()[0]
        connection.execute("CREATE TABLE IF NOT EXISTS mine (x)")
        connection.commit()
    return bool(found)
'''

WAYS = {
    "test_ways.py": _COMMON
    + """
class Mine(sqlite3.Connection):
    pass

class Stubborn(sqlite3.Connection):
    def __init__(self, path, *args, **kwargs):
        super().__init__(DB, *args, **kwargs)

def link():
    if not os.path.lexists("link.db"):
        os.symlink(DB, "link.db")
    return "link.db"

def below_tmp():
    path = os.path.join(tempfile.mkdtemp(), "link.db")
    os.symlink(DB, path)
    return path

def elsewhere():
    os.chdir("data")
    try:
        return sqlite3.connect("prod.db")
    finally:
        os.chdir(HERE)

def in_raw_thread():
    box, done = [], threading.Event()
    def work():
        box.append(sqlite3.connect(DB, check_same_thread=False)); done.set()
    _thread.start_new_thread(work, ())
    done.wait(5)
    return box[0]

REDIRECTED = {
    "str": lambda: sqlite3.connect(str(DB)),
    "bytes": lambda: sqlite3.connect(os.fsencode(DB)),
    "path": lambda: sqlite3.connect(DB),
    "keyword": lambda: sqlite3.connect(database=DB),
    "relative": lambda: sqlite3.connect("data/prod.db"),
    "dotted": lambda: sqlite3.connect("./data/../data/prod.db"),
    "chdir": elsewhere,
    "symlink": lambda: sqlite3.connect(link()),
    "symlink below a temporary folder": lambda: sqlite3.connect(below_tmp()),
    "uri": lambda: sqlite3.connect(f"file:{DB}", uri=True),
    "uri by position": lambda: sqlite3.connect(f"file:{DB}", 5.0, 0, None, True, sqlite3.Connection, 100, True),
    "uri rw": lambda: sqlite3.connect(f"file:{DB}?mode=rw", uri=True),
    "uri ro": lambda: sqlite3.connect(f"file:{DB}?mode=ro", uri=True),
    "uri immutable": lambda: sqlite3.connect(f"file:{DB}?immutable=1&nolock=1", uri=True),
    "uri with authority": lambda: sqlite3.connect(f"file://localhost{DB}", uri=True),
    "uri with empty authority": lambda: sqlite3.connect(f"file://{DB}", uri=True),
    "uri encoded": lambda: sqlite3.connect(f"file:{HERE}/d%61ta/%70rod.db", uri=True),
    "uri with a nul": lambda: sqlite3.connect(f"file:{DB}%00/../x?mode=rwc", uri=True),
    "uri with a fragment": lambda: sqlite3.connect(f"file:{DB}#?mode=memory", uri=True),
    "uri of two modes": lambda: sqlite3.connect(f"file:{DB}?mode=memory&mode=rwc", uri=True),
    "uri with a plus": lambda: sqlite3.connect(f"file:{DB}?mode=rwc&x=+", uri=True),
    "dbapi2": lambda: sqlite3.dbapi2.connect(DB),
    "_sqlite3": lambda: _sqlite3.connect(DB),
    "partial": lambda: functools.partial(sqlite3.connect, DB)(),
    "factory": lambda: sqlite3.connect(DB, factory=Mine),
    "factory by position": lambda: sqlite3.connect(DB, 5.0, 0, None, True, Mine),
    "factory function": lambda: sqlite3.connect(DB, factory=lambda *a, **k: Mine(*a, **k)),
    "thread": in_raw_thread,
    "no autocommit": lambda: sqlite3.connect(DB, isolation_level=None),
}

def early():
    import early_bird
    return early_bird.saved[0](DB)

REFUSED = {
    "Connection": lambda: sqlite3.Connection(DB),
    "subclass": lambda: Mine(DB),
    "factory that goes elsewhere": lambda: sqlite3.connect(":memory:", factory=Stubborn),
    "Connection of a URI": lambda: sqlite3.Connection(f"file:{DB}?mode=ro", uri=True),
    "hidden early": early,
    "memory, which could attach": lambda: sqlite3.Connection(":memory:"),
    "uri of memory": lambda: sqlite3.Connection("file:x?mode=memory", uri=True),
    "__new__": lambda: Mine.__init__(Mine.__new__(Mine), str(DB)),
}

def in_memory():
    return sqlite3.connect(":memory:")

def to_private():
    return sqlite3.connect("data/other.db")

def of_a_factory():
    connection = sqlite3.connect(DB, factory=Mine)
    connection.set_authorizer(None)
    return connection

def of_an_authorizer():
    connection = sqlite3.connect(DB)
    connection.set_authorizer(lambda *_: sqlite3.SQLITE_OK)
    return connection

STARTS = [in_memory, to_private, of_a_factory, of_an_authorizer]

ATTACHED = {
    "literal": lambda c: c.execute(f"ATTACH '{DB}' AS x"),
    "relative": lambda c: c.execute("ATTACH 'data/prod.db' AS x"),
    "bound": lambda c: c.execute("ATTACH ? AS x", (str(DB),)),
    "expression": lambda c: c.execute(f"ATTACH '{HERE}' || '/data/prod.db' AS x"),
    "uri": lambda c: c.execute(f"ATTACH 'file:{DB}?mode=ro' AS x"),
    "symlink": lambda c: c.execute(f"ATTACH '{link()}' AS x"),
    "script": lambda c: c.executescript(f"ATTACH DATABASE '{DB}' AS x;"),
    "vacuum into": lambda c: c.execute(f"VACUUM INTO '{DB}'"),
    "vacuum into a bound path": lambda c: c.execute("VACUUM INTO ?", (str(DB),)),
}

@pytest.mark.parametrize("way", REDIRECTED)
def test_redirected(way):
    assert not precious(REDIRECTED[way]())

@pytest.mark.parametrize("way", REFUSED)
def test_refused(way):
    with pytest.raises(DatabaseRefusedError, match="round `sqlite3.connect`"):
        REFUSED[way]()

@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("way", ATTACHED)
def test_attached(way, start):
    with contextlib.closing(start()) as connection:
        connection.isolation_level = None
        with pytest.raises(sqlite3.DatabaseError, match="authoriz"):
            ATTACHED[way](connection)

@pytest.mark.parametrize("start", STARTS)
def test_attach_what_is_the_suites(start, tmp_path):
    with contextlib.closing(start()) as connection:
        connection.isolation_level = None
        connection.execute("ATTACH ':memory:' AS a")
        connection.execute("ATTACH '' AS b")
        connection.execute(f"ATTACH '{tmp_path}/mine.db' AS c")
        connection.execute("CREATE TABLE IF NOT EXISTS c.t (x)")
        connection.execute("VACUUM")
        connection.execute(f"VACUUM INTO '{tmp_path}/copy.db'")

def test_backup(tmp_path):
    with contextlib.closing(sqlite3.connect(DB)) as app, contextlib.closing(sqlite3.connect(tmp_path / "x")) as mine:
        mine.execute("CREATE TABLE mine (x)")
        mine.backup(app)
        app.backup(mine)

def test_own(tmp_path, tmp_path_factory):
    for folder in (tmp_path, tmp_path_factory.mktemp("x"), tempfile.mkdtemp()):
        path = os.path.join(folder, "x.db")
        sqlite3.connect(path).execute("CREATE TABLE t (x)")
        assert os.path.getsize(path)
        sqlite3.connect(path, factory=lambda *a, **k: Mine(*a, **k)).close()
    with tempfile.NamedTemporaryFile(suffix=".db") as file, contextlib.closing(sqlite3.connect(file.name)) as connection:
        connection.execute("CREATE TABLE t (x)")
        assert os.path.getsize(file.name)

def test_own_in_a_child(tmp_path):
    import subprocess
    for folder in (tmp_path, tempfile.mkdtemp()):
        path = os.path.join(folder, "x.db")
        script = f"import sqlite3; c = sqlite3.connect({path!r}); c.execute('CREATE TABLE t (x)'); c.commit()"
        subprocess.run([sys.executable, "-c", script], check=True)
        assert os.path.getsize(path)

def test_shared_memory():
    name = "file:shared?mode=memory&cache=shared"
    with contextlib.closing(sqlite3.connect(name, uri=True)) as one, contextlib.closing(sqlite3.connect(name, uri=True)) as two:
        one.execute("CREATE TABLE t (x)")
        one.commit()
        two.execute("SELECT * FROM t")
    with contextlib.closing(sqlite3.connect("file:/x?vfs=memdb", uri=True)) as one:
        one.execute("CREATE TABLE t (x)")

def test_wrong_arguments_fail_as_ever():
    for call in (lambda: sqlite3.connect(), lambda: sqlite3.connect(5), lambda: sqlite3.connect("x", nonsense=1),
                 lambda: sqlite3.connect("x", factory=None)):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(ValueError):
        sqlite3.connect("a\\0b")
""",
    "app.py": _APP,
    "early_bird.py": "from sqlite3 import connect\nsaved = (connect,)\n",
}


@pytest.fixture
def run(project: Any, untouched: Callable[..., Any]) -> Callable[..., Any]:
    def run(files: dict[str, str], *arguments: str, **kwargs: Any) -> Any:
        database = project.write(files).seed()
        with untouched(database):
            return project.pytest(*arguments, **kwargs)

    return run


@pytest.mark.parametrize("basetemp", [False, True])
def test_ways(run: Callable[..., Any], project: Any, *, basetemp: bool) -> None:
    options = [f"--basetemp={project.base}/tmp"] if basetemp else []
    result = run(WAYS, "-p", "early_bird", *options, env={"PYTHONPATH": str(project.root)})
    assert set(result.outcomes()) == {"passed"}, result.text
    assert result.outcomes()["passed"] > 75
    assert "apiproof: refused connections" in result.text
    assert sorted(path.name for path in project.root.iterdir()) == [
        "app.py", "data", "early_bird.py", "link.db", "test_ways.py",
    ]  # fmt: skip


def test_the_ways_are_ways(project: Any, untouched: Callable[..., Any]) -> None:
    """Without the gate the same file touches the database, and none of its assertions holds."""
    database = project.write(WAYS).seed()
    with pytest.raises(AssertionError), untouched(database):
        result = project.pytest(
            "-p", "no:apiproof", "-p", "early_bird", "-k", "redirected or refused",
            env={"PYTHONPATH": str(project.root)},
        )  # fmt: skip
    assert result.outcomes()["failed"] >= 30


def test_own_database_is_all_that_is_open_where_nothing_is_redirected(
    run: Callable[..., Any],
) -> None:
    files = {
        "pyproject.toml": '[tool.apiproof]\napp = "app:app"\ndatabase = "own"\n',
        "app.py": _APP,
        "test_it.py": _COMMON
        + """
def test_it(tmp_path):
    assert not precious(sqlite3.connect(tmp_path / "x.db"))
    assert not precious(sqlite3.connect(":memory:"))
    for path in (DB, HERE / "new.db"):
        with pytest.raises(DatabaseRefusedError, match="own"):
            sqlite3.connect(path)
    assert not (HERE / "new.db").exists()
""",
    }
    run(files).passed(1)


def test_engine_made_before_the_gate(project: Any) -> None:
    """What was open when the gate was put up is let go, and never used again."""
    files = {
        "early.py": "import os\nfrom sqlalchemy import create_engine, text\nfrom sqlite3 import connect\n"
        "DB = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'data', 'prod.db')\n"
        "engine = create_engine('sqlite:///' + DB)\nunused = create_engine('sqlite:///' + DB)\n"
        "memory = create_engine('sqlite://')\n"
        "with memory.begin() as c:\n    c.execute(text('CREATE TABLE kept (x)'))\n"
        "with engine.begin() as c:\n    c.execute(text('SELECT 1'))\n",
        "app.py": _APP,
        "test_it.py": "import early\nfrom early import *\n"
        "names = text(\"SELECT name FROM sqlite_master WHERE name = 'precious'\")\n"
        "def test_it():\n    for each in (early.engine, unused):\n        with each.begin() as c:\n"
        "            assert c.execute(names).all() == []\n"
        "    assert connect(DB).execute(str(names)).fetchall() == []\n"
        "    with memory.begin() as c:\n        c.execute(text('SELECT * FROM kept'))\n"
        "def test_late():\n    with early.create_engine('sqlite:///' + DB).begin() as c:\n"
        "        assert c.execute(names).all() == []\n",
    }
    project.write(files).seed()
    project.pytest("-p", "early", env={"PYTHONPATH": str(project.root)}).passed(2)


NEUTRAL = """
import os, sqlite3, sys, types
def test_it():
    connection = sqlite3.connect("data/prod.db")
    assert connection.execute("SELECT count(*) FROM precious").fetchone() == (1,)
    assert sqlite3.connect is __import__("_sqlite3").connect
    assert "APIPROOF_GATE" not in os.environ
"""


def test_project_without_an_api_is_left_alone(project: Any) -> None:
    project.write({"test_it.py": NEUTRAL}).seed()
    project.pytest().passed(1)


@pytest.mark.parametrize(
    "tool", ["coverage.sqldata", "testmon.db", "django.db.backends.sqlite3.base"]
)
def test_tools_keep_their_files(project: Any, tool: str) -> None:
    files = {
        "app.py": _APP,
        "test_it.py": f"""
import sqlite3
def test_it():
    space = {{"__name__": "{tool}", "sqlite3": sqlite3}}
    exec('c = sqlite3.connect("tool.db")\\nc.execute("CREATE TABLE t (x)")\\nc.execute("ATTACH ? AS o", ("other.db",))', space)
    exec('sqlite3.Connection("tool.db").close()', space)
""",
    }
    project.write(files).pytest().passed(1)
    assert (project.root / "tool.db").exists()


def test_coverage_works(project: Any) -> None:
    pytest.importorskip("pytest_cov")
    project.write(
        {
            "app.py": _APP + "x = 1\n",
            "test_it.py": "import app\ndef test_it(sync_client):\n    pass\n",
        }
    )
    result = project.pytest("--cov=app", "--cov-report=term")
    assert result.code == 0, result.text
    assert "100%" in result.text
    assert (project.root / ".coverage").exists()
