"""The address of a record that was published and is no longer: what it was, when, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.models import Record


def withdrawn(request: HttpRequest, record: Record) -> HttpResponse:
    return render(request, "410.html", {"record": record}, status=410)
