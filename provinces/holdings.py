"""What this app holds, for the about page."""

from django.urls import reverse

from portal.holdings import Holding
from provinces.models import Excerpt, ExcerptErratum, Unit


def holdings() -> list[Holding]:
    absent = Unit.objects.filter(excerpt=None).values_list("name", flat=True)
    remark = f"来源没有{'、'.join(absent)}的摘录" if absent else ""
    return [
        Holding("省级行政区", Unit.objects.count(), reverse("provinces")),
        Holding("“十四五”规划摘录", Excerpt.objects.count(), reverse("provinces"), remark),
        Holding("摘录勘误", ExcerptErratum.objects.count(), reverse("provinces"), "见各省页面"),
    ]
