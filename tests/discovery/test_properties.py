"""Whatever a project's files say, reading them does no harm."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from dotenv import dotenv_values
from hypothesis import given, settings
from hypothesis import strategies as st

from apiproof.config import Config
from apiproof.discovery.environment import env_files
from apiproof.discovery.environment.harmless import values_for
from apiproof.discovery.scan.commands import command_lead

WORDS = st.sampled_from(
    [
        "ASYNC",
        "BROKER",
        "CACHE",
        "CELERY",
        "CONFIG",
        "DATABASE",
        "DB",
        "DIR",
        "DSN",
        "EMAIL",
        "FILE",
        "HOST",
        "KAFKA",
        "KEY",
        "MAIL",
        "MONGO",
        "NAME",
        "PATH",
        "PORT",
        "POSTGRES",
        "REDIS",
        "SECRET",
        "SENTRY",
        "SERVER",
        "SMTP",
        "SQL",
        "TEST",
        "TIMEOUT",
        "URI",
        "URL",
        "USER",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map("_".join)
SCHEME = re.compile(r"[a-z+]+://")


@given(NAMES)
def test_no_value_leads_anywhere(name: str) -> None:
    values = values_for(name)
    assert values
    assert len(values) == len(set(values))
    for value in values:
        if SCHEME.match(value):
            local = value.startswith(("http://localhost", "sqlite", "memory:", "cache+memory:"))
            assert local or ".invalid" in value


@given(NAMES)
def test_a_service_is_never_on_this_machine(name: str) -> None:
    words = set(name.split("_"))
    if words & {"DB", "POSTGRES", "REDIS", "SMTP", "DATABASE"} and name.endswith("_HOST"):
        assert "localhost" not in values_for(name)[0]


@settings(deadline=None)
@given(
    st.dictionaries(
        st.from_regex(r"[A-Z_]{1,9}", fullmatch=True),
        st.from_regex(r"[\w./:-]{0,9}", fullmatch=True),
    )
)
def test_plain_lines_are_read_as_python_dotenv_reads_them(values: dict[str, str]) -> None:
    text = "".join(f"{name}={value.strip()}\n" for name, value in values.items())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ".env"
        path.write_text(text, encoding="utf-8")
        read = {each.name: each.value for each in env_files.read(path)}
        assert read == dict(dotenv_values(path, interpolate=False, encoding="utf-8"))


FILES = ("Procfile", "Dockerfile", "compose.yaml", "Makefile", "run.py", "package.json")
PARTS = st.sampled_from(
    [
        "uvicorn",
        "web:app",
        "flask",
        "--app",
        "run",
        "'",
        '"',
        "[",
        "]",
        "\\\n",
        "\n",
        " ",
        "&&",
        "#",
        "-",
        "python",
        "web.py",
        "FLASK_APP=",
        "fastapi",
        "(",
        ")",
        "é",
        "uvicorn.run(",
        ": ",
    ]
)


@settings(deadline=None)
@given(st.sampled_from(FILES), st.lists(PARTS, max_size=12).map(" ".join))
def test_a_command_leads_to_a_file_of_the_project_or_nowhere(file: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "web.py").write_text("from fastapi import FastAPI\napp = FastAPI()\n")
        (root / file).write_text(text, encoding="utf-8")
        lead = command_lead(Config(root=root))
        assert lead is None or lead.location.path in {root / "web.py", root / "run.py"}
