"""llms.txt names addresses that answer."""

import re

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")


def test_every_address_in_it_answers(client):
    answer = client.get("/llms.txt")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    text = answer.content.decode()
    assert text.startswith("# 中国电子政务政策时间线\n\n> ")
    assert "&" not in text
    addresses = re.findall(r"\]\(http://testserver([^)]+)\)", text)
    assert len(addresses) > 12
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == (405 if address == "/mcp" else 200), address
        assert answer.getvalue()  # a download occupies a place until it is read
