"""The most relevant hits come first, in the same order on every database."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from policies.models import Body, Milestone
from portal.index.querysets import DocumentQuerySet
from portal.index.text_index.document_text import LINE, NAMES, READINGS, WORDINGS
from portal.models import Document, LinkedName
from portal.search import index, relevance
from portal.search.query import Query, parse
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


def slugs(query: str, scope: str = "milestone") -> list[str]:
    query = parse(query)
    found = in_order(index.matching(query, scope), query)
    named = Milestone.objects.in_bulk([one.record for one in found])
    return [named[one.record].slug for one in found]


def in_order(found: DocumentQuerySet, query: Query) -> list[Document]:
    documents = {(one.type, one.record): one for one in found}
    return [documents[key] for key in relevance.page(found, query, slice(0, len(documents)))]


def test_a_title_comes_before_a_body_before_a_wording():
    milestone("in-wording", "2023", wording="饕餮饕餮饕餮")
    by_body = milestone("by-body", "2022")
    by_body.bodies.add(
        Body.objects.create(slug="ju", name="饕餮局", kind="office", state="published")
    )
    milestone("in-title", "2021", title="论饕餮")
    assert slugs("饕餮") == ["in-title", "by-body", "in-wording"]


def test_several_words_are_placed_together():
    milestone("one-in-title", "2023", title="饕餮", wording="魑魅")
    milestone("both-in-title", "2021", title="魑魅与饕餮", wording="无")
    milestone("none-in-title", "2024", wording="饕餮魑魅")
    assert slugs("饕餮 魑魅") == ["both-in-title", "one-in-title", "none-in-title"]


def test_of_equal_place_more_hits_come_first_then_the_earlier():
    milestone("late", "2024", wording="首先是饕餮")
    milestone("early", "2020", wording="饕餮为首")
    milestone("twice", "2019", wording="最后是饕餮与饕餮")
    assert slugs("饕餮") == ["twice", "early", "late"]


def test_hits_that_overlap_are_counted_apart():
    milestone("overlapping", "2024", wording="饕饕饕，止")
    milestone("apart", "2020", wording="饕饕、饕饕")
    assert slugs("饕饕") == ["apart", "overlapping"]


def test_among_equals_the_newest_comes_first():
    for slug, on in (("older", "2020-01"), ("newest", "2022"), ("newer", "2021-05")):
        milestone(slug, on, title="题名", wording="饕餮")
    assert slugs("饕餮") == ["newest", "newer", "older"]


def test_what_only_a_reading_repeats_is_not_counted_twice():
    printed = milestone("printed", "2020", title="题名", wording="饕餮与有讹")
    printed.errata.create(
        kind="mistaken", printed="有讹", reading="无讹", reason="试验", state="published"
    )
    milestone("newer", "2021", title="题名", wording="饕餮与有误")
    assert slugs("饕餮") == ["newer", "printed"]


def test_what_is_found_only_as_read_comes_after_what_is_printed():
    read = milestone("read", "2022", title="题名", wording="饕餐与有讹")
    read.errata.create(
        kind="mistaken", printed="饕餐", reading="饕餮", reason="试验", state="published"
    )
    milestone("printed", "2020", title="题名", wording="饕餮")
    assert slugs("饕餮") == ["printed", "read"]


def test_any_spelling_counts():
    milestone("once", "2022", title="题名", wording="魑第十四届")
    milestone("twice", "2020", title="题名", wording="魑第14届与第十四届")
    assert slugs("魑 第十四届") == ["twice", "once"]


def test_a_year_that_only_the_date_tells_comes_after_one_that_is_told():
    milestone("dated", "1901-05", wording="魑魅")
    milestone("told", "1901-01", wording="1901年的魑魅")
    assert slugs("1901 魑魅") == ["told", "dated"]


def test_a_query_that_only_leaves_out_is_answered_from_the_newest():
    query = parse("-政务 -数据")
    found = in_order(index.matching(query, "timeline"), query)
    ends = [(one.start, one.end, one.record, one.type) for one in found]
    assert ends == sorted(ends, reverse=True)


def test_records_without_a_date_come_last_among_equals():
    query = parse("政务")
    found = in_order(index.matching(query, "search"), query)
    assert keys_of(found) == keys_of(sorted(found, key=lambda one: expected(query, one)))
    assert {one.type for one in found} == {"policy", "milestone", "excerpt"}


# The whole order, worked out from the texts


def expected(query: Query, document: Document) -> tuple:
    """The expected sort key, as if the bodies' names stood in the text before its own names."""
    titles, names = document.text.folded.split(NAMES)
    names, wordings = names.split(WORDINGS)
    own = names.split(LINE) if names else []
    names = LINE.join(dict.fromkeys([*linked_names(document), *own]))
    folded = titles + NAMES + names + WORDINGS + wordings
    printed = folded[: folded.index(READINGS)]
    places, number, firsts = 0, 0, []
    for word in query.words:
        at = min((folded.find(one) for one in word.spellings if one in folded), default=None)
        wording = at is None or at > folded.index(WORDINGS)
        places += 2 if wording else 1 if at > len(titles) else 0
        number += sum(map(printed.count, word.spellings))
        firsts.append(float("inf") if at is None else at)
    dated = document.start or date.min
    newest = (-dated.toordinal(), -(document.end or date.min).toordinal(), -document.record)
    return places, -number, min(firsts, default=0), *newest, _backwards(document.type)


def linked_names(document: Document) -> list[str]:
    """The names of its bodies at the start of its date."""
    return [
        name.folded
        for link in document.links.order_by("position")
        for name in LinkedName.objects.filter(value=link.value).order_by("position")
        if (not name.since or name.since <= document.start)
        and (not name.until or document.start < name.until)
    ]


def _backwards(text: str) -> list[int]:
    return [-ord(character) for character in text]


def keys_of(listings) -> list[str]:
    return list(map(str, listings))


COMMON = [
    "政务",
    "数据",
    "服务",
    "国务院",
    "的",
    "2018",
    "第十四届",
    "12月",
    "建设",
    "a",
    "互联网+",
]


@pytest.mark.parametrize("scope", ["timeline", "policy", "search", ""])
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(COMMON), min_size=1, max_size=4))
def test_the_order_is_that_of_the_texts(scope, words):
    query = parse(" ".join(words))
    found = index.matching(query, scope).select_related("text")
    by_hand = sorted(found, key=lambda one: expected(query, one))
    assert keys_of(in_order(found, query)) == keys_of(by_hand)


@pytest.mark.parametrize("query", ["数据", "政务 服务", "国务院", "-政务"])
@pytest.mark.parametrize("page", [slice(0, 1), slice(3, 6), slice(20, 70)])
def test_a_page_is_cut_from_the_whole_order(query, page):
    query = parse(query)
    found = index.matching(query, "timeline")
    assert relevance.page(found, query, page) == relevance.page(found, query, slice(0, 1000))[page]


def test_a_policy_is_placed_by_its_milestones_as_well():
    told = policy("told", "2020", title="题名", wording="要点")
    policy("alone", "2024", title="题名", wording="饕餮饕餮")
    milestone("telling", "2020", title="论饕餮", policy=told)
    query = parse("饕餮")
    found = in_order(index.matching(query, "policy"), query)
    assert found[0].record == told.pk
