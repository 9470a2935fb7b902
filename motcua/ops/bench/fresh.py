"""Reading one worker list in a process of its own: `python -m motcua.ops.bench.fresh bare|checked FILE`."""

import json
import sys
import time
from functools import partial
from pathlib import Path

from python_calamine import CalamineWorkbook

from motcua.catalogue.rules import lists, parse
from motcua.catalogue.rules.service import ListSpec
from motcua.files.rules import tables
from motcua.ops.bench.machine import memory
from motcua.ops.reference import SERVICES

SERVICE = "tam-hoan-hop-dong"


def list_spec() -> ListSpec:
    """The worker list (Mẫu 01) of the service that the bench files."""
    service = parse((SERVICES / f"{SERVICE}.yaml").read_text(encoding="utf-8")).service
    assert service is not None
    return service.lists[0]


def bare(file: Path) -> int:
    """What python-calamine needs by itself: the limit."""
    return len(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python())


def checked(file: Path, spec: ListSpec) -> int:
    """What the portal does before it writes anything: tell the type, guard, read, find the header, check each row."""
    looks = partial(lists.looks_right, spec=spec)
    most = spec.max_mb * 1024 * 1024
    table = tables.read(file.read_bytes(), file.name, max_rows=spec.max_rows, max_bytes=most, wanted=looks)
    return len(lists.check(table.rows, spec).rows)


def main(what: str, file: str) -> None:
    measured = bare if what == "bare" else partial(checked, spec=list_spec())
    began = time.perf_counter()
    rows = measured(Path(file))
    seconds = time.perf_counter() - began
    sys.stdout.write(json.dumps({"rows": rows, "seconds": seconds, "peak_mb": memory("self", "VmHWM")}))


if __name__ == "__main__":
    main(*sys.argv[1:])
