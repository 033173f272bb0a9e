"""The API's answers are cached as pages are, and its errors never."""

import pytest

from tests.universe import milestone

pytestmark = pytest.mark.one_database


def test_answers_of_the_api_are_cached_and_its_errors_are_not(client, caching):
    first = client.get("/api/v1/milestones/?page_size=5")
    again = client.get("/api/v1/milestones/?page_size=5")
    assert again.content == first.content
    assert caching.size()
    known = client.get("/api/v1/milestones/?page_size=5", headers={"If-None-Match": first["ETag"]})
    assert known.status_code == 304
    assert known["Access-Control-Allow-Origin"] == again["Access-Control-Allow-Origin"] == "*"
    assert again.headers.keys() == first.headers.keys()
    size = caching.size()
    for query in ("page_size=5&utm_source=mail", "page_size=", "page_size=5&", "page=99"):
        answer = client.get(f"/api/v1/milestones/?{query}")
        assert answer.status_code == {"page=99": 404, "page_size=5&": 200}.get(query, 400), query
    assert caching.size() == size  # one address, one answer
    milestone("invented-newest", "2030-01-01")
    changed = client.get("/api/v1/milestones/?page_size=5")
    assert changed.json()["results"][0]["slug"] == "invented-newest"
    assert changed["ETag"] != first["ETag"]
