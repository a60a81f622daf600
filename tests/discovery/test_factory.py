"""A factory is called with what it wants, where that can be told, and each assumption is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask

from apiproof.errors import AppImportError

if TYPE_CHECKING:
    from conftest import Project

CONFIGS = "class Config: pass\nclass TestingConfig(Config):\n    MARK = 'testing'\n"


def factory(signature: str, body: str = "", top: str = "") -> str:
    """Write a factory whose app remembers its first argument."""
    parameter = signature.partition(":")[0].partition("=")[0].strip("*/, ") or "None"
    return (
        f"from flask import Flask\n{top}\n"
        f"def create_app({signature}):\n    app = Flask('x')\n    app.given = {parameter}\n"
        + "".join(f"    {line}\n" for line in body.splitlines())
        + "    return app\n"
    )


def refused(project: Project, source: str) -> AppImportError:
    """Discover an app whose factory cannot be called."""
    project.write({"shop.py": source})
    with pytest.raises(AppImportError) as caught:
        project.discover(app="shop:create_app")
    assert not caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize("signature", ["", "config=None", "*args", "**kwargs", "name='production'"])
def test_a_factory_without_required_arguments_is_called(project: Project, signature: str) -> None:
    source = factory(signature)
    found = project.write({"shop.py": source}).discover(app="shop:create_app")
    assert isinstance(found.target, Flask)
    assert found.notes == ()


@pytest.mark.parametrize(
    ("signature", "body", "top", "given"),
    [
        ("config_name", "", "", "testing"),
        ("env: str", "", "", "testing"),
        ("env: 'str'", "", "", "testing"),
        ("environment: str | None", "", "", "testing"),
        ("mode", "print(mode)", "", "testing"),
        ("mode", "box.find(mode)", "class box:\n    find = str", "testing"),
        ("config_name", "config[config_name]", "config = {'dev': 1, 'testing': 2}", "testing"),
        ("name", "configs[name]", "configs = {'dev': 1, 'test': 2}", "test"),
        ("name", "configs.get(name)", "configs = {'dev': 1, 'default': 2}", "default"),
        ("name", "CONFIGS[name]", "CONFIGS = {'Testing': 2, 'default': 1}", "Testing"),
        ("name", "box.all[name]", "class box:\n    all = {'test': 1}", "test"),
        ("config: dict", "", "", {"TESTING": True}),
        ("overrides: dict[str, object]", "", "", {"TESTING": True}),
        ("x: Mapping[str, int]", "", "from collections.abc import Mapping", {"TESTING": True}),
        ("x: 'dict[str, Missing]'", "", "", {"TESTING": True}),
        ("x: 'Missing'", "app.config.update(x)", "", {"TESTING": True}),
        ("config", "app.config.from_mapping(config)", "", {"TESTING": True}),
        ("config", "app.config.update(config)", "", {"TESTING": True}),
        ("config", "app.config.from_mapping(**config)", "", {"TESTING": True}),
        ("config, /", "app.config.update(config)", "", {"TESTING": True}),
        ("*, config", "app.config.update(config)", "", {"TESTING": True}),
    ],
)
def test_an_argument_is_chosen(
    project: Project, signature: str, body: str, top: str, given: object
) -> None:
    project.write({"shop.py": factory(signature, body, top)})
    found = project.discover(app="shop:create_app")
    assert found.target.given == given
    (note,) = found.notes
    assert note.startswith("shop:create_app was called with ")
    assert note.endswith(f"={given!r}")


@pytest.mark.parametrize(
    ("home", "module"),
    [
        ("shop/config.py", "shop.config"),
        ("shop/settings.py", "shop.settings"),
        ("shop/web/config.py", "shop.web.config"),
        ("shop/core/config.py", "shop.core.config"),
        ("config.py", "config"),
    ],
)
@pytest.mark.parametrize("name", ["config", "thing"])
def test_a_class_of_settings_is_found(project: Project, home: str, module: str, name: str) -> None:
    source = factory(name, f"app.config.from_object({name})")
    project.write({"shop/__init__.py": "", "shop/web/__init__.py": "", "shop/web/app.py": source})
    project.write({home: CONFIGS})
    found = project.discover(app="shop.web.app:create_app")
    assert found.target.config["MARK"] == "testing"
    assert found.notes == (
        f"shop.web.app:create_app was called with {name}=the class {module}.TestingConfig",
    )


def test_a_class_of_settings_may_stand_in_the_module(project: Project) -> None:
    source = factory("config", "app.config.from_object(config)", CONFIGS)
    project.write({"shop.py": source})
    assert project.discover(app="shop:create_app").target.given.__name__ == "TestingConfig"


def test_for_want_of_one_for_tests_another_is_taken(project: Project) -> None:
    project.write({"config.py": "class Config: pass", "shop.py": factory("config_class")})
    found = project.discover(app="shop:create_app")
    assert found.notes == ("shop:create_app was called with config_class=the class config.Config",)


def test_a_string_for_from_object_is_an_import_name(project: Project) -> None:
    source = factory("config: str", "app.config.from_object(config)")
    project.write({"config.py": CONFIGS, "shop.py": source})
    assert project.discover(app="shop:create_app").target.given == "config.TestingConfig"


@pytest.mark.parametrize(
    ("annotation", "top", "given"),
    [
        ("type[Config]", CONFIGS, "TestingConfig"),
        ("type[Own]", "class Own: pass", "Own"),
    ],
)
def test_an_annotated_class_is_passed(
    project: Project, annotation: str, top: str, given: str
) -> None:
    project.write({"shop.py": factory(f"kind: {annotation}", "", top)})
    assert project.discover(app="shop:create_app").target.given.__name__ == given


@pytest.mark.parametrize(
    ("annotation", "top", "given"),
    [
        ("Settings", "class Settings:\n    pass", "Settings"),
        (
            "Thing",
            "import dataclasses\n@dataclasses.dataclass\nclass Thing:\n    x: int = 1",
            "Thing",
        ),
        ("Own", "from pydantic_settings import BaseSettings\nclass Own(BaseSettings): ...", "Own"),
        ("Config", CONFIGS, "TestingConfig"),
    ],
)
def test_an_annotated_class_of_settings_is_made(
    project: Project, annotation: str, top: str, given: str
) -> None:
    project.write({"shop.py": factory(f"x: {annotation}", "", top)})
    found = project.discover(app="shop:create_app")
    assert type(found.target.given).__name__ == given
    assert found.notes == (f"shop:create_app was called with x={given}()",)


BUILT = """
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Literal
from pydantic import BaseModel
class Kind(Enum):
    ONE = 1
