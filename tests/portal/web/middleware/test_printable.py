"""No page echoes a raw NUL from any part of the address."""

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.mark.parametrize(
    "address",
    [
        "/?year=%00",
        "/search/?type=a%00b&page=%00",
        "/bodies/guowuyuan/?body=%00",
        "/sources/guanyan-policy-tables/?lines=%00",
        "/provinces/?measure=%00&q=a",
        "/admin/login/?next=/%00",
        "/%00",
        "/policies/a%00b/",
        "/en/%00/",
        "/sources/a%00b.txt",
    ],
)
def test_a_raw_nul_is_shown_as_its_sign(client, address):
    response = client.get(address)
    assert response.status_code in (200, 400, 404)
    assert b"\x00" not in response.content
    assert "␀" in response.content.decode()
    assert int(response["Content-Length"]) == len(response.content)
