from django.apps import AppConfig


class ProvincesConfig(AppConfig):
    name = "provinces"
    verbose_name = "各省规划"

    def ready(self):
        from provinces import mcp_tools, record_types  # noqa: F401 - registered when imported
