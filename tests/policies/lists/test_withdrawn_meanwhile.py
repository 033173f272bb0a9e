"""What is withdrawn or deleted between two reads of one page is left out of it."""

import pytest

from policies.charts.body_counts import by_year
from policies.charts.small_multiples import compare
from policies.lists import neighbours
from policies.lists.timeline import Timeline
from policies.models import Body, Milestone, Policy
from portal.models.curated import State
from provinces.models import Excerpt

pytestmark = pytest.mark.usefixtures("catalogue")

WITHDRAWN = {
    "a milestone": lambda: Milestone.objects.filter(slug="2018-12-08"),
    "a policy": lambda: Policy.objects.filter(slug="cujin-dashuju-fazhan-xingdong-gangyao"),
    "an excerpt": lambda: Excerpt.objects.filter(unit__slug="anhui"),
    "all milestones": Milestone.objects.all,
}


def after(monkeypatch, owner, name, change):
    """Makes `change` happen right after the method or function has returned."""
    read = getattr(owner, name)

    def reading(*args, **kwargs):
        answer = read(*args, **kwargs)
        change()
        return answer

    monkeypatch.setattr(owner, name, reading)


@pytest.mark.parametrize("gone", WITHDRAWN)
@pytest.mark.parametrize(
    "address",
    ["/", "/?view=lanes&page_size=200", "/search/?page_size=200", "/search/?q=数据", "/policies/"],
)
def test_a_list_skips_it(client, monkeypatch, address, gone):
    before = list(client.get(address).context["page"])
    going = {one.get_absolute_url() for one in WITHDRAWN[gone]()}
    drop = lambda: WITHDRAWN[gone]().update(state=State.DRAFT)  # noqa: E731
    after(monkeypatch, Timeline, "keys", drop)
    response = client.get(address)
    assert response.status_code == 200
    left = [row.url for row in before if row.url not in going]
    assert [row.url for row in response.context["page"]] == left


def test_a_deleted_record_is_no_neighbour(client, monkeypatch):
    address = "/milestones/2018-12-08/"
    near = client.get(address).context["neighbours"]["before"]
    slug = near.url.split("/")[-2]
    gone = lambda: Milestone.objects.filter(slug=slug).update(state=State.DRAFT)  # noqa: E731
    links = neighbours._links
    monkeypatch.setattr(neighbours, "_links", lambda keys: (gone(), links(keys))[1])
    assert client.get(address).context["neighbours"]["before"] is None


def test_the_comparison_of_bodies_works_without_any_entry():
    found = by_year(Body.objects.values_list("pk", flat=True))
    scale, groups = compare(Body.objects.all(), found, None, None)
    assert scale is None
    assert all(not cell.bars for _, cells in groups for cell in cells)
