"""The numbers of this app's records for the about page."""

from django.urls import reverse
from django.utils.translation import gettext

from portal.web.collection_counts import CollectionCount, shown_errata
from provinces.models import Excerpt, ExcerptErratum, Unit


def collection_counts() -> list[CollectionCount]:
    page = reverse("provinces")
    errata, where = shown_errata(ExcerptErratum), gettext("见各省页面")
    return [
        CollectionCount(gettext("省级行政区"), Unit.objects.count(), page),
        CollectionCount(
            gettext("“十四五”规划摘录"), Excerpt.objects.published().count(), page, *_absent()
        ),
        CollectionCount(gettext("摘录勘误"), errata, page, where),
    ]


def _absent() -> tuple[str, str]:
    public = Excerpt.objects.published() | Excerpt.objects.once_public()
    names = Unit.objects.exclude(pk__in=public.values("unit")).values_list("name", flat=True)
    return (gettext("来源没有摘录的："), "、".join(names)) if names else ("", "")
