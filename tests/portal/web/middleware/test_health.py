"""/healthz and /readyz answer every client, for any host name."""

import io
import logging

import pytest
from django.test import override_settings

from portal.serving.logs import Brief

pytestmark = pytest.mark.usefixtures("catalogue")


@override_settings(ALLOWED_HOSTS=["timeline.example.cn"], SECURE_SSL_REDIRECT=True)
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_they_answer_to_an_address_as_to_a_name(client, address):
    answer = client.get(address, headers={"Host": "10.1.2.3:8000"})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert client.head(address, headers={"Host": "10.1.2.3:8000"}).status_code == 200
    posted = client.post(address)
    assert (posted.status_code, posted.headers["Allow"]) == (405, "GET, HEAD")


@override_settings(ALLOWED_HOSTS=["timeline.example.cn"])
def test_a_bad_host_is_one_short_line_of_the_log(client, monkeypatch):
    [console] = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    monkeypatch.setattr(console, "stream", io.StringIO())
    answer = client.get("/", headers={"Host": "a" * 3000})
    assert answer.status_code == 400
    [line] = console.stream.getvalue().splitlines()
    assert "Invalid HTTP_HOST header" in line
    assert len(line) < 500


def test_a_long_address_is_a_short_line_too():
    record = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/a" * 4000,)})
    assert Brief().filter(record)
    assert record.getMessage().endswith("… (8011 characters)")
