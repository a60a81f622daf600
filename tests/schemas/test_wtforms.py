"""What a form is filled with, as a JSON Schema: what is required is tried on WTForms itself."""

from __future__ import annotations

import pytest

wtforms = pytest.importorskip("wtforms")

from werkzeug.datastructures import MultiDict  # noqa: E402 - the library is optional
from wtforms import fields, validators  # noqa: E402 - as above

from apiproof.schemas.wtforms import schema_of  # noqa: E402 - as above

CHOICES = [("a", "First"), ("b", "Second")]


def choice_of(value):
    """As WTForms has it from 3.3 on."""
    return getattr(fields, "SelectChoice", lambda each: (each, each))(value)


def form_of(**declared):
    return type("It", (wtforms.Form,), declared)


FIELDS = {
    "text": (fields.StringField(), {"type": "string"}),
    "area": (fields.TextAreaField("Note"), {"type": "string"}),
    "hidden": (fields.HiddenField(), {"type": "string"}),
    "password": (fields.PasswordField(), {"type": "string", "format": "password"}),
    "truth": (fields.BooleanField(), {"type": "boolean"}),
    "integer": (fields.IntegerField(), {"type": "integer"}),
    "decimal": (fields.DecimalField(), {"type": "number"}),
    "float": (fields.FloatField(), {"type": "number"}),
    "date": (fields.DateField(), {"type": "string", "format": "date"}),
    "date and time": (fields.DateTimeLocalField(), {"type": "string", "format": "date-time"}),
    "file": (fields.FileField(), {"type": "string", "format": "binary"}),
    "files": (
        fields.MultipleFileField(),
        {"type": "array", "items": {"type": "string", "format": "binary"}},
    ),
    "choice": (fields.SelectField(choices=CHOICES), {"type": "string", "enum": ["a", "b"]}),
    "radio": (fields.RadioField("It", [], str, CHOICES), {"type": "string", "enum": ["a", "b"]}),
    "numbers": (
        fields.SelectField(coerce=int, choices=[(1, "One"), (2, "Two")]),
        {"type": "integer", "enum": [1, 2]},
    ),
    "plain choices": (
        fields.SelectField(choices=["a", "b"]),
        {"type": "string", "enum": ["a", "b"]},
    ),
    "choices as objects": (
        fields.SelectField(choices=[choice_of("a"), choice_of("b")]),
        {"type": "string", "enum": ["a", "b"]},
    ),
    "groups": (
        fields.SelectField(choices={"One": [("a", "A")], "Two": [("b", "B")]}),
        {"type": "string", "enum": ["a", "b"]},
    ),
    "choices to come": (fields.SelectField(), {"type": "string"}),
    "choices that are not checked": (
        fields.SelectField(choices=CHOICES, validate_choice=False),
        {"type": "string"},
    ),
    "several": (
        fields.SelectMultipleField(choices=CHOICES),
        {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
    ),
    "list": (
        fields.FieldList(fields.IntegerField()),
        {"type": "array", "items": {"type": "integer"}},
    ),
    "form": (
        fields.FormField(
            form_of(street=fields.StringField(validators=[validators.DataRequired()]))
        ),
        {
            "type": "object",
            "properties": {"street": {"type": "string"}},
            "required": ["street"],
        },
    ),
    "length": (
        fields.StringField(validators=[validators.Length(min=2, max=5)]),
        {"type": "string", "minLength": 2, "maxLength": 5},
    ),
    "at most": (
        fields.StringField("It", [validators.Length(max=5)]),
        {"type": "string", "maxLength": 5},
    ),
    "range": (
        fields.IntegerField(validators=[validators.NumberRange(1, 9)]),
        {"type": "integer", "minimum": 1, "maximum": 9},
    ),
    "any of": (
        fields.StringField(validators=[validators.AnyOf(["x", "y"])]),
        {"type": "string", "enum": ["x", "y"]},
    ),
    "pattern": (
        fields.StringField(validators=[validators.Regexp("[a-z]+")]),
        {"type": "string", "pattern": "^(?:[a-z]+)"},
    ),
    "own validator": (
        fields.StringField(validators=[lambda form, field: None]),
        {"type": "string"},
    ),
}


@pytest.mark.parametrize("case", FIELDS)
def test_a_field(case):
    field, expected = FIELDS[case]
    found = schema_of(form_of(it=field))
    assert list(found["properties"]) == ["it"]
    assert found["properties"]["it"] == expected


REQUIRED = {
    "plain": fields.StringField(),
    "data": fields.StringField(validators=[validators.DataRequired()]),
    "input": fields.StringField(validators=[validators.InputRequired()]),
    "optional": fields.StringField(validators=[validators.Optional()]),
    "data with a default": fields.StringField(validators=[validators.DataRequired()], default="x"),
    "input with a default": fields.StringField(
        validators=[validators.InputRequired()], default="x"
    ),
    "choice": fields.SelectField(choices=CHOICES),
    "optional choice": fields.SelectField(choices=CHOICES, validators=[validators.Optional()]),
    "choice with a default": fields.SelectField(choices=CHOICES, default="a"),
    "choice that is not checked": fields.SelectField(choices=CHOICES, validate_choice=False),
    "several": fields.SelectMultipleField(choices=CHOICES),
    "radio": fields.RadioField(choices=CHOICES),
    "truth": fields.BooleanField(),
    "truth that must be": fields.BooleanField(validators=[validators.DataRequired()]),
}


@pytest.mark.parametrize("case", REQUIRED)
def test_what_is_required_is_what_wtforms_refuses_to_miss(case):
    form = form_of(it=REQUIRED[case], other=fields.StringField())
    refused = not form(MultiDict({"other": "x"})).validate()
    assert ("it" in schema_of(form).get("required", ())) is refused


def test_the_order_the_buttons_the_prefix_and_what_is_deleted():
    form = form_of(
        second=fields.StringField(),
        first=fields.StringField(name="named"),
        gone=fields.StringField(),
        send=fields.SubmitField(),
    )
    found = schema_of(form, exclude=("gone",), prefix="p-")
    assert list(found["properties"]) == ["p-second", "p-named"]


def test_inherited_fields_and_those_that_a_subclass_takes_away():
    class Base(wtforms.Form):
        name = fields.StringField()
        note = fields.StringField()

    class Sub(Base):
        note = None
        more = fields.IntegerField()

    assert list(schema_of(Sub)["properties"]) == ["name", "more"]


def test_no_form_is_made():
    made = []

    class Loud(wtforms.Form):
        name = fields.StringField()

        def __init__(self, *args, **kwargs):
            made.append(self)
            super().__init__(*args, **kwargs)

    schema_of(Loud)
    assert not made


def test_files_of_flask_wtf():
    flask_wtf = pytest.importorskip("flask_wtf.file")
    field = flask_wtf.FileField(validators=[flask_wtf.FileRequired()])
    found = schema_of(form_of(it=field))
    assert found["properties"]["it"]["format"] == "binary"
    assert found["required"] == ["it"]
