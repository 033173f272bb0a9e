"""The dimensions by which every list of this portal is filtered."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policies.models import Body, Kind
from portal.dimensions import Choices, Dates, Records, Types, register
from portal.models import Source


class Kinds(Choices):
    has_colours = True


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
    Records("source", _("来源"), Source, names_in="short_title"),
    Types("type", _("记录")),
)
