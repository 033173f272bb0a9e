"""Reads the API as a client does."""

import json


def get(client, path: str, **parameters) -> dict:
    response = client.get(f"/api/v1/{path}", parameters)
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/json"
    return response.json()


def problem(client, path: str, status: int = 400, **parameters) -> dict:
    response = client.get(f"/api/v1/{path}", parameters)
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    found = json.loads(response.content)
    assert found["status"] == status
    return found


def by_position(client, path: str, **parameters) -> list[dict]:
    """All records of a list, read from cursor to cursor."""
    answer = get(client, path, cursor="*", **parameters)
    found = answer["results"]
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        found += answer["results"]
    return found


def called(records) -> list[tuple[str, str]]:
    return [(one["type"], one["slug"]) for one in records]
