import pytest

from provinces.models import Unit

pytestmark = pytest.mark.usefixtures("catalogue")


def test_all_31_units_are_listed_and_two_say_that_there_is_no_excerpt(client):
    response = client.get("/provinces/")
    page = response.content.decode()
    assert response.context["total"] == 31
    assert response.context["with_excerpt"] == 29
    for unit in Unit.objects.all():
        assert f'href="/provinces/{unit.slug}/"' in page
    assert page.count("来源没有摘录</span>") == 2


@pytest.mark.parametrize("slug", ["sichuan", "xinjiang"])
def test_an_absent_unit_says_so_in_plain_words(client, slug):
    response = client.get(f"/provinces/{slug}/")
    assert response.status_code == 200
    assert (
        f"来源没有{Unit.objects.get(slug=slug).name}“十四五”规划的摘录" in response.content.decode()
    )


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("shanxi", "山西省"),
        ("shaanxi", "陕西省"),
        ("neimenggu", "内蒙古自治区"),
        ("xizang", "西藏自治区"),
    ],
)
def test_addresses_are_pinyin_without_tones(client, slug, name):
    assert f"<h1>{name}</h1>" in client.get(f"/provinces/{slug}/").content.decode()


def test_a_shortened_name_stands_as_printed_beside_the_official_one(client):
    page = client.get("/provinces/ningxia/").content.decode()
    assert "<h1>宁夏回族自治区</h1>" in page
    assert ">宁夏自治区</a>" in page


def test_a_passage_of_another_province_is_marked_and_not_removed(client):
    page = client.get("/provinces/zhejiang/").content.decode()
    assert "不属本条" in page
    assert page.count("加强“赣政通”平台建设") == 2


def test_previous_and_next_follow_the_administrative_code(client):
    response = client.get("/provinces/tianjin/")
    assert response.context["before"].slug == "beijing"
    assert response.context["after"].slug == "hebei"
    assert client.get("/provinces/beijing/").context["before"] is None
    assert client.get("/provinces/xinjiang/").context["after"] is None
