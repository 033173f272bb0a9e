"""The first history of records that were there before there was any."""

from django.utils.timezone import now

AT_ONCE = 500
WHY = "开始保存历史时的内容。"


def begin(apps, app_label: str, *names: str) -> None:
    """In a migration with the state `apps`, which has just made the tables of history."""
    moment = now()  # one, so that a record and its parts begin as one version
    for name in names:
        model = apps.get_model(app_label, name)
        history = apps.get_model(app_label, f"Historical{name}")
        columns = [field.attname for field in model._meta.concrete_fields]
        kept = {field.attname for field in history._meta.concrete_fields}
        rows = model.objects.order_by("pk").values(*[name for name in columns if name in kept])
        history.objects.bulk_create(
            (
                history(**row, history_date=moment, history_type="+", history_change_reason=WHY)
                for row in rows.iterator()
            ),
            batch_size=AT_ONCE,
        )
