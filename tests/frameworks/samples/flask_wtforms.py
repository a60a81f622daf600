"""Flask with WTForms, and a token that Flask-Login's request loader takes."""

import pytest
from flask import Flask, abort, request
from werkzeug.datastructures import MultiDict

flask_login = pytest.importorskip("flask_login")
flask_wtf = pytest.importorskip("flask_wtf")
wtforms = pytest.importorskip("wtforms")
file = pytest.importorskip("flask_wtf.file")
validators = wtforms.validators

DOCUMENTED = False

ITEMS = {1: {"name": "pen", "price": 2.5}}


class LoginForm(flask_wtf.FlaskForm):
    username = wtforms.StringField(validators=[validators.DataRequired()])
    password = wtforms.PasswordField(validators=[validators.DataRequired()])
    submit = wtforms.SubmitField("Log in")


class ItemForm(wtforms.Form):
    name = wtforms.StringField(validators=[validators.DataRequired()])
    price = wtforms.FloatField(validators=[validators.InputRequired()])
    note = wtforms.StringField(validators=[validators.Optional()])


class ChangeForm(wtforms.Form):
    name = wtforms.StringField(validators=[validators.Optional()])
    price = wtforms.FloatField(validators=[validators.Optional()])
    note = wtforms.StringField(validators=[validators.Optional()])


class ImageForm(flask_wtf.FlaskForm):
    image = file.FileField(validators=[file.FileRequired()])


class User(flask_login.UserMixin):
    id = "ada"


def existing(item_id):
    if item_id not in ITEMS:
        abort(404)
    return ITEMS[item_id]


def make() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="a secret", WTF_CSRF_ENABLED=False)
    login_manager = flask_login.LoginManager(app)

    @login_manager.request_loader
    def load_user(sent):
        header = sent.headers.get("Authorization")
        if header and header.startswith("Bearer "):
            return User() if header.removeprefix("Bearer ") == "token" else None
        return None

    @app.post("/login")
    def login():
        form = LoginForm()
        if not form.validate_on_submit():
            return form.errors, 400
        if (form.username.data, form.password.data) != ("ada", "secret"):
            abort(401)
        return {"token": "token"}

    @app.get("/items")
    def items():
        limit = request.args.get("limit", default=10, type=int)
        q = request.args.get("q", "")
        return [each for each in ITEMS.values() if q in each["name"]][:limit]

    @app.post("/items")
    @flask_login.login_required
    def add():
        form = ItemForm(MultiDict(request.get_json()))
        if not form.validate():
            return form.errors, 422
        return form.data, 201

    @app.get("/items/<int:item_id>")
    def item(item_id):
        return existing(item_id)

    @app.patch("/items/<int:item_id>")
    @flask_login.login_required
    def change(item_id):
        item = existing(item_id)
        form = ChangeForm(MultiDict(request.get_json()))
        if not form.validate():
            return form.errors, 422
        return {**item, **form.data}

    @app.delete("/items/<int:item_id>")
    @flask_login.login_required
    def delete(item_id):
        existing(item_id)
        return "", 204

    @app.put("/items/<int:item_id>/image")
    def image(item_id):
        if not flask_login.current_user.is_authenticated:
            return login_manager.unauthorized()
        form = ImageForm()
        if not form.validate_on_submit():
            return form.errors, 400
        form.image.data.read()
        return "", 204

    @app.get("/me")
    @flask_login.login_required
    def me():
        return {"name": flask_login.current_user.id, "trace": request.headers.get("X-Request-ID")}

    @app.get("/health")
    def health():
        return {"up": True}

    return app
