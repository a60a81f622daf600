import smtplib

import pytest

from shop.models import User

SEND = "/api/users/me/verification"
CONFIRM = "/api/users/me/verification/confirm"


@pytest.fixture
def mailed_token(client, mailbox):
    """Ask for a verification and read the token out of the mail."""

    def _mailed_token(headers):
        response = client.post(SEND, headers=headers)
        assert response.status_code == 202, response.text
        return mailbox[-1].get_content().split()[-1]

    return _mailed_token


def test_the_mailed_token_verifies_the_address(
    client, user, user_headers, mailbox, mailed_token, db_session
):
    token = mailed_token(user_headers)
    assert [message["To"] for message in mailbox] == [user["email"]]

    response = client.post(CONFIRM, json={"token": token}, headers=user_headers)

    assert response.status_code == 200, response.text
    assert response.json["verified"] is True
    assert client.get("/api/users/me", headers=user_headers).json["verified"] is True
    assert db_session.get(User, user["id"]).verified is True


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectionRefusedError("refused"), id="refused"),
        pytest.param(smtplib.SMTPServerDisconnected("gone"), id="disconnected"),
    ],
)
def test_without_a_mail_server_the_answer_is_503(client, user_headers, monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(smtplib, "SMTP", fail)

    response = client.post(SEND, headers=user_headers)

    assert response.status_code == 503
    assert response.json == {
        "error": {"code": "service_unavailable", "message": "Mail can't be sent at the moment."}
    }


def test_a_verified_address_is_not_verified_again(client, admin_headers, mailbox):
    response = client.post(SEND, headers=admin_headers)

    assert response.status_code == 409
    assert response.json["error"]["message"] == "This e-mail is verified already."
    assert mailbox == []


def test_another_user_s_token_is_refused(client, user_headers, other_headers, mailed_token):
    token = mailed_token(user_headers)

    response = client.post(CONFIRM, json={"token": token}, headers=other_headers)

    assert response.status_code == 400
    assert response.json["error"]["message"] == "The verification token is not valid."
    assert client.get("/api/users/me", headers=other_headers).json["verified"] is False


def test_a_token_for_an_earlier_address_is_refused(client, user_headers, mailed_token):
    token = mailed_token(user_headers)
    client.patch("/api/users/me", json={"email": "moved@example.com"}, headers=user_headers)

    response = client.post(CONFIRM, json={"token": token}, headers=user_headers)

    assert response.status_code == 400
    assert response.json["error"]["code"] == "bad_request"


def test_an_access_token_verifies_nothing(client, user_headers):
    token = user_headers["Authorization"].removeprefix("Bearer ")

    response = client.post(CONFIRM, json={"token": token}, headers=user_headers)

    assert response.status_code == 400
    assert response.json["error"]["message"] == "The verification token is not valid."
