"""The admin site; its first page is the curators' dashboard."""

from django.contrib import admin

from portal.curation.accounts.signed_out import preserving_input
from portal.curation.dashboard import sections
from portal.curation.editing.bad_requests import refusing_bad_requests
from portal.models import Record


class CurationSite(admin.AdminSite):
    site_header = site_title = "中国电子政务政策时间线 · 管理"
    index_title = "我的工作"
    empty_value_display = "—"

    def admin_view(self, view, cacheable=False):
        return preserving_input(self, super().admin_view(refusing_bad_requests(view), cacheable))

    def get_app_list(self, request, app_label=None):
        """Apps with records come first; all are in order of registration, not by name."""
        apps = self._build_app_dict(request, app_label).values()
        return sorted(apps, key=lambda app: not _is_curated(app))

    def index(self, request, extra_context=None):
        return super().index(request, {"sections": sections(request.user), **(extra_context or {})})


def _is_curated(app: dict) -> bool:
    return any(issubclass(one["model"], Record) for one in app["models"])
