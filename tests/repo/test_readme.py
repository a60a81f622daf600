"""Every example of the README is executed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from apiproof import config

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
FILES = re.findall(r"<!-- file: (\S+) -->\n```python\n(.*?)```", README, re.DOTALL)
RUNS = re.findall(
    r"<!-- run(?:: (\S+))? -->\n```console\n\$ pytest.*?\n(.*?)```", README, re.DOTALL
)
COMMANDS = re.findall(
    r"<!-- command -->\n```console\n\$ apiproof (.*?)\n(.*?)```", README, re.DOTALL
)


def likeness(line: str) -> str:
    """A pattern for a line of output: times, folders of a run and cut texts are anybody's."""
    pattern = re.escape(line)
    pattern = re.sub(r"in\\ \d+\\.\d+s", r"in [0-9.]+s", pattern)
    pattern = re.sub(r"/dev/shm/\S+?\\\.sqlite", r"/\\S+\\.sqlite", pattern)
    pattern = re.sub(r"(\\-){5,}|(=){5,}", "[-=]+", pattern)
    return pattern.replace(r"\.\.\.", ".*")


@pytest.mark.parametrize(("only", "output"), RUNS, ids=["all", "report"])
def test_the_example_prints_what_it_says(pytester, monkeypatch, only, output):
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    files = dict(FILES)
    for name in {"main.py", *([only] if only else ["test_guests.py"])}:
        (pytester.path / name).write_text(files[name])
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider")
    lines = [line for line in output.splitlines() if line.strip()]
    assert len(lines) >= 5
    result.stdout.re_match_lines([likeness(line) for line in lines])
    assert result.ret == (pytest.ExitCode.TESTS_FAILED if only else pytest.ExitCode.OK)
    assert not (pytester.path / "guests.db").exists()


@pytest.mark.parametrize(("args", "output"), COMMANDS, ids=["routes", "doctor"])
def test_the_command_prints_what_it_says(tmp_path, args, output):
    (tmp_path / ".git").mkdir()
    for name in ("main.py", "test_guests.py"):
        (tmp_path / name).write_text(dict(FILES)[name])
    done = subprocess.run(
        [sys.executable, "-m", "apiproof", *args.split()],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "1000"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    lines = [
        "(?:.*\n)*?" if line == "..." else likeness(line) + "\n" for line in output.splitlines()
    ]
    versions = re.sub(r"\d+\\\.\d+\\\.\d+", r"[\\w.]+", "".join(lines))
    assert re.fullmatch(versions, done.stdout), done.stdout
    assert not (tmp_path / "guests.db").exists()


def test_the_settings_are_the_ones_that_exist(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "backend").mkdir()
    (tmp_path / "pyproject.toml").write_text(block)
    loaded = config.load(tmp_path)
    assert loaded.app == "shop.main:app"
    assert set(tomllib.loads(block)["tool"]["apiproof"]) == set(config.KEYS)


def test_files_that_it_links_exist():
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_commands_that_it_names_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)", README)) <= targets