class Inner(BaseModel):
    name: str
@dataclass
class Thing:
    root: Path
    title: str
    debug: bool
    port: int
    kind: Kind
    mode: Literal["a", "b"]
    maybe: int | None
    tags: list[str]
    inner: Inner
    given: str = "x"
class AppSettings:
    def __init__(self, app_name: str, *args, limit: float = 1, **kwargs) -> None:
        self.app_name = app_name
"""


@pytest.mark.parametrize("name", ["Thing", "AppSettings", "Inner"])
def test_a_class_of_settings_with_required_values_is_built(project: Project, name: str) -> None:
    top = BUILT.replace("Inner", "InnerSettings")
    name = name.replace("Inner", "InnerSettings")
    project.write({"shop.py": factory(f"*, config: {name}", "", top)})
    found = project.discover(app="shop:create_app")
    made = found.target.given
    assert type(made).__name__ == name
    (note,) = found.notes
    assert note.startswith(f"shop:create_app was called with config={name}(")
    if name == "Thing":
        assert made.root.is_dir()
        assert (made.debug, made.port, made.kind.value, made.mode) == (False, 8000, 1, "a")
        assert (made.maybe, made.tags, made.inner.name, made.given) == (None, [], "test", "x")


def test_settings_that_lack_a_variable_get_one(project: Project) -> None:
    top = "from pydantic_settings import BaseSettings\nclass Own(BaseSettings):\n    the_url: str"
    project.write({"shop.py": factory("*, x: Own", "", top)})
    found = project.discover(app="shop:create_app")
    lacking, called = found.notes
    assert lacking.startswith("THE_URL was not set: a value for tests stands in; ")
    assert called == "shop:create_app was called with x=Own()"


@pytest.mark.parametrize(
    ("signature", "top", "names"),
    [
        ("db", "", "'db'"),
        ("db, mailer", "", "'db', 'mailer'"),
        ("config_name, db", "", "'db'"),
        ("database_url: str", "", "'database_url'"),
        ("x: int", "", "'x'"),
        ("x: Engine", "class Engine: pass", "'x'"),
        ("x: Settings", "class Settings:\n    def __init__(self, y): ...", "'x'"),
        ("config", "", "'config'"),
        ("x: int | str", "", "'x'"),
        ("x: list[str]", "", "'x'"),
        ("x: Any", "from typing import Any", "'x'"),
    ],
)
def test_an_argument_that_cannot_be_told_is_named(
    project: Project, signature: str, top: str, names: str
) -> None:
    error = refused(project, factory(signature, "", top))
    assert f"shop:create_app wants {names}, " in error.message
    assert "def make_test_app(): return create_app(...)" in error.hint
    assert 'app = "tests.app:make_test_app"' in error.hint
    assert error.place
    assert error.place.startswith(f"{project.root}/shop.py:")


def test_a_mapping_without_a_likely_name_is_not_guessed_at(project: Project) -> None:
    error = refused(project, factory("name", "configs[name]", "configs = {'blue': 1}"))
    assert "wants 'name'" in error.message


@pytest.mark.parametrize(
    "source",
    [
        "async def create_app(): ...",
        "def create_app():\n    async def later(): ...\n    return later()",
    ],
)
def test_an_asynchronous_factory_is_refused(project: Project, source: str) -> None:
    error = refused(project, source)
    assert "is asynchronous" in error.message
    assert "lifespan" in error.hint


def test_a_factory_that_raises_is_explained(project: Project) -> None:
    error = refused(project, "def create_app():\n    {}['shop']\n")
    assert error.message == "the call of shop:create_app failed with KeyError: 'shop'"
    assert error.place == f"{project.root}/shop.py:2"
    assert isinstance(error.__cause__, KeyError)


@pytest.mark.parametrize(
    ("returned", "kind"), [("None", "None"), ("[1]", "an object of type list")]
)
def test_a_factory_that_returns_no_app_is_refused(
    project: Project, returned: str, kind: str
) -> None:
    error = refused(project, f"def create_app():\n    return {returned}\n")
    assert error.message.startswith(f"shop:create_app returned {kind}, not a ")


@pytest.mark.parametrize(
    ("returned", "notes"),
    [
        ("app, object()", ["type tuple: its first element is tested"]),
        ("Box(app)", ["type Box: its .app is tested"]),
        ("Box(Box(app))", ["type Box: its .app", "type Box: its .app"]),
        ("Box(app.wsgi_app)", ["type Box: its .app is tested"]),
        ("Holder(app)", ["type Holder: its .other_asgi_app is tested"]),
        ("Box(Holder(Box(Box(Box(app)))))", ["type Box", "type Holder", *["type Box"] * 3]),
        ("(Box(app), 1)", ["type tuple", "type Box"]),
    ],
)
@pytest.mark.parametrize("kind", ["factory", "instance"])
def test_a_wrapped_app_is_taken_out(
    project: Project, returned: str, notes: list[str], kind: str
) -> None:
    source = (
        "from flask import Flask\nclass Box:\n    def __init__(self, app): self.app = app\n"
        "class Holder:\n    def __init__(self, app): self.other_asgi_app = app\n"
    )
    if kind == "factory":
        source += f"def wrapped():\n    app = Flask('x')\n    return {returned}\n"
    else:
        source += f"app = Flask('x')\nwrapped = {returned}\n"
    found = project.write({"shop.py": source}).discover(app="shop:wrapped")
    assert isinstance(found.target, Flask)
    assert len(found.notes) == len(notes)
    assert all(part in note for part, note in zip(notes, found.notes, strict=True))


def test_a_factory_without_source_is_called_by_its_signature(project: Project) -> None:
    made = factory("env: str").replace("'", '"')
    project.write({"shop.py": f"exec({made!r})"})
    assert project.discover(app="shop:create_app").target.given == "testing"


def test_a_factory_without_a_signature_is_called_without_arguments(project: Project) -> None:
    assert "returned an object of type dict" in refused(project, "create_app = dict").message
