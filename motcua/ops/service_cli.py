"""`motcua service`: check, show, compare, try out and publish service files."""

import os
from pathlib import Path
from typing import Annotated

import typer

from motcua.catalogue import rules

service_app = typer.Typer(
    help="Service files: services as data. Exit code 2 when a file cannot be read or has faults.",
    no_args_is_help=True,
)
File = Annotated[Path, typer.Argument(help="A service file (YAML).", exists=True, dir_okay=False)]
_FAULTY = 2


@service_app.command("check")
def check(file: File) -> None:
    """Check a service file: each fault with file, line, column and cure. Exit code 1 when there is one."""
    text = _text(file)
    typer.echo(rules.report(text, str(file)))
    raise typer.Exit(1 if rules.parse(text).faults else 0)


@service_app.command("show")
def show(
    file: File,
    svg: Annotated[Path | None, typer.Option(help="Where to draw the flow; without it, NAME.svg right here.")] = None,
    language: Annotated[str, typer.Option(help="vi or en.")] = "vi",
) -> None:
    """Draw the flow as SVG and print every way through it with its longest term."""
    service = _service(file)
    picture = svg or Path(f"{file.stem}.svg")
    picture.write_text(rules.draw(service, language), encoding="utf-8")
    steps = {key: service.said(step["title"], language) for key, step in service.flow["steps"].items()}
    for n, way in enumerate(rules.paths(service), start=1):
        typer.echo(f"{n}. {' → '.join(steps[key] for key in way.steps)} → {way.outcome}")
        typer.echo(f"   Lâu nhất: {' và '.join(term.words() for term in way.longest)}")
    typer.echo(f"Hình vẽ: {picture}")


@service_app.command("diff")
def diff(
    file: File,
    other: Annotated[
        Path | None,
        typer.Argument(help="The later file; without it, FILE is compared with what is published.", exists=True),
    ] = None,
) -> None:
    """Tell what is different between two service files, or between the published version and a file.

    Exit code 1 when something is.
    """
    before = _service(file) if other else _published(_service(file).slug)
    changes = rules.differences(before, _service(other or file))
    for change in changes:
        typer.echo(f"{change.title} [{change.pointer}]")
        if change.before:
            typer.echo(f"  - {change.before}")
        if change.after:
            typer.echo(f"  + {change.after}")
    typer.echo(f"{len(changes)} điểm khác." if changes else "Không có điểm khác.")
    raise typer.Exit(1 if changes else 0)


@service_app.command("simulate")
def simulate(file: File) -> None:
    """Play the examples of a service file: answers, fees, due dates, outcome. Exit code 1 when one differs."""
    service = _service(file)
    if not _simulated(service, str(file)):
        raise typer.Exit(1)


@service_app.command("publish")
def publish(file: File) -> None:
    """Publish a service file as the next version of its service, in force from its `valid_from`. Repeatable.

    Its examples must come true. Exit code 1 when one does not, 2 when it cannot be published.
    """
    text, service = _text(file), _service(file)
    if not _simulated(service, str(file)):
        raise typer.Exit(1)
    _django()
    from motcua.catalogue import commands
    from motcua.kernel.actor import SYSTEM
    from motcua.kernel.errors import Refusal
    from motcua.shell.clock import now

    try:
        version = commands.publish(text, by=SYSTEM, at=now(), name=file.name)
    except Refusal as no:
        typer.echo(f"{file}: {no}", err=True)
        raise typer.Exit(_FAULTY) from None
    typer.echo(f"{version.slug}: phiên bản {version.number}, hiệu lực từ {version.valid_from:%d/%m/%Y}.")


def _simulated(service: rules.Service, name: str) -> bool:
    from motcua.calendar.rules import STANDARD
    from motcua.ops.reference import working_calendar

    found = rules.simulate(service, working_calendar(STANDARD))
    for example in found:
        typer.echo(f"{'đúng' if example.ok else 'SAI'}  {example.name}")
        for told in example.told:
            typer.echo(f"      {told}")
    wrong = sum(not example.ok for example in found)
    said = f"{len(found)} ví dụ, {wrong} ví dụ sai." if found else "chưa có ví dụ nào (examples)."
    typer.echo(f"{name}: {said}")
    return not wrong


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        typer.echo(f"{file}: không đọc được tệp này. Lưu lại dạng UTF-8 rồi thử lại.", err=True)
        raise typer.Exit(_FAULTY) from None


def _service(file: Path) -> rules.Service:
    text = _text(file)
    service = rules.parse(text).service
    if service is None:
        typer.echo(rules.report(text, str(file)), err=True)
        raise typer.Exit(_FAULTY)
    return service


def _published(slug: str) -> rules.Service | None:
    """What is, or was last, published under a slug; None for a new service."""
    _django()
    from motcua.catalogue.queries import service_of, versions

    known = versions(slug)
    return service_of(known[-1]) if known else None


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
