"""Forms that refer to other records do not delete them."""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper


class ReferringAdmin:
    """Django's ✖ beside a choice looks as if it emptied it, and deletes the record chosen."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field
