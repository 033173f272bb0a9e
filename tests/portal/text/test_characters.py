"""Invisible characters are refused on every way into a record."""

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError

from policies.models import Milestone
from portal.text.characters import made_visible, why_refused
from tests.policies.admin.test_admin import post
from tests.universe import milestone


@pytest.mark.parametrize("text", ["响\x07铃", "\x00", "a\x85b", "a\u2028b", "\uffff", "\ud800"])
def test_an_unprintable_character_is_named_with_its_place(text):
    assert "看不见的控制字符（U+" in why_refused(text)
    assert why_refused(made_visible(text)) == ""


def test_a_line_may_break_only_where_a_text_has_several():
    assert why_refused("一\r\n二\t三") == ""
    assert why_refused("一\r\n二", is_one_line=True) == "“一”之后有换行：这一栏只写一行，请删去。"
    assert "制表符" in why_refused("一\t二", is_one_line=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": "响\x07铃"}, "第 2 个字符是看不见的控制字符（U+0007）：请删去。"),
        ({"title": "一\n二"}, "“一”之后有换行：这一栏只写一行，请删去。"),
        ({"wording": "一\n二\x0b三"}, "第 4 个字符是看不见的控制字符（U+000B）：请删去。"),
    ],
)
def test_a_form_says_so_beside_its_control(curating, said, sentence):
    record = milestone("bell", "2018-06")
    response = post(curating, record, **said)
    assert response.status_code == 200
    [name] = said
    assert response.context["adminform"].form.errors == {name: [sentence]}


@pytest.mark.django_db
def test_a_fixture_with_one_is_refused():
    record = milestone("bell", "2018-06")
    text = serializers.serialize("json", [record]).replace("bell", "bell\\u0007")
    with pytest.raises(ValidationError, match="看不见的控制字符"):
        next(serializers.deserialize("json", text)).save()
    assert Milestone.objects.get(pk=record.pk).slug == "bell"
