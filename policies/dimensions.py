"""The dimensions by which every list of this portal is filtered."""

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policies.models import Body, Kind, Status
from portal.dimensions import Choices, Dates, Dimension, Records, Types, register
from portal.index.text_index.marks import of_number
from portal.models import Source
from portal.search import index
from portal.search.clauses import Group
from portal.search.query import Query
from portal.web.forms.fields import DocumentNumberField


class Kinds(Choices):
    has_colours = True


class Statuses(Choices):
    usual = Status.UNKNOWN


class Numbers(Dimension):
    """A document number, typed in any of its forms.

    There is one for nearly each document, so they are marks of the text index; the combinations
    only say whether a document has one.
    """

    is_facet = False
    is_typed = True
    in_chinese = True

    def fields(self):
        return {self.name: DocumentNumberField(label=self.label, required=False)}

    def test(self, parameter, value):
        return lambda documents: self.name in documents.values

    def decides(self, parameter, value):
        return False

    def narrow(self, documents, parameter, value, *, walk):
        groups = [self.group(parameter, value)]
        sql, params = index.keys_matching(Query(), "", groups)
        return documents.filter(pk__in=RawSQL(sql, params))  # noqa: S611 - our own SQL

    def group(self, parameter, value):
        return Group((), (of_number(value),))


register(
    Dates("year", _("年份"), _("起始"), _("截止"), lacking=pgettext_lazy("lacking", "日期")),
    Records(
        "body",
        _("发布主体"),
        Body,
        names_in="name",
        linked=True,
        lacking=pgettext_lazy("lacking", "发布主体"),
    ),
    Kinds("kind", _("类型"), Kind.choices, lacking=pgettext_lazy("lacking", "类型")),
    Statuses("status", _("效力状态"), Status.choices, lacking=pgettext_lazy("lacking", "效力状态")),
    Numbers("number", _("发文字号"), lacking=pgettext_lazy("lacking", "发文字号")),
    Records("source", _("来源"), Source, names_in="short_title"),
    Types("type", _("记录")),
)
