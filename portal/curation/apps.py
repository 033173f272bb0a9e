from django.contrib.admin.apps import AdminConfig


class CurationConfig(AdminConfig):
    default_site = "portal.curation.site.CurationSite"
