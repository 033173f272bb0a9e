"""What a ruling says that the sources say is read from their records, but for passages."""

from django.db import migrations, models

PASSAGE = "passage"


def keep_passages(apps, schema_editor):
    """2018年政府工作报告：加快…平台 → 加快…平台; of dates and titles nothing is kept."""
    for difference in apps.get_model("policies", "Difference").objects.all():
        for name in ("policy", "milestone"):
            said = getattr(difference, f"{name}_passage")
            title = f"{getattr(difference, name).title}："
            kept = said.removeprefix(title) if difference.field == PASSAGE else ""
            setattr(difference, f"{name}_passage", kept)
        difference.save(update_fields=["policy_passage", "milestone_passage"])


def _passage(label: str, quoted: str) -> models.TextField:
    told = f"仅语句归属须填：照{quoted}抄录，一字不改。"
    return models.TextField(label, blank=True, help_text=told)


class Migration(migrations.Migration):
    dependencies = [("policies", "0009_adopted_documents")]

    operations = [
        operation
        for model in ("difference", "historicaldifference")
        for operation in (
            migrations.RenameField(model, "policy_says", "policy_passage"),
            migrations.RenameField(model, "milestone_says", "milestone_passage"),
            migrations.AlterField(model, "policy_passage", _passage("国家政策表的语句", "要点")),
            migrations.AlterField(
                model, "milestone_passage", _passage("大事记的语句", "大事记")
            ),
        )
    ] + [migrations.RunPython(keep_passages, migrations.RunPython.noop)]
