"""Makes a page show itself as it stood: decorators of the views of records and of lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from portal.models import Slugged
from portal.models.curated import Curated
from portal.past import reading
from portal.past.points import PublicVersion, end_of, public_versions
from portal.web.forms.explained import Explained
from portal.web.pages.lookup import find
from portal.web.past.asked import AS_OF, VERSION, PastForm

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class ShownPast:
    """What a page of the past says of itself: `version` or `day`, and the address of the present.

    `number` is the version of the record then, `current` that of now; a list has neither.
    `is_empty` says that nothing had been recorded by that day.
    """

    address: str
    version: PublicVersion | None = None
    day: date | None = None
    number: int | None = None
    current: int | None = None
    is_empty: bool = False


def record_as_it_stood(model: type[Slugged]) -> Callable[[View], View]:
    """For the view of one record, which is given the slug that the record had then."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, slug: str) -> HttpResponse:
            if not {VERSION, AS_OF} & request.GET.keys():
                return view(request, slug=slug)
            return _record(request, model, slug, view)

        return page

    return decorate


def list_as_it_stood(view: View) -> View:
    """For the view of a list, whose own form says what is wrong with `as_of`."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        day = None
        if AS_OF in request.GET:
            form = PastForm(request.GET)
            form.is_valid()
            day = form.cleaned_data.get(AS_OF)
        if day is None:
            return view(request)
        point = end_of(day)
        request.past = ShownPast(request.path, day=day, is_empty=not point)
        with reading.as_of(point):
            return view(request)

    return page


def _record(request: HttpRequest, model: type[Slugged], slug: str, view: View) -> HttpResponse:
    form = PastForm(request.GET)
    if not form.is_valid():
        return render(request, "400.html", {"reason": " ".join(form.sentences())}, status=400)
    record = find(_addressed(model), slug)
    if getattr(record, "is_withdrawn", False):
        return view(request, slug=slug)
    if number := form.cleaned_data[VERSION]:
        return _version(request, record, number, view)
    if day := form.cleaned_data[AS_OF]:
        return _day(request, record, day, view)
    return view(request, slug=slug)


def _addressed(model: type[Slugged]) -> QuerySet:
    return model.objects.with_address() if issubclass(model, Curated) else model.objects.all()


def _version(request: HttpRequest, record: Slugged, number: int, view: View) -> HttpResponse:
    versions = {one.number: one for one in public_versions(record)}
    asked = versions.get(number)
    if asked is None:
        numbers = gettext("、").join(map(str, versions))
        sentence = gettext("没有公开过第 %(number)s 版：公开过的版本是 %(numbers)s。")
        raise Explained(sentence % {"number": number, "numbers": numbers})
    request.past = ShownPast(
        record.get_absolute_url(), version=asked, number=number, current=record.version
    )
    if asked.point is None:
        return view(request, slug=record.slug)
    with reading.as_of(asked.point):
        return view(request, slug=asked.slug)


def _day(request: HttpRequest, record: Slugged, day: date, view: View) -> HttpResponse:
    with reading.as_of(end_of(day)):
        then = type(record).objects.filter(pk=record.pk).first()
        if then is None or not getattr(then, "is_published", True):
            sentence = gettext("“%(day)s”那天结束时，这条记录还没有公开，或者暂时撤回了。")
            raise Explained(sentence % {"day": day.isoformat()})
        request.past = ShownPast(
            record.get_absolute_url(), day=day, number=then.version, current=record.version
        )
        return view(request, slug=then.slug)
