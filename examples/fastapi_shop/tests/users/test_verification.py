"""E-mail verification, with a mail server that works and one that does not."""

import smtplib
from datetime import timedelta

import pytest

from shop.config import settings


async def confirm(client, headers, code):
    return await client.post("/users/me/verification/confirm", json={"code": code}, headers=headers)


async def test_code_goes_to_the_user_only(client, user, auth_headers, outbox):
    response = await client.post("/users/me/verification", headers=auth_headers)

    assert response.status_code == 202
    assert response.json().keys() == {"email", "expires_at"}
    assert response.json()["email"] == user["email"]
    assert [message["To"] for message in outbox] == [user["email"]]
    assert outbox[0]["From"] == settings.mail_sender


async def test_right_code_verifies(client, user, auth_headers, code):
    response = await confirm(client, auth_headers, code)
    stored = await client.get("/users/me", headers=auth_headers)

    assert response.status_code == 200
    assert response.json() == user | {"is_verified": True}
    assert stored.json() == response.json()


async def test_verified_user_gets_no_second_code(client, auth_headers, code, outbox):
    await confirm(client, auth_headers, code)

    response = await client.post("/users/me/verification", headers=auth_headers)

    assert response.status_code == 409
    assert response.json() == {"detail": "E-mail already verified"}
    assert len(outbox) == 1


async def test_code_of_somebody_else_is_refused(client, other_headers, code):
    response = await confirm(client, other_headers, code)

    assert response.status_code == 400
    assert response.json() == {"detail": "Code is wrong or has expired"}


async def test_expired_code_is_refused(client, auth_headers, outbox, monkeypatch):
    monkeypatch.setattr(settings, "verification_lifetime", timedelta(seconds=-1))
    await client.post("/users/me/verification", headers=auth_headers)

    response = await confirm(client, auth_headers, outbox[0].get_content().split()[-1])

    assert response.status_code == 400
    assert response.json() == {"detail": "Code is wrong or has expired"}


async def test_guessing_ends_after_five_tries(client, auth_headers, code):
    wrong = f"{(int(code) + 1) % 10**6:06}"

    guesses = [(await confirm(client, auth_headers, wrong)).status_code for _ in range(5)]
    response = await confirm(client, auth_headers, code)

    assert guesses == [400] * 5
    assert response.status_code == 400
    assert response.json() == {"detail": "Code is wrong or has expired"}


async def test_new_address_is_unverified(client, auth_headers, code):
    verified = await confirm(client, auth_headers, code)
    assert verified.status_code == 200, verified.text

    response = await client.patch(
        "/users/me", json={"email": "new@example.com"}, headers=auth_headers
    )

    assert response.status_code == 200
    assert response.json()["is_verified"] is False


async def test_code_for_the_old_address_does_not_verify_the_new_one(client, auth_headers, code):
    await client.patch("/users/me", json={"email": "new@example.com"}, headers=auth_headers)

    response = await confirm(client, auth_headers, code)

    assert response.status_code == 400
    assert response.json() == {"detail": "Code is wrong or has expired"}


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("down"),
        TimeoutError("slow"),
        smtplib.SMTPRecipientsRefused({}),
    ],
    ids=["refused", "timeout", "recipient refused"],
)
async def test_mail_that_fails_is_503(client, auth_headers, break_mail, error):
    break_mail(error)

    response = await client.post("/users/me/verification", headers=auth_headers)

    assert response.status_code == 503
    assert response.json() == {"detail": "Mail cannot be sent at the moment"}
