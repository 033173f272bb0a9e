"""The admin site: it begins with the curators' own page."""

from django.contrib import admin

from portal.curation.desk import sections
from portal.curation.signed_out import keeping_what_is_typed


class CurationSite(admin.AdminSite):
    site_header = site_title = "中国电子政务政策时间线 · 管理"
    index_title = "我的工作"
    empty_value_display = "—"

    def admin_view(self, view, cacheable=False):
        return keeping_what_is_typed(self, super().admin_view(view, cacheable))

    def index(self, request, extra_context=None):
        return super().index(request, {"sections": sections(request.user), **(extra_context or {})})
