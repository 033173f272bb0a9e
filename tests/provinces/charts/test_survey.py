"""What colours the tiles: lengths in fifths, occurrences counted, absence never counted."""

from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.http import QueryDict

from portal.models.corrections import readings
from portal.search import index
from portal.search.query import parse
from provinces.charts.measures import Length, MeasureForm, Occurrences
from provinces.charts.survey import PHRASES, survey
from provinces.models import Excerpt, Unit

pytestmark = pytest.mark.usefixtures("catalogue", "two_without")
ABSENT = {"四川", "新疆"}


def as_read(excerpt):
    return readings(excerpt).get("wording", excerpt.wording)


def surveyed(client, **query):
    response = client.get("/provinces/", query)
    assert response.status_code == 200
    return response.context["survey"]


def values(survey) -> dict[str, int | None]:
    return {measurement.unit.short_name: measurement.value for measurement in survey.measurements}


def test_the_length_is_the_default_and_the_excerpts_own(client):
    found = values(surveyed(client))
    assert found == values(surveyed(client, measure="length"))
    for excerpt in Excerpt.objects.select_related("unit"):
        assert found.pop(excerpt.unit.short_name) == len(excerpt.wording)
    assert found == dict.fromkeys(ABSENT)


def test_words_alone_ask_for_their_count(client):
    survey = surveyed(client, q="一网通办")
    assert survey.measure.name == "phrase"
    assert values(survey) == values(surveyed(client, q="一网通办", measure="phrase"))
    assert surveyed(client, q="一网通办", measure="length").measure.name == "length"


def test_each_occurrence_counts_and_a_unit_without_excerpt_is_not_nought(client):
    found = values(surveyed(client, q="一网通办"))
    assert found["浙江"] > found["河北"] > found["福建"] == 0
    assert {unit for unit, value in found.items() if value is None} == ABSENT
    for excerpt in Excerpt.objects.select_related("unit"):
        assert found[excerpt.unit.short_name] == as_read(excerpt).count("一网通办")


def test_the_units_with_any_come_first_by_number_and_absent_ones_never(client):
    hits = surveyed(client, q="政务服务").hits
    numbers = [measurement.value for measurement in hits]
    assert numbers == sorted(numbers, reverse=True)
    assert min(numbers) == 1
    excerpts = Excerpt.objects.all()
    assert len(hits) == sum("政务服务" in as_read(excerpt) for excerpt in excerpts) > 0


def test_several_words_must_all_occur_and_are_added_up(client):
    one, other = values(surveyed(client, q="一网通办")), values(surveyed(client, q="放管服"))
    both = values(surveyed(client, q="一网通办 放管服"))
    assert {"陕西", "重庆", "山东"} <= {unit for unit, value in both.items() if value}
    for unit in both.keys() - ABSENT:
        with_both = one[unit] and other[unit]
        assert both[unit] == (one[unit] + other[unit] if with_both else 0)


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("aBc", 2),
        ('"通办 一件"', 1),
        ("一網通辦", 1),
        ("江苏", 2),
        ("一网通办 abc", 3),
        ("信息", 1),
    ],
)
def test_words_are_counted_as_search_finds_them(query, number):
    excerpt = Excerpt.objects.get(unit__slug="jiangsu")
    excerpt.errata.all().delete()
    excerpt.wording = "江苏实现 一网通办 一件事，ABC 与 abc，公共信意"
    excerpt.save()
    excerpt.errata.create(
        kind="mistaken", printed="信意", reading="信息", reason="形近而误", state="published"
    )
    [unit] = [
        one
        for one in survey(list(Unit.objects.all()), form_of(query)).measurements
        if one.unit.slug == "jiangsu"
    ]
    assert unit.value == number


def form_of(query):
    form = MeasureForm(QueryDict(urlencode({"q": query})))
    assert form.is_valid()
    return form


def test_words_to_leave_out_alone_count_nothing_and_are_a_400(client):
    response = client.get("/provinces/", {"q": "-试点"})
    assert response.status_code == 400
    assert "只有要排除的词" in response.content.decode()
    found = values(surveyed(client, q="一网通办 -放管服"))
    assert found["陕西"] == found["重庆"] == 0


def test_the_units_found_are_those_of_the_search(client):
    for query in ("政务服务", "广东", "2025", "数字 -政府", "第十四"):
        listed = index.matching(parse(query), "excerpt")
        assert len(surveyed(client, q=query).hits) == listed.count(), query


def test_equal_lengths_share_a_shade_and_the_fifths_are_even():
    lengths = (1, 2, 2, 3, 4, 5, 6, 7, 8, 9)
    measure = Length(lengths)
    assert [measure.step(length) for length in (1, 2, 3, 5, 6, 9)] == [1, 1, 2, 3, 4, 5]
    assert Length([1]).step(1) == 1


def test_the_legend_covers_every_measurement_once(client):
    for query in ({}, {"q": "政务服务"}, {"q": "没有这个词"}):
        legend = surveyed(client, **query).legend
        assert sum(shade.count for shade in legend) == Excerpt.objects.count()


def test_the_legend_says_the_span_of_each_shade(client):
    survey = surveyed(client)
    spans = [shade.label for shade in survey.legend]
    lengths = sorted(len(wording) for wording in Excerpt.objects.values_list("wording", flat=True))
    assert len(spans) == 5
    assert spans[0].startswith(f"{lengths[0]}—")
    assert spans[-1] == f"{lengths[-5]}—{lengths[-1]} 字"


def test_the_more_occurrences_the_deeper_and_nought_is_the_palest():
    measure = Occurrences(parse("字"), set())
    steps = [measure.step(value) for value in (0, 1, 2, 3, 40)]
    assert steps == [1, 3, 4, 5, 5]
    assert [measure.legend(step) for step in range(1, 6)] == [
        *("未见", "", "1 次", "2 次", "3 次及以上")
    ]


def test_every_phrase_offered_occurs_in_as_many_units_as_it_says(client):
    offered = client.get("/provinces/").context["examples"]
    assert [phrase for phrase, _ in offered] == list(PHRASES)
    for phrase, number in offered:
        assert number == len(surveyed(client, q=phrase).hits) > 0


def test_a_phrase_that_no_excerpt_has_any_more_is_not_offered(client):
    Excerpt.objects.filter(wording__contains="跨省通办").delete()
    cache.clear()
    page = client.get("/provinces/").content.decode()
    assert "跨省通办" not in page
    assert "最多跑一次" in page


def test_a_catalogue_without_any_excerpt_still_has_its_page(client):
    Excerpt.objects.all().delete()
    survey = surveyed(client)
    assert set(values(survey).values()) == {None}
    assert survey.legend == []
    assert len(survey.tiles) == Unit.objects.count()
