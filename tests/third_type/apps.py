from django.apps import AppConfig


class ThirdTypeConfig(AppConfig):
    name = "tests.third_type"
    label = "third_type"
    verbose_name = "省级文件"

    def ready(self):
        from tests.third_type import record_types  # noqa: F401 - registered when imported
