"""How an address is described in the OpenAPI document."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse

from portal.api.problems import MEDIA_TYPE
from portal.api.schema.descriptions import ProblemSerializer
from portal.api.schema.parameters import parameters


class Operation(AutoSchema):
    """Reads the declarations of `portal.api.views.View`."""

    def get_operation_id(self) -> str:
        return self.view.operation

    def get_summary(self) -> Any:
        return self.view.summary

    def get_description(self) -> Any:
        return self.view.description

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_auth(self) -> list:
        return []

    def get_override_parameters(self) -> list:
        return parameters(self.view.forms(QueryDict("")))

    def get_response_serializers(self) -> dict:
        found: dict = {200: OpenApiResponse(self.view.described(), _("所求的数据"))}
        if self.view.may_be_missing:
            found[301] = OpenApiResponse(None, _("记录已改标识或已并入别的记录：见 Location"))
        problems = {
            400: _("参数有误"),
            404: _("没有这条记录，或没有这一页"),
            405: _("只读"),
            410: _("记录已撤回或已删除"),
            503: _("数据库暂时没有应答"),
        }
        if not self.view.may_be_missing:
            problems.pop(410)
        for status, described in problems.items():
            found[status, MEDIA_TYPE] = OpenApiResponse(ProblemSerializer, described)
        return found

    def map_renderers(self, attribute: str) -> list:
        return ["application/json"] if attribute == "media_type" else []
