"""What a suite says of itself is read as pytest reads it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from apiproof.reading.suite import own_fixtures, suite_files, suite_settings

FILES = {
    "pytest.toml": '[pytest]\nasyncio_mode = "auto"\n',
    ".pytest.toml": '[pytest]\nasyncio_mode = "auto"\n',
    "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
    ".pytest.ini": "[pytest]\nasyncio_mode = auto\n",
    "pyproject.toml": '[tool.pytest.ini_options]\nasyncio_mode = "auto"\n',
    "tox.ini": "[pytest]\nasyncio_mode = auto\n",
    "setup.cfg": "[tool:pytest]\nasyncio_mode = auto\n",
}


@pytest.mark.parametrize("name", FILES)
def test_the_settings_stand_in(tmp_path, name):
    (tmp_path / name).write_text(FILES[name])
    settings = suite_settings(tmp_path)
    assert settings.source == tmp_path / name
    assert settings.values["asyncio_mode"] == "auto"


def test_native_settings_of_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.pytest]\ntestpaths = ["a", "b"]\n')
    assert suite_settings(tmp_path).words("testpaths") == ["a", "b"]


@pytest.mark.parametrize(
    "texts",
    [
        {"pytest.ini": "", "pyproject.toml": FILES["pyproject.toml"]},
        {"pyproject.toml": "[tool.ruff]\n", "tox.ini": FILES["tox.ini"]},
        {"tox.ini": "[tox]\n", "setup.cfg": FILES["setup.cfg"]},
        {"setup.cfg": FILES["setup.cfg"], "tox.ini": FILES["tox.ini"]},
        {"pytest.ini": FILES["pytest.ini"], ".pytest.ini": FILES[".pytest.ini"]},
    ],
)
def test_of_several_files_it_is_the_one_that_pytest_takes(tmp_path, texts):
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "test_a.py").write_text("def test_a(): ...\n")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-p",
            "no:apiproof",
            "-p",
            "no:cacheprovider",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    source = suite_settings(tmp_path).source
    assert f"configfile: {source.name}" in done.stdout


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"pyproject.toml": "[tool.pytest"},
        {"tox.ini": "no section\n"},
        {"setup.cfg": "[pytest]\n"},
    ],
)
def test_there_are_none(tmp_path, texts):
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    assert suite_settings(tmp_path).source is None


@pytest.mark.parametrize(
    ("addopts", "value"),
    [
        ("'-q --asyncio-mode=strict'", "strict"),
        ("'--asyncio-mode auto'", "auto"),
        ("['--asyncio-mode', 'auto']", "auto"),
        ("'--asyncio-mode=strict --asyncio-mode=auto'", "auto"),
        ("'-k \"a'", None),
        ("''", None),
    ],
)
def test_an_option_of_addopts(tmp_path, addopts, value):
    (tmp_path / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\naddopts = {addopts}\n")
    assert suite_settings(tmp_path).option("--asyncio-mode") == value


def test_the_files_are_those_that_pytest_collects(tmp_path):
    for name in (
        "test_a.py",
        "b_test.py",
        "helper.py",
        "conftest.py",
        "deep/er/test_c.py",
        ".hidden/test_d.py",
        "build/test_e.py",
        "env/pyvenv.cfg",
        "env/test_f.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [
        str(each.relative_to(tmp_path)) for each in suite_files(tmp_path, suite_settings(tmp_path))
    ]
    assert found == ["b_test.py", "conftest.py", "deep/er/test_c.py", "test_a.py"]
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\ntestpaths = d*p helper.py\npython_files = *.py\n"
    )
    found = [
        str(each.relative_to(tmp_path)) for each in suite_files(tmp_path, suite_settings(tmp_path))
    ]
    assert found == ["deep/er/test_c.py", "helper.py"]


def test_fixtures_by_their_names(tmp_path):
    source = tmp_path / "conftest.py"
    source.write_text(
        "import pytest\nfrom pytest import fixture as made\n"
        "@pytest.fixture\ndef client(): ...\n"
        "@pytest.fixture(name='app')\nasync def make(): ...\n"
        "@pytest_asyncio.fixture(scope='session')\nasync def db_session(): ...\n"
        "class TestA:\n    @pytest.fixture()\n    def sync_client(self): ...\n"
        "def db_engine(): ...\n"
        "@pytest.fixture(name=NAME)\ndef other(): ...\n"
    )
    names = {"client", "app", "db_session", "sync_client", "db_engine"}
    assert [(each.name, each.line) for each in own_fixtures(source, names)] == [
        ("client", 4),
        ("app", 6),
        ("db_session", 8),
        ("sync_client", 11),
    ]
    source.write_text("def broken(:\n")
    assert list(own_fixtures(source, names)) == []
