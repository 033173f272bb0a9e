"""Looks for scripts in a PDF, in a process of its own with bounded time and memory."""

import json
import subprocess
import sys
from pathlib import Path

LONGEST = 60  # seconds
_FINDER = Path(__file__).with_name("pdf_scripts.py")


def why_refused(content: bytes) -> str:
    """The end of a Chinese sentence about the file, or "" if it may be archived.

    A file that makes the parser run out of time or memory, or crash, takes only that process
    with it.
    """
    try:
        found = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(_FINDER)],
            input=content,
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "检查太久，没有查完，所以不存档。"
    report = json.loads(found.stdout) if not found.returncode else {"is_unread": True}
    if report["is_unread"]:
        return "有损坏或太大的部分，没有查完，所以不存档。"
    if report["is_locked"]:
        return "加了密码，无法检查其中有没有脚本。"
    if report["is_broken"]:
        return "不能作为 PDF 打开：文件损坏，或不完整。"
    if names := report["scripts"]:
        return f"含有脚本（{'、'.join(names)}）：不存档会自己运行的文件。"
    return ""
