"""The history of rulings on passages says the passage alone, as the rulings have since 0010."""

from django.db import migrations

PASSAGE = "passage"


def keep_passages(apps, schema_editor):
    """2018年政府工作报告：加快…平台 → 加快…平台, whatever the record was called then."""
    history = apps.get_model("policies", "HistoricalDifference").objects
    for side in ("policy", "milestone"):
        titles: dict[int, set[str]] = {}
        of_side = apps.get_model("policies", f"Historical{side.capitalize()}").objects
        said = f"{side}_passage"
        rows = list(history.filter(field=PASSAGE).exclude(**{said: ""}))
        keys = {getattr(row, f"{side}_id") for row in rows}
        for key, title in of_side.filter(id__in=keys).values_list("id", "title"):
            titles.setdefault(key, set()).add(f"{title}：")
        for row in rows:
            passage = getattr(row, said)
            for title in titles.get(getattr(row, f"{side}_id"), ()):
                if passage.startswith(title):
                    kept = {said: passage.removeprefix(title)}
                    history.filter(history_id=row.history_id).update(**kept)


class Migration(migrations.Migration):
    dependencies = [("policies", "0026_relations_have_places")]

    operations = [migrations.RunPython(keep_passages, migrations.RunPython.noop)]
