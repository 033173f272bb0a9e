"""Which client address and which HTTPS header count, with and without proxies."""

import pytest
from django.test import Client, RequestFactory

from portal.serving.attempts import client_address

TOLD = "9.9.9.9, 203.0.113.7, 10.0.0.2"


@pytest.mark.parametrize(
    ("trusted", "told", "direct", "counted"),
    [
        (0, TOLD, "10.0.0.1", "10.0.0.1"),
        (1, TOLD, "10.0.0.1", "10.0.0.2"),
        (2, TOLD, "10.0.0.1", "203.0.113.7"),
        (4, TOLD, "10.0.0.1", "10.0.0.1"),  # who came past the proxies
        (1, "", "10.0.0.1", "10.0.0.1"),
        (1, "unknown", "10.0.0.1", "10.0.0.1"),
        (1, "203.0.113.7:4711", "10.0.0.1", "203.0.113.7"),
        (1, "[2001:db8:0:1:2:3:4:5]:4711", "::1", "2001:db8:0:1::"),
        (1, "::ffff:203.0.113.7", "::1", "203.0.113.7"),
        (0, "", "", None),
    ],
)
def test_the_reader_is_the_first_whom_a_trusted_proxy_names(
    settings, trusted, told, direct, counted
):
    settings.TRUSTED_PROXIES = trusted
    headers = {"X-Forwarded-For": told} if told else {}
    request = RequestFactory().get("/", REMOTE_ADDR=direct, headers=headers)
    assert client_address(request) == counted


def attempt(password: str, reader: str):
    return Client().post(
        "/admin/login/",
        {"username": "curator", "password": password},
        headers={"X-Forwarded-For": reader},
    )


def test_wrong_passwords_behind_a_proxy_lock_out_only_whoever_typed_them(curator, settings):
    settings.TRUSTED_PROXIES = 1
    statuses = [
        attempt("wrong", f"{number}.1.1.1, 198.51.100.66").status_code for number in range(5)
    ]
    assert statuses == [200, 200, 200, 200, 429]
    assert attempt("curator", "198.51.100.66").status_code == 429
    assert attempt("curator", "203.0.113.7").status_code == 302


def test_without_a_trusted_proxy_nobody_escapes_by_another_header(curator):
    statuses = [attempt("wrong", f"198.51.100.{number}").status_code for number in range(5)]
    assert statuses[-1] == 429
    assert attempt("curator", "203.0.113.7").status_code == 429


@pytest.mark.usefixtures("catalogue")
def test_a_name_longer_than_any_is_wrong_and_nothing_worse(client):
    answer = client.post("/admin/login/", {"username": "长" * 300, "password": "x"})
    assert answer.status_code == 200


def test_a_word_on_https_is_believed_from_a_trusted_proxy_only(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    secure = {"X-Forwarded-Proto": "https"}
    settings.SECURE_PROXY_SSL_HEADER = None
    assert client.get("/about/", headers=secure).status_code == 301
