"""Light, dark or as the system prefers: chosen once, without JavaScript, never sent elsewhere."""

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")


def style(client, **headers):
    return client.get("/appearance.css", headers=headers)


@pytest.mark.parametrize(
    ("theme", "imported"),
    [
        ("auto", ""),
        ("light", '@import url("/static/css/tokens.css") screen;'),
        ("dark", '@import url("/static/css/dark.css") screen;'),
    ],
)
def test_without_scripts_a_stylesheet_has_the_choice(client, theme, imported):
    response = client.post("/appearance/", {"theme": theme, "next": "/policies/?year=2016"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/policies/?year=2016"
    rules = style(client).content.decode()
    assert rules.startswith(imported or ".theme")
    assert rules.count("@import") == bool(imported)
    assert f'.theme [value="{theme}"]::after' in rules


def test_pages_are_the_same_for_every_choice(client):
    plain = client.get("/about/")
    client.cookies["theme"] = "dark"
    chosen = client.get("/about/")
    assert chosen.content == plain.content
    assert "Cookie" not in chosen.headers.get("Vary", "")


def test_only_the_stylesheet_depends_on_the_cookie_and_is_asked_for_each_time(client):
    first = style(client)
    assert "Cookie" in first.headers["Vary"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    known = {"if_none_match": first.headers["ETag"]}
    assert style(client, **known).status_code == 304
    client.cookies["theme"] = "dark"
    assert style(client, **known).status_code == 200


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
    rules = style(client).content
    client.cookies["theme"] = '"><script>'
    assert style(client).content == rules
