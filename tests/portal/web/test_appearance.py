"""Light, dark or as the system prefers: chosen once, without JavaScript, never sent elsewhere."""

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")


def media(client) -> str:
    return client.get("/about/").content.decode().partition('id="dark"')[0].rpartition('media="')[2]


@pytest.mark.parametrize(
    ("theme", "holds"),
    [
        ("auto", "screen and (prefers-color-scheme: dark)"),
        ("light", "not all"),
        ("dark", "screen"),
    ],
)
def test_the_choice_says_for_which_screens_the_dark_colours_hold(client, theme, holds):
    assert media(client).startswith("screen and (prefers-color-scheme: dark)")
    response = client.post("/appearance/", {"theme": theme, "next": "/policies/?year=2016"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/policies/?year=2016"
    assert media(client).startswith(holds)


@pytest.mark.parametrize(
    "target",
    ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\\\example.org"],
)
def test_it_never_leads_to_another_host(client, target):
    response = client.post("/appearance/", {"theme": "dark", "next": target})
    assert response.headers["Location"] == "/"


def test_an_unknown_choice_is_a_400_that_names_it(client):
    response = client.post("/appearance/", {"theme": "sepia"})
    assert response.status_code == 400
    assert "“sepia”" in response.content.decode()
    assert "theme" not in response.cookies


@pytest.mark.parametrize("target", ["policy", "about", "?year=2018", "xyz", "/\\r\\nX: y"])
def test_what_is_no_address_of_ours_is_never_taken_for_one(client, target):
    response = client.post("/appearance/", {"theme": "dark", "next": target})
    assert response.status_code == 302
    assert response.headers["Location"] in ("/", "/%5Cr%5CnX:%20y")


def test_its_address_typed_in_leads_home(client):
    response = client.get("/appearance/", {"theme": "dark"})
    assert response.headers["Location"] == "/"
    assert "theme" not in response.cookies


def test_a_cookie_of_somebody_elses_making_counts_as_none(client):
    client.cookies["theme"] = '"><script>'
    assert media(client).startswith("screen and (prefers-color-scheme: dark)")


def test_caches_are_told_that_pages_differ_by_cookie(client):
    assert "Cookie" in client.get("/").headers["Vary"]
