"""What the apps of the isolation battery do to their database."""

from __future__ import annotations

JOBS = '''
"""What the app does to its database; `db` has run, many, commit and rollback."""

ODD = {
    "empty_worid": "(k TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID",
    "empty_pair": "(a TEXT, b TEXT, PRIMARY KEY (a, b))",
    "empty_generated": "(k TEXT UNIQUE, twice TEXT GENERATED ALWAYS AS (k || k) STORED, up TEXT AS (upper(k)))",
    "empty_rowid": "(rowid TEXT UNIQUE, _rowid_ TEXT)",
    "empty_all_aliases": "(rowid TEXT UNIQUE, _rowid_ TEXT, oid TEXT)",
    "empty quo\\"te's": "(k TEXT UNIQUE)",
    "empty t\\u00e4bel \\u8868": "(k TEXT UNIQUE, \\"co l\\" TEXT)",
    "empty_desc": "(id INTEGER PRIMARY KEY DESC, k TEXT UNIQUE)",
    "empty_strict": "(k TEXT UNIQUE, n INT) STRICT",
}
SCHEMA = [
    "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL)",
    "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL"
    " REFERENCES users (id) ON DELETE CASCADE, title TEXT UNIQUE)",
    "CREATE TABLE tickets (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE)",
    "CREATE TABLE parents (name TEXT PRIMARY KEY)",
    "CREATE TABLE children (name TEXT UNIQUE, parent TEXT REFERENCES parents (name)"
    " DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TABLE orders (name TEXT UNIQUE)",
    "CREATE TABLE audit (entry TEXT UNIQUE)",
    "CREATE TRIGGER orders_in AFTER INSERT ON orders BEGIN INSERT INTO audit VALUES ('in ' || NEW.name); END",
    "CREATE TRIGGER orders_out AFTER DELETE ON orders BEGIN INSERT INTO audit VALUES ('out ' || OLD.name); END",
    "CREATE TABLE ledger (name TEXT UNIQUE)",
    "CREATE TRIGGER ledger_keep BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'append only'); END",
    "CREATE TABLE notes (name TEXT UNIQUE)",
    "CREATE VIEW names AS SELECT name FROM users",
    "CREATE TABLE colours (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, uses INTEGER DEFAULT 0)",
    "CREATE TABLE shades (id INTEGER PRIMARY KEY, colour_id INTEGER NOT NULL"
    " REFERENCES colours (id) ON DELETE CASCADE, name TEXT UNIQUE)",
    "CREATE INDEX users_by_name ON users (name)",
]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def make(db):
    """Create the tables where they are missing, and their seeds."""
    if db.run("SELECT 1 FROM sqlite_master WHERE name = 'users'"):
        return
    for statement in SCHEMA:
        db.run(statement)
    for name, columns in ODD.items():
        for table in (name, name.replace("empty", "seeded")):
            db.run(f"CREATE TABLE {quoted(table)} {columns}")
    db.many("INSERT INTO colours (name) VALUES (?)", [("red",), ("green",)])
    db.run("INSERT INTO shades (colour_id, name) VALUES (1, 'pink')")
    for name in ODD:
        insert_odd(db, name.replace("empty", "seeded"), "seed")
    db.commit()


def insert_odd(db, table, value):
    columns = {
        "worid": "(k, n) VALUES (?, 1)", "pair": "(a, b) VALUES (?, 'b')", "generated": "(k) VALUES (?)",
        "rowid": "(rowid, _rowid_) VALUES (?, 'x')", "all_aliases": "(rowid, _rowid_, oid) VALUES (?, 'x', 'y')",
    }
    tail = columns.get(table.partition("_")[2], "(k) VALUES (?)")
    db.run(f"INSERT INTO {quoted(table)} {tail}", (value,))


def count(db, table):
    return db.run(f"SELECT count(*) FROM {quoted(table)}")[0][0]


def commit(db, name):
    db.run("INSERT INTO users (name) VALUES (?)", (name,))
    db.commit()


def conflict(db, name):
    db.run("INSERT INTO users (name) VALUES (?)", (name,))
    db.commit()
    try:
        db.run("INSERT INTO users (name) VALUES (?)", (name,))
    except Exception as error:
        assert "UNIQUE" in str(error)
        db.rollback()
    db.run("INSERT INTO users (name) VALUES (?)", (name + " after",))
    db.commit()


def rolled_back(db, name):
    db.run("INSERT INTO users (name) VALUES (?)", (name,))
    db.rollback()
    assert not db.run("SELECT 1 FROM users WHERE name = ?", (name,))
    db.run("INSERT INTO users (name) VALUES (?)", (name,))
    db.commit()


def cascade(db, name):
    db.run("INSERT INTO posts (user_id, title) SELECT id, ? FROM users", (name,))
    db.run("INSERT INTO users (id, name) VALUES (77, ?)", (name,))
    db.run("INSERT INTO posts (user_id, title) VALUES (77, ?)", (name,))
    db.commit()
    assert db.run("SELECT title FROM posts") == [(name,)]
    db.run("DELETE FROM colours WHERE name = 'red'")
    db.commit()
    assert not count(db, "shades"), "the cascade took the seed's child"


def executemany(db, name):
    db.many("INSERT INTO users (name) VALUES (?)", [(f"{name} {n}",) for n in range(20)])
    db.commit()


def trigger(db, name):
    db.run("INSERT INTO orders VALUES (?)", (name,))
    db.commit()
    db.run("DELETE FROM orders WHERE name = ?", (name,))
    db.commit()
    assert ("in " + name,) in db.run("SELECT entry FROM audit")
    assert ("out " + name,) in db.run("SELECT entry FROM audit")


def append_only(db, name):
    db.run("INSERT INTO ledger VALUES (?)", (name,))
    db.commit()


def deferred(db, name):
    db.run("INSERT INTO children VALUES (?, ?)", (name, name))
    db.run("INSERT INTO parents VALUES (?)", (name,))
    db.commit()


def sequences(db, name):
    assert not count(db, "tickets")
    for _ in range(3):
        db.run("INSERT INTO tickets (name) VALUES (?)", (f"{name} {_}",))
    db.run("DELETE FROM tickets WHERE id > 1")
    db.commit()
    assert db.run("SELECT id FROM tickets") == [(1,)], "AUTOINCREMENT begins anew"
    db.run("INSERT INTO colours (name) VALUES ('blue')")
    db.commit()
    assert db.run("SELECT id FROM colours WHERE name = 'blue'") == [(3,)], "and goes on after the seeds"


def seed_update(db, name):
    assert db.run("SELECT uses FROM colours ORDER BY id") == [(0,), (0,)]
    db.run("UPDATE colours SET uses = 5")
    db.commit()


def seed_delete(db, name):
    assert db.run("SELECT name FROM colours ORDER BY id") == [("red",), ("green",)]
    db.run("DELETE FROM colours WHERE name = 'green'")
    db.commit()


def seed_insert(db, name):
    db.run("INSERT INTO colours (name) VALUES (?)", (name,))
    db.commit()


def create_table(db, name):
    db.run("CREATE TABLE made_by_test (k TEXT)")
    db.run("INSERT INTO made_by_test VALUES ('x')")
    db.commit()


def alter_table(db, name):
    db.run("ALTER TABLE notes ADD COLUMN extra TEXT")
    db.run("INSERT INTO notes (name, extra) VALUES (?, 'x')", (name,))
    db.commit()


def rename_seeded(db, name):
    db.run("ALTER TABLE shades RENAME TO tints")
    db.run("INSERT INTO tints (colour_id, name) VALUES (1, ?)", (name,))
    db.commit()


def drop_table(db, name):
    assert count(db, "colours") == 2
    db.run("DROP TABLE shades")
    db.run("DROP TABLE colours")
    db.commit()


def odd_tables(db, name):
    for table in ODD:
        assert not count(db, table), table
        insert_odd(db, table, name)
    db.commit()


def odd_seeded_tables(db, name):
    for table in ODD:
        seeded = table.replace("empty", "seeded")
        assert count(db, seeded) == 1, seeded
        insert_odd(db, seeded, name)
    db.run("UPDATE seeded_worid SET n = 2")
    db.commit()


def view(db, name):
    db.run("INSERT INTO users (name) VALUES (?)", (name,))
    db.commit()
    assert (name,) in db.run("SELECT name FROM names")
    db.run("DROP VIEW names")
    db.commit()


def replace(db, name):
    db.run("INSERT OR REPLACE INTO colours (id, name) VALUES (1, ?)", (name,))
    db.run("INSERT INTO users (name) VALUES (?)", (name,))
    db.commit()


JOBS = {
    job.__name__: job
    for job in (commit, conflict, rolled_back, cascade, executemany, trigger, append_only, deferred, sequences,
                seed_update, seed_delete, seed_insert, create_table, alter_table, rename_seeded, drop_table,
                odd_tables, odd_seeded_tables, view, replace)
}


class Orm:
    """A SQLAlchemy Session."""

    def __init__(self, session):
        self.session = session
        self.commit, self.rollback = session.commit, session.rollback

    def run(self, sql, values=()):
        result = self.session.connection().exec_driver_sql(sql, values)
        return [tuple(row) for row in result] if result.returns_rows else None

    def many(self, sql, rows):
        self.session.connection().connection.cursor().executemany(sql, rows)


class Raw:
    """A connection of sqlite3's."""

    def __init__(self, connection):
        self.connection = connection
        self.commit, self.rollback = connection.commit, connection.rollback

    def run(self, sql, values=()):
        return self.connection.execute(sql, values).fetchall()

    def many(self, sql, rows):
        self.connection.executemany(sql, rows)


def two_sessions(open_session, name):
    """What a plain SQLite file does with two sessions: the answer that any isolation has to give."""
    reader, writer = open_session(), open_session()
    before = count(reader, "users")
    writer.run("INSERT INTO users (name) VALUES (?)", (name,))
    unseen = count(reader, "users") == before
    reader.rollback()
    writer.commit()
    seen = count(reader, "users") == before + 1
    writer.run("INSERT INTO users (name) VALUES (?)", (name + " undone",))
    writer.rollback()
    kept = count(reader, "users") == before + 1
    reader.rollback()
    return [unseen, seen, kept]
'''
