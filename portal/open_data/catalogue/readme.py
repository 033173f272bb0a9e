"""README of the archive, in Chinese and English; of licence it says what the about page says."""

from django.utils.translation import gettext, override

TITLE = "中国电子政务政策时间线"
DESCRIPTION = "国家政策、2014—2024 年大事记、各省“十四五”规划摘录，及其来源、勘误与分歧。"
_RIGHTS = (
    "来源文字的权利归各自的发布者；本站摘引其中的两张表、表前的一句与一篇附录，注明出处与行号，供查证与研究。引用时请注明原来源。",
    "本站的代码和整理出的数据（主体、日期、勘误、裁定等）都还没有选定许可：需要使用的，请先征得本站同意。",
)
ATTRIBUTION = "".join(_RIGHTS)
LANGUAGES = ("zh-hans", "en")


def readme() -> dict[str, str]:
    """By language."""
    return {language: _in(language) for language in LANGUAGES}


def _in(language: str) -> str:
    with override(language):
        lines = [
            f"# {gettext(TITLE)}",
            gettext("整个目录的一版：公开的全部记录。"),
            "\n".join(f"- {one}" for one in _files()),
            gettext(
                "文件都是 UTF-8。CSV 用逗号分隔，开头带字节顺序标记；空的格表示没有；"
                "以 =、+、-、@ 开头的格前面加了一个 '，以免表格软件当作公式运行，其余文件照原样。"
            ),
            gettext(
                "校验：用 sha256sum -c SHA256SUMS 查文件是否完整；怎样从内容算出每条记录与整个"
                "目录的校验和，见本站 /about/verify/。"
            ),
            *map(gettext, _RIGHTS),
        ]
        return "\n\n".join(lines) + "\n"


def _files() -> list[str]:
    told = {
        "datapackage.json": gettext("数据字典（Frictionless）：每张表的各栏、类型、说明与互相引用"),
        "records.jsonl": gettext("全部记录，每行一条，与本站别处给出的相同，附校验和"),
        "records.csv": gettext("政策、大事记与摘录的平表，一条一行"),
        "<type>.csv": gettext("一类记录自己的内容；key 是记录的名字，各表用它互相引用"),
        "<type>-<part>.csv": gettext("属于这些记录的主体、出处、勘误、关联等；record 是记录的 key"),
        "content.jsonl": gettext("每条记录的内容与校验和，照算校验和的写法"),
        "digests.txt": gettext("全部校验和"),
        "SHA256SUMS": gettext("各文件的 SHA-256"),
    }
    return [f"`{name}`: {words}" for name, words in told.items()]
