from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "政策"

    def ready(self):
        # Registered when imported.
        from policies import dimensions, mcp_tools, record_types  # noqa: F401
