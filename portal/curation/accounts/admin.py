"""Accounts and groups in the admin; permissions are shown in Chinese, by table."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.html import format_html
from django.utils.text import capfirst

from portal.models.base import parts_of

# First part of a permission's codename → label, in the order of display.
ACTIONS = {
    "view": "查看",
    "add": "新增",
    "change": "修改",
    "delete": "删除",
    "publish": "审核与发布",
}


class TableCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes grouped by table; each one's accessible name includes the table."""

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        for table, options, _ in groups:
            for option in options:
                option["attrs"]["aria-label"] = f"{table}：{option['label']}"
        return groups


class PermissionsAdmin(admin.ModelAdmin):
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model is not Permission:
            kwargs["widget"] = forms.CheckboxSelectMultiple
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        tables = self._tables()
        permissions = Permission.objects.filter(content_type__in=tables)
        kwargs |= {"widget": TableCheckboxes, "queryset": permissions}
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.choices = _by_table(tables, permissions)
        return field

    def save_related(self, request, form, formsets, change):
        """Preserves permissions that the form does not offer."""
        field = "permissions" if self.model is Group else "user_permissions"
        permissions = getattr(form.instance, field)
        hidden = list(permissions.exclude(content_type__in=self._tables())) if change else []
        super().save_related(request, form, formsets, change)
        permissions.add(*hidden)

    def _tables(self) -> dict[int, str]:
        """Primary key of a content type → name of the table, for the tables of the admin.

        Permissions on other tables are never checked.
        """
        names = {}
        shown = self.admin_site._registry
        for model in shown:
            names[model] = model._meta.verbose_name
            for part in parts_of(model):
                if part not in shown:
                    names[part] = f"{model._meta.verbose_name}的{part._meta.verbose_name}"
        types = ContentType.objects.get_for_models(*names)
        return {types[model].pk: str(name) for model, name in names.items()}


class NewPasswordForm(AdminPasswordChangeForm):
    # Django does not translate this warning; its script shows and hides it by the id.
    usable_password_help_text = format_html(
        '<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        "停用后，现在的密码即作废，此账户不能再登录。",
    )


class AccountAdmin(PermissionsAdmin, UserAdmin):
    change_password_form = NewPasswordForm
    list_display = ["username", "last_name", "first_name", "email", "standing"]
    readonly_fields = ["last_login", "date_joined"]

    def has_delete_permission(self, request, obj=None):
        """Accounts are deactivated, never deleted, because histories refer to them."""
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="身份")
    def standing(self, account):
        """The account's groups, or that it is inactive or a superuser."""
        if not account.is_active:
            return "停用"
        if account.is_superuser:
            return "超级用户"
        return "、".join(group.name for group in account.groups.all())


class AccountGroupAdmin(PermissionsAdmin, GroupAdmin):
    def get_deleted_objects(self, objs, request):
        """Leaves out the rows of many-to-many tables, which have English names."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        own = f"{capfirst(self.opts.verbose_name)}:"
        shown = [one for one in shown if str(one).startswith(own)]
        groups = self.opts.verbose_name_plural
        return shown, {groups: counts.get(groups, 0)}, needed, protected


def _by_table(tables: dict[int, str], permissions: Iterable[Permission]) -> list[tuple[str, list]]:
    """Choices grouped by table, in the orders of `tables` and ACTIONS."""
    keys: dict[int, dict[str, int]] = {table: {} for table in tables}
    for one in permissions:
        keys[one.content_type_id][one.codename.partition("_")[0]] = one.pk
    return [
        (name, [(keys[table][one], ACTIONS[one]) for one in ACTIONS if one in keys[table]])
        for table, name in tables.items()
    ]
