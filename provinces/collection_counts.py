"""The numbers of this app's records for the about page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from portal.web.collection_counts import CollectionCount, shown_errata
from provinces.models import Excerpt, ExcerptErratum, Unit


def units() -> Iterator[CollectionCount]:
    yield CollectionCount(gettext("省级行政区"), Unit.objects.count(), reverse("provinces"))


def excerpts() -> Iterator[CollectionCount]:
    number = Excerpt.objects.published().count()
    label = gettext("“十四五”规划摘录")
    yield CollectionCount(label, number, reverse("provinces"), *_absent())


def errata() -> Iterator[CollectionCount]:
    number, where = shown_errata(ExcerptErratum), gettext("见各省页面")
    yield CollectionCount(gettext("摘录勘误"), number, reverse("provinces"), where)


def _absent() -> tuple[str, str]:
    public = Excerpt.objects.published() | Excerpt.objects.formerly_public()
    names = Unit.objects.exclude(pk__in=public.values("unit")).values_list("name", flat=True)
    return (gettext("来源没有摘录的："), "、".join(names)) if names else ("", "")
