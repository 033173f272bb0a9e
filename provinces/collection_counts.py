"""The numbers of this app's records for the about page."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext

from portal.web.pages.collection_counts import CollectionCount, shown_errata
from provinces.models import Excerpt, ExcerptErratum, Unit


def collection_counts() -> Iterator[CollectionCount]:
    url, errata = reverse("provinces"), shown_errata(ExcerptErratum)
    of_one_plan = Q(plan_title="", plan_date="")
    number = Excerpt.objects.published().aggregate(
        all=Count("pk"), of_one_plan=Count("pk", filter=of_one_plan)
    )
    several = number["all"] > number["of_one_plan"]
    label = gettext("各省规划摘录") if several else gettext("“十四五”规划摘录")
    yield CollectionCount(gettext("省级行政区"), Unit.objects.count(), url)
    yield CollectionCount(label, number["all"], url, *_absent())
    yield CollectionCount(gettext("摘录勘误"), errata, url, gettext("见各省页面"))


def _absent() -> tuple[str, str]:
    public = Excerpt.objects.published() | Excerpt.objects.formerly_public()
    names = Unit.objects.exclude(pk__in=public.values("unit")).values_list("name", flat=True)
    return (gettext("来源没有摘录的："), "、".join(names)) if names else ("", "")
