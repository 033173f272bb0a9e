"""Accounts and groups in the admin; permissions are shown in Chinese, by table."""

from collections.abc import Iterator

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.html import format_html
from django.utils.text import capfirst

from portal.curation.history.versions import parts_of

# First part of a permission's codename → label, in the order of display.
ACTIONS = {
    "view": "查看",
    "add": "新增",
    "change": "修改",
    "delete": "删除",
    "publish": "审核与发布",
}


class TableChoices(forms.models.ModelChoiceIterator):
    def __iter__(self) -> Iterator[tuple[str, list[tuple]]]:
        actions = list(ACTIONS)
        for table, name in self.field.tables.items():
            found = [one for one in self.queryset if one.content_type_id == table]
            found.sort(key=lambda permission: actions.index(_action(permission)))
            yield name, [self.choice(permission) for permission in found]


class TableCheckboxes(forms.CheckboxSelectMultiple):
    """Checkboxes grouped by table; each one's accessible name includes the table."""

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        for table, options, _ in groups:
            for option in options:
                option["attrs"]["aria-label"] = f"{table}：{option['label']}"
        return groups


class PermissionsField(forms.ModelMultipleChoiceField):
    """`tables`: primary key of a content type → the table's name."""

    iterator = TableChoices
    widget = TableCheckboxes
    tables: dict[int, str]

    def label_from_instance(self, permission):
        return ACTIONS[_action(permission)]


class PermissionsAdmin(admin.ModelAdmin):
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.related_model is not Permission:
            kwargs["widget"] = forms.CheckboxSelectMultiple
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        tables = self._tables()
        kwargs |= {
            "form_class": PermissionsField,
            "widget": TableCheckboxes,
            "queryset": Permission.objects.filter(content_type__in=tables),
        }
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.tables = tables
        return field

    def save_related(self, request, form, formsets, change):
        """Preserves permissions that the form does not offer."""
        field = "permissions" if self.model is Group else "user_permissions"
        permissions = getattr(form.instance, field)
        hidden = list(permissions.exclude(content_type__in=self._tables())) if change else []
        super().save_related(request, form, formsets, change)
        permissions.add(*hidden)

    def get_deleted_objects(self, objs, request):
        """Leaves out the rows of many-to-many tables between accounts, groups and permissions."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        related = [field for field in self.model._meta.get_fields() if field.many_to_many]
        tables = [
            (field if field.auto_created else field.remote_field).through._meta for field in related
        ]
        for table in tables:
            counts.pop(table.verbose_name_plural, None)
        names = tuple(f"{capfirst(table.verbose_name)}:" for table in tables)
        return _without(names, shown), counts, needed, protected

    def _tables(self) -> dict[int, str]:
        """The tables of the admin; permissions on other tables are never checked."""
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
    pass


def _without(names: tuple[str, ...], shown: list) -> list:
    """`shown` without items that begin with one of `names`; items are strings or nested lists."""
    return [
        _without(names, one) if isinstance(one, list) else one
        for one in shown
        if isinstance(one, list) or not one.startswith(names)
    ]


def _action(permission: Permission) -> str:
    return permission.codename.partition("_")[0]
