"""Requests the search page and parses its answer."""

import html
import re


def search(client, **parameters):
    response = client.get("/search/", parameters)
    assert response.status_code == 200
    return response


def rows(response) -> list:
    return list(response.context["page"])


def tabs(response) -> dict[str, int]:
    return {tab.value: tab.count for tab in response.context["tabs"]}


def facet(response, name) -> dict[str, int]:
    [found] = [facet for facet in response.context["facets"] if facet.name == name]
    return {value.value: value.count for value in found.values}


def marked(response) -> list[str]:
    page = response.content.decode()
    return [html.unescape(text) for text in re.findall("<mark>(.*?)</mark>", page)]
