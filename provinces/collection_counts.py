"""The numbers of this app's records for the about page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from portal.web.pages.collection_counts import CollectionCount, shown_errata
from provinces.models import Excerpt, ExcerptErratum, Unit


def collection_counts() -> Iterator[CollectionCount]:
    url, number = reverse("provinces"), Excerpt.objects.published().count()
    errata = shown_errata(ExcerptErratum)
    yield CollectionCount(gettext("省级行政区"), Unit.objects.count(), url)
    yield CollectionCount(gettext("“十四五”规划摘录"), number, url, *_absent())
    yield CollectionCount(gettext("摘录勘误"), errata, url, gettext("见各省页面"))


def _absent() -> tuple[str, str]:
    public = Excerpt.objects.published() | Excerpt.objects.formerly_public()
    names = Unit.objects.exclude(pk__in=public.values("unit")).values_list("name", flat=True)
    return (gettext("来源没有摘录的："), "、".join(names)) if names else ("", "")
