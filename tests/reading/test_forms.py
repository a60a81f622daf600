"""Forms of WTForms and Flask-WTF: which is filled from the request, and used."""

from __future__ import annotations

import pytest
from readings import names

pytest.importorskip("wtforms")
pytest.importorskip("flask_wtf")

FORMS = """
    from flask_wtf import FlaskForm
    from wtforms import Form, StringField, SubmitField

    class Flasks(FlaskForm):
        name = StringField()
        note = StringField()
        send = SubmitField()

    class Plain(Form):
        name = StringField()

    class Own(FlaskForm):
        name = StringField()

        def __init__(self, project, edit=False, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.project = project

        def save(self, thing):
            thing.name = self.name.data

    def form_for(project, **kwargs):
        form = Own(project, **kwargs) if project else Flasks(**kwargs)
        form.name.description = "x"
        return form
"""

USED = {
    "validate_on_submit": ("form = Flasks()\nform.validate_on_submit()", ["Flasks"]),
    "validate": ("form = Flasks()\nform.validate()", ["Flasks"]),
    "data": ("form = Flasks()\nprint(form.name.data)", ["Flasks"]),
    "all data": ("form = Flasks()\nprint(form.data)", ["Flasks"]),
    "populate": ("form = Flasks()\nform.populate_obj(g.thing)", ["Flasks"]),
    "only shown": ("form = Flasks()\nrender_template('x', form=form)", []),
    "filled by hand": ("form = Plain(request.form)\nform.validate()", ["Plain"]),
    "filled by name": ("form = Plain(formdata=request.form)\nform.validate()", ["Plain"]),
    "filled by nothing": ("form = Plain()\nform.validate()", []),
    "filled by None": ("form = Flasks(None)\nform.validate()", []),
    "own making": ("form = Own(g.project)\nform.validate()", ["Own"]),
    "own method": ("form = Own(g.project, edit=True)\nform.save(g.thing)", ["Own"]),
    "made by a helper": ("form = form_for(g.p)\nform.validate()", ["Own", "Flasks"]),
    "either": ("form = Flasks() if g.x else Own(1)\nform.validate()", ["Flasks", "Own"]),
    "one of two": ("a, b = Flasks(), Own(1)\nif a.validate_on_submit(): pass", ["Flasks"]),
    "behind a branch": ("form = Flasks()\nif g.x and form.validate_on_submit(): pass", ["Flasks"]),
}


def view_of(body):
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    return f"{FORMS}\n    def view():\n{lines}\n        return ''\n"


@pytest.mark.parametrize("case", USED)
def test_a_form_that_is_used(flask_view, case):
    body, expected = USED[case]
    reads = flask_view(view_of(body))
    assert [each.by.__name__ for each in reads.loaded] == expected
    assert {each.source for each in reads.loaded} <= {"form"}


def test_flask_wtf_fills_nothing_for_get(flask_view):
    body = "form = Flasks()\nif form.validate_on_submit():\n    return request.args['a']"
    reads = flask_view(view_of(body), method="GET")
    assert not reads.loaded
    assert not reads.query.touched


def test_a_form_of_the_query(flask_view):
    body = "form = Plain(request.args)\nform.validate()"
    (loaded,) = flask_view(view_of(body), method="GET").loaded
    assert loaded.source == "query"


def test_fields_that_are_deleted_and_prefixes(flask_view):
    body = "form = Flasks(prefix='p')\ndel form.note\nform.validate()"
    (loaded,) = flask_view(view_of(body)).loaded
    assert loaded.exclude == ("note",)
    assert loaded.prefix == "p-"


def test_what_one_view_deletes_is_there_in_another(module):
    from readings import strict

    source = (
        view_of("form = form_for(0)\ndel form.note\nform.validate()")
        + "\n    def other():\n        return form_for(0).validate()\n"
    )
    loaded = module("from flask import request, g\n" + source.replace("\n    ", "\n"))
    reader = strict("flask")
    assert reader.read(loaded.view, method="POST").loaded[0].exclude == ("note",)
    assert reader.read(loaded.other, method="POST").loaded[0].exclude == ()


def test_a_button_is_read_where_the_code_asks_for_it(flask_view):
    reads = flask_view(view_of("form = Flasks()\nif form.send.data: pass"))
    assert names(reads.form) == ["send"]
