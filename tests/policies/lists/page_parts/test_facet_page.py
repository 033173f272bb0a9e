"""A facet with hundreds of values: the first dozen beside the list, all on a page of its own."""

import pytest

from policies.models import Body, MilestoneIssuance
from portal.changes.recording import together
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

ADDRESS = "/facets/timeline/body/"


@pytest.fixture
def many():
    """Sixty bodies of one milestone of 2031, of which the first has another one in 2032."""
    with together():
        bodies = [
            Body.objects.create(
                slug=f"many-{number}", name=f"第{number:02d}局", kind="office", state="published"
            )
            for number in range(60)
        ]
        of_all, another = milestone("all", "2031-05"), milestone("another", "2032-05")
        MilestoneIssuance.objects.bulk_create(
            MilestoneIssuance(record=of_all, body=body, position=number)
            for number, body in enumerate(bodies)
        )
        MilestoneIssuance.objects.create(record=another, body=bodies[0], position=0)
    return bodies


def of_body(response):
    [facet] = [facet for facet in response.context["facets"] if facet.name == "body"]
    return facet


def names(response) -> list[str]:
    return [choice.value.label for choice in response.context["page"]]


def test_the_few_bodies_of_the_catalogue_stay_on_the_page(client):
    facet = of_body(client.get("/"))
    assert facet.url == ""
    assert len(facet.values) == facet.different


def test_of_many_the_first_dozen_and_the_chosen_are_shown_and_lead_to_all(client, many):
    response = client.get("/?year=2031&body=many-59")
    facet = of_body(response)
    assert [value.value for value in facet.values] == [
        *(f"many-{number}" for number in range(12)),
        "many-59",
    ]
    assert facet.different == 60
    assert facet.url == f"{ADDRESS}?year=2031&body=many-59"
    assert f'href="{facet.url.replace("&", "&amp;")}"' in response.content.decode()


def test_all_have_the_numbers_that_choosing_them_gives(client, many):
    response = client.get(ADDRESS, {"page_size": 200})
    assert len(names(response)) == response.context["page"].paginator.count > 60
    for choice in list(response.context["page"])[::9]:
        listed = client.get(choice.url).context["page"]
        assert listed.paginator.count == choice.value.count > 0


def test_choosing_keeps_the_filters_and_choosing_again_removes(client, many):
    response = client.get(ADDRESS, {"year": "2031", "body": "many-3", "find": "局", "by": "name"})
    urls = {choice.value.value: choice.url for choice in response.context["page"]}
    assert urls["many-4"] == "/?year=2031&body=many-3&body=many-4"
    assert urls["many-3"] == "/?year=2031"
    assert response.context["list_url"] == "/?year=2031&body=many-3"


def test_they_are_found_by_name_and_ordered_by_count_or_name(client, many):
    assert names(client.get(ADDRESS, {"find": "第0"})) == [f"第{n:02d}局" for n in range(10)]
    first = names(client.get(ADDRESS, {"year": ["2031", "2032"], "page_size": 2}))
    assert first == ["第00局", "第01局"]
    by_name = names(client.get(ADDRESS, {"by": "name", "page_size": 200}))
    ordered = [body.name for body in Body.objects.all() if body.name in by_name]
    assert by_name == ordered


def test_each_list_has_it_in_both_languages(client, many):
    for scope in ("timeline", "policy", "milestone", "search"):
        for language in ("", "/en"):
            response = client.get(f"{language}/facets/{scope}/body/", {"q": "政务"})
            assert response.status_code == 200
            assert all(choice.url.startswith(language) for choice in response.context["page"])


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("year=abc", "“abc”不是年份"),
        ("body=nobody", "没有标识为“nobody”的发布主体"),
        ("by=size", "“size”有误：须为count 或 name"),
        (f"find={'长' * 101}", "有误：须为不超过 100 字的文字"),
        ("page=0", "“0”有误"),
        ("find=a&find=b", "只能给一个值"),
    ],
)
def test_a_bad_value_is_a_400_that_names_it(client, query, sentence):
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_a_name_that_is_too_long_stays_in_its_box_with_the_error(client):
    typed = "长" * 101
    page = client.get(f"{ADDRESS}?find={typed}").content.decode()
    assert f'value="{typed}"' in page
    assert 'aria-describedby="wrong-find"' in page
    assert '<p class="wrong" id="wrong-find">' in page


@pytest.mark.parametrize("address", ["/facets/timeline/kind/", "/facets/none/body/"])
def test_other_facets_and_lists_have_no_such_page(client, address):
    assert client.get(address).status_code == 404


def test_a_page_beyond_the_last_is_a_404(client):
    assert client.get(ADDRESS, {"page": 99}).status_code == 404
