"""A bad value of a parameter is a 400 that names both, beside its control."""

import re
from html import unescape

import pytest

pytestmark = pytest.mark.usefixtures("catalogue")

BAD = [
    ("year", "abc"),
    ("year", "20188"),
    ("year", "0000"),
    ("year", "2018-01"),
    ("year", "-1"),
    ("from", "2016-13"),
    ("from", "2016-02-30"),
    ("from", "2016年"),
    ("to", "tomorrow"),
    ("to", "2016-1-1"),
    ("body", "nobody"),
    ("body", "国务院"),
    ("kind", "law"),
    ("source", "nowhere"),
    ("sort", "title"),
    ("sort", "relevance"),
    ("page", "0"),
    ("page", "-1"),
    ("page", "first"),
    ("page", "1.5"),
    ("page_size", "0"),
    ("page_size", "201"),
    ("page_size", "all"),
    ("year", "\x00"),
    ("body", "guowuyuan\x00"),
    ("source", "\x00"),
    ("from", "\x00"),
    ("kind", "<script>"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_answered_with_400_naming_parameter_and_value(client, name, value):
    for address in ("/", "/policies/", "/milestones/"):
        response = client.get(address, {name: value})
        assert response.status_code == 400
        [(field, errors)] = response.context["wrong"]
        assert field.name == name
        assert value.replace("\x00", "␀").strip() in "".join(errors)
        page = response.content.decode()
        assert f"<code>{name}</code>" in page
        assert "<script>" not in page


def test_each_of_several_bad_values_is_named(client):
    response = client.get("/?year=abc&from=2016-13&page=x")
    assert {field.name for field, _ in response.context["wrong"]} == {"year", "from", "page"}


def test_the_error_is_beside_its_control_and_valid_values_stay(client):
    page = client.get("/?year=abc&from=2016-13&kind=forum").content.decode()
    assert re.search(r'id="id_from"[^>]*aria-describedby="[^"]*from-wrong"[^>]*aria-invalid', page)
    assert re.search(r'<legend>年份</legend>\s*<p class="wrong" role="alert">“abc”不是年份', page)
    assert re.search(r'value="forum" checked', page)


@pytest.mark.parametrize("name", ["year", "body", "kind", "source"])
def test_more_alternatives_than_a_database_can_take_are_a_400(client, name):
    values = [f"{number}" for number in range(1000, 1900)]
    response = client.get("/", {name: values})
    assert response.status_code == 400
    assert "一次最多选 100 个，这里有 900 个（“1000”等）" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["from=2016&from=2017", "to=x&to=2017", "page=1&page=2", "page_size=5&page_size=6"]
)
def test_a_parameter_that_may_stand_once_is_not_taken_twice(client, query):
    response = client.get(f"/?{query}")
    assert response.status_code == 400
    assert "只能给一个值" in response.content.decode()
    assert client.get("/?from=2016&from=2016").status_code == 200


def test_what_was_valid_stays_where_something_is_wrong(client):
    page = client.get("/?from=x&sort=date&page_size=10&kind=forum").content.decode()
    assert 'name="sort" value="date"' in page
    assert 'name="page_size" value="10"' in page
    assert 'value="forum" checked' in page


def test_a_span_that_ends_before_it_begins_is_wrong(client):
    response = client.get("/", {"from": "2018-02", "to": "2018-01"})
    assert response.status_code == 400
    assert "“2018-01”早于起始日期“2018-02”" in response.content.decode()


def test_a_good_value_beside_a_bad_one_does_not_hide_it(client):
    page = client.get("/", {"body": ["nobody", "guowuyuan"]})
    assert page.status_code == 400
    assert "没有标识为“nobody”的发布主体" in page.content.decode()


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ('""', '“""”里没有可以检索的字。'),
        ("“”", "““””里没有可以检索的字。"),
        ("政务\x00", "“政务␀”含有空字符。"),
        ("长" * 201, "最多 200 个字，这里有 201 个。"),
        ("\u202e", "里没有可以检索的字。"),
        ("\u200b\ufeff", "里没有可以检索的字。"),
        ("《》", "“《》”里没有可以检索的字。"),
        (" ".join("一二三四五六七八九十百"), "一次最多检索 10 个词，这里有 11 个（“一”等）。"),
    ],
)
def test_search_words_that_cannot_be_looked_for_are_named(client, q, said):
    for address in ("/", "/policies/", "/bodies/guowuyuan/", "/provinces/"):
        response = client.get(address, {"q": q})
        assert response.status_code == 400, address
        assert said in unescape(response.content.decode())


@pytest.mark.parametrize("q", ["%", "_", "\\", "*", "AND", "NEAR(", "'; --", "😀"])
def test_search_words_that_mean_something_elsewhere_are_text(client, q):
    response = client.get("/", {"q": q.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert (response.context["page"].paginator.count > 0) == (q == "%")


def test_an_unpaired_surrogate_is_found_nowhere(client):
    response = client.get("/", {"q": "\ud800".encode("utf-8", "surrogatepass")})
    assert (response.status_code, response.context["page"].paginator.count) == (200, 0)


@pytest.mark.parametrize("number", ["1_0", "１０", "10.0", "+5", "0x5"])
@pytest.mark.parametrize("name", ["page", "page_size"])
def test_a_number_is_written_in_plain_digits(client, name, number):
    response = client.get("/", {name: number})
    assert response.status_code == 400
    assert f"“{number}”有误" in response.content.decode()


@pytest.mark.parametrize("name", ["year", "from", "to", "body", "kind", "source", "sort", "view"])
def test_a_null_character_is_shown_and_never_served(client, name):
    response = client.get("/", {name: "a\x00b"})
    assert response.status_code == 400
    page = response.content.decode()
    assert "\x00" not in page
    assert "a␀b" in page


def test_a_bodys_own_page_takes_no_other_body(client):
    assert client.get("/bodies/guowuyuan/", {"body": "guowuyuan"}).status_code == 200
    for other in ("lianheguo", "nobody"):
        response = client.get("/bodies/guowuyuan/", {"body": other})
        assert response.status_code == 400
        assert f"不能再选“{other}”" in response.content.decode()
