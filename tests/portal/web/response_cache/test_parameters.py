"""One page, one address: what is dropped from a query string and what is not."""

import re

import pytest
from django.conf import settings
from django.http import QueryDict

from portal import record_types
from portal.web.forms.fields import QueryForm
from portal.web.response_cache.parameters import normalise, normalised


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("year=2018", "year=2018"),
        ("utm_source=mail&year=2018&fbclid=x", "year=2018"),
        ("utm_source=mail", ""),
        ("year=2018&&kind=forum&", "year=2018&kind=forum"),
        ("year=&kind=forum&from=&to=&q=", "kind=forum"),
        ("kind=forum&year=2018&kind=document", "kind=forum&kind=document&year=2018"),
        ("q=%E6%94%BF%E5%8a%a1", "q=%E6%94%BF%E5%8A%A1"),
        ("q=a%20b", "q=a+b"),
        ("q=&sort=relevance", "q=&sort=relevance"),
        ("q=%ff%00", "q=%EF%BF%BD%00"),
        ("year=2018&year=2018", "year=2018&year=2018"),
        ("page=abc", "page=abc"),
    ],
)
def test_what_stands_in_the_address_of_a_page(query, wanted):
    assert normalised(query) == wanted
    assert normalised(wanted) == wanted


def test_text_that_is_not_encoded_is_read_as_django_reads_it():
    assert normalised("q=政务".encode().decode("iso-8859-1")) == "q=%E6%94%BF%E5%8A%A1"


def classes(of: type) -> set[type]:
    return {of}.union(*map(classes, of.__subclasses__()))


def read_by_name() -> set[str]:
    """Parameters that code reads from a request without a form."""
    return {
        name
        for config in (*record_types.app_configs(),)
        for path in (settings.BASE_DIR / config.label).rglob("*.py")
        if "curation" not in path.parts and "admin" not in path.parts
        for name in re.findall(r"\.GET(?:\.get(?:list)?\(|\[)\"(\w+)\"", path.read_text())
    }


@pytest.mark.usefixtures("catalogue")
def test_every_parameter_that_a_page_reads_is_known(client):
    for page in ("/", "/search/", "/provinces/", "/search/suggestions/"):
        client.get(page)  # makes the forms that filters make
    # Curators' pages are not cached, and the API hears of every parameter.
    others = {"curation", "api"}
    forms = [form for form in classes(QueryForm) if others.isdisjoint(form.__module__.split("."))]
    names = {name for form in forms for name in getattr(form, "base_fields", ())}
    names |= read_by_name() | set(record_parameters())
    assert {name for name in names if normalised(f"{name}=x") != f"{name}=x"} == set()


def record_parameters() -> list[str]:
    from portal import dimensions

    return [name for one in dimensions.on().values() for name in one.fields()]


@pytest.mark.parametrize("query", ["year=2018&foo=1", "year=&q=", "q=%E6%94%BF%E5%8a%a1&x"])
def test_the_api_hears_of_every_parameter_in_one_encoding(query, rf):
    request = rf.get("/api/v1/timeline/", QUERY_STRING=query)
    normalise(request)
    assert request.META["QUERY_STRING"] == QueryDict(query, mutable=True).urlencode()
    once = request.META["QUERY_STRING"]
    normalise(request)
    assert request.META["QUERY_STRING"] == once
