"""Commands that read a person's files: whatever is wrong with them is named, in words or as JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.domain.csv_table import CellFault
from accounts.messages import sentence

# What is said of one bad place: "where" and "message", and more for those who read JSON.
Line = dict[str, Any]
MOST_SHOWN = 50


class FileCommand(BaseCommand):
    """Exits with 2 where a file is refused."""

    requires_system_checks: list[str] = []  # reads files, no database

    def refused(self, lines: Sequence[Line], *, as_json: bool) -> CommandError:
        """To be raised; as JSON everything is printed before, in words the first fifty places are told."""
        if as_json:
            self.stdout.write(json.dumps({"problems": lines}, ensure_ascii=False, indent=2))
        said = [_("有 %(count)s 处需要修改：") % {"count": len(lines)}]
        for line in lines[:MOST_SHOWN]:
            said.append("  " + _("：").join(filter(None, (line["where"], line["message"]))))
        if len(lines) > MOST_SHOWN:
            said.append(_("  还有 %(count)s 处。") % {"count": len(lines) - MOST_SHOWN})
        return CommandError("\n".join(said), returncode=2)


def file_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = _("打不开文件 %(path)s：%(reason)s") % {"path": path, "reason": error.strerror}
        raise CommandError(reason, returncode=2) from error


def fault_line(fault: CellFault) -> Line:
    line = _("第 %(line)s 行") % {"line": fault.line} if fault.line else ""
    return {
        "code": fault.code,
        "line": fault.line,
        "column": fault.column,
        "where": f"{line}“{fault.column}”" if fault.column else line,
        "message": sentence(fault.code, fault.values),
    }
