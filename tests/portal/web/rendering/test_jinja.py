"""The Jinja2 environments of the public pages."""

import pytest
from django.core.management.commands.makemessages import TranslatableFile
from django.template import engines
from django.urls import set_script_prefix
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import escape

from portal.management.commands.makemessages import BuildFile
from portal.web.rendering.escaping import escaped


@pytest.fixture(autouse=True)
def chinese():
    """The tests before may have left another language active."""
    with override("zh-hans"):
        yield


def rendered(template: str, **context) -> str:
    return engines["pages"].from_string(template).render(context)


@given(st.one_of(st.text(), st.text().map(mark_safe), st.integers(), st.floats(), st.none()))
def test_values_are_escaped_as_markupsafe_does(value):
    assert escaped(value) == escape(value)
    assert rendered("{{ value }}", value=value) == escape(value)


def test_a_lazy_sentence_is_escaped_in_the_language_of_the_page():
    sentence = gettext_lazy("<检索>")
    assert rendered('<a title="{{ value }}">', value=sentence) == '<a title="&lt;检索&gt;">'


def test_the_same_template_has_the_words_and_addresses_of_each_language():
    template = '<a href="{{ url("search") }}" lang="{{ language_tag() }}">{{ _("检索") }}</a>'
    for _ in range(2):
        assert rendered(template) == '<a href="/search/" lang="zh-Hans">检索</a>'
        with override("en"):
            assert rendered(template) == '<a href="/en/search/" lang="en">Search</a>'


def test_addresses_have_the_script_prefix_of_the_request():
    try:
        set_script_prefix("/portal/")
        assert rendered('{{ url("search") }}') == "/portal/search/"
    finally:
        set_script_prefix("/")
    assert rendered('{{ url("search") }}') == "/search/"


def test_an_unknown_name_is_an_error():
    with pytest.raises(UndefinedError, match="nothing"):
        rendered("{% if nothing %}{% endif %}")


def test_an_attribute_is_never_an_item():
    assert rendered('{{ row["title"] }}', row={"title": "题名"}) == "题名"
    with pytest.raises(AttributeError, match="title"):
        rendered("{{ row.title }}", row={"title": "题名"})


def test_what_a_macro_prints_is_escaped_once():
    template = "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}{{ bold(value) }}"
    assert rendered(template, value="<i>&\"'") == "<b>&lt;i&gt;&amp;&#34;&#39;</b>"
    assert rendered(template, value=mark_safe("<i>")) == "<b><i></b>"
    in_a_variable = template.replace("{{ bold(value) }}", "{% set made = bold(value) %}{{ made }}")
    assert rendered(in_a_variable, value="<i>") == "<b>&lt;i&gt;</b>"


def test_a_macro_takes_all_its_parameters():
    with pytest.raises(TypeError, match="missing"):
        rendered("{% macro bold(text) %}{{ text }}{% endmacro %}{{ bold() }}")


def test_makemessages_reads_the_sentences_of_a_page(tmp_path, monkeypatch):
    monkeypatch.setattr(engines["pages"], "template_dirs", (tmp_path,))
    page = """
    {{ _("检索") }} {{ pgettext("一条记录", "大事记条目") }} {{ _(name) }}
    {% trans n=total %}共 {{ n }} 条{% pluralize %}共 {{ n }} 条{% endtrans %}
    {% trans %}
      第一行
      第二行
    {% endtrans %}
    """
    (tmp_path / "page.html").write_text(page, "utf-8")
    file = BuildFile(None, "django", TranslatableFile(str(tmp_path), "page.html", str(tmp_path)))
    file.preprocess()
    assert set((tmp_path / "page.html.py").read_text("utf-8").splitlines()) == {
        "_('检索')",
        "pgettext('一条记录', '大事记条目')",
        "ngettext('共 %(n)s 条', '共 %(n)s 条')",
        "gettext('第一行 第二行')",
    }
