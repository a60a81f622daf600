"""connexion 2, which cannot live beside connexion 3: its apps are taken for the Flask they are."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "frameworks"

BATTERY = f"""
import sys
from pathlib import Path

sys.path.insert(0, {str(SAMPLES)!r})
from battery import differences
from test_battery import load

from apiproof.frameworks.recognition import recognise


def test_the_sample_api_is_found():
    app = load(Path({str(SAMPLES / "samples" / "connexion.py")!r})).make()
    adapter = recognise(app)
    assert adapter.name == "flask"
    assert not differences(adapter.operations(app))
"""

APP = """
import connexion


def secret():
    return {"for": "ada"}


def user(token):
    return {"sub": "ada"} if token == "good" else None


app = connexion.App(__name__)
app.add_api("openapi.yaml", base_path="/v1")
"""

SPECIFICATION = """
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /secret:
    get:
      operationId: shop.secret
      security: [{token: []}]
      responses: {"200": {description: told}}
components:
  securitySchemes:
    token: {type: http, scheme: bearer, x-bearerInfoFunc: shop.user}
"""

CLIENT = """
def seen(pytestconfig):
    from apiproof.fixtures.run import KEY

    return [(each.path, each.status) for each in pytestconfig.stash[KEY].recorder.exchanges]


def test_the_flask_in_it_is_tested(client, pytestconfig):
    assert client.get("/v1/secret").status_code == 401
    assert client.get("/v1/secret", headers={"Authorization": "Bearer good"}).json == {"for": "ada"}
    assert seen(pytestconfig) == [("/v1/secret", 401), ("/v1/secret", 200)]
"""


def test_an_app_of_connexion_2(environment):
    env = environment("connexion2", "connexion[swagger-ui]<3", "flask>=2.3", "pytest")
    env.files(
        shop__py=APP,
        openapi__yaml=SPECIFICATION,
        test_of_battery__py=BATTERY,
        test_client__py=CLIENT,
    )
    output = env.pytest("-q")
    assert "2 passed" in output
