"""The addresses of the provincial-level units below /api/v1/."""

from django.utils.translation import gettext_lazy as _

from portal import record_types
from portal.api.lists import Tables
from portal.api.views import ListView, RecordView
from provinces.api.descriptions import ProvinceSerializer
from provinces.models import Unit


class Provinces(ListView):
    operation, tag = "listProvinces", "provinces"
    summary = _("各省级行政区与它们的规划摘录")
    items = (ProvinceSerializer,)

    def harvested(self):
        return [record_types.named("unit")]

    def open(self, data):
        units = {"unit": Unit.objects.all()}
        return [], lambda: Tables("provinces", units, record_types.fetch_data)


class OneProvince(RecordView):
    operation, tag = "getProvince", "provinces"
    summary = _("一个省级行政区与它的规划摘录")
    item = ProvinceSerializer

    def rows(self):
        return Unit.objects.all()

    def data(self, key, site):
        return record_types.fetch_data([("unit", key)], site)["unit", key]
