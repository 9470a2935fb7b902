"""The `motcua` command."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from motcua.ops.service_cli import service_app

ROOT = Path(__file__).resolve().parent.parent.parent
app = typer.Typer(
    help="Motcua: one door to public services. Settings come from the environment: see docs/operations.md.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
list_app = typer.Typer(help="Worker lists.", no_args_is_help=True)
journal_app = typer.Typer(help="The journal of acts.", no_args_is_help=True)
vault_app = typer.Typer(help="Sealed personal data and their keys.", no_args_is_help=True)
openid_app = typer.Typer(help="Signing people in to other portals.", no_args_is_help=True)
app.add_typer(service_app, name="service")
app.add_typer(list_app, name="list")
app.add_typer(journal_app, name="journal")
app.add_typer(vault_app, name="vault")
app.add_typer(openid_app, name="openid")


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


@app.command()
def demo(
    port: Annotated[int, typer.Option(envvar="MOTCUA_PORT", help="Port of the web server.")] = 8000,
    dossiers: Annotated[int, typer.Option(help="How many invented dossiers a new demo gets.")] = 300,
) -> None:
    """Start everything with invented data: database, worker and web server. Ctrl-C stops it; a second run goes on."""
    os.environ["MOTCUA_MODE"] = "demo"
    os.environ.setdefault("MOTCUA_CLOCK_START", "2020-05-12T08:00+07:00")
    from motcua.ops import running

    raise typer.Exit(running.demo(port=port, dossiers=dossiers))


@app.command()
def serve(
    port: Annotated[int, typer.Option(envvar="MOTCUA_PORT")] = 8000,
    host: Annotated[str, typer.Option(envvar="MOTCUA_BIND")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(envvar="MOTCUA_WORKERS", help="Web processes: one for each core.")] = 2,
) -> None:
    """Run the web server alone (granian, WSGI), in the foreground."""
    from motcua.ops import running

    command = running.web_command(port=port, host=host, workers=workers)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter


@app.command()
def worker() -> None:
    """Run the worker of queued and scheduled jobs, in the foreground."""
    from motcua.ops import running

    command = running.worker_command()
    os.execv(command[0], command)  # noqa: S606 - our own interpreter


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port of all invented systems.")] = 8010,
    host: Annotated[
        str, typer.Option(help="Keep it on this machine: anybody who reaches it reads its messages.")
    ] = "127.0.0.1",
    url: Annotated[str, typer.Option(help="The address under which browsers reach it, when it is another one.")] = "",
) -> None:
    """Run the invented foreign systems in the foreground: population register, SMS, a bank. See docs/sandbox.md."""
    from motcua.ops import running

    command = running.sandbox_command(port=port, host=host, url=url)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter


@app.command()
def migrate() -> None:
    """Bring the database to this version's tables."""
    _django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)


@app.command()
def load() -> None:
    """Load or refresh reference data and services: territory, agencies, calendar, service files. Repeatable."""
    _django()
    from motcua.ops import reference

    for name, count in reference.load():
        typer.echo(f"{name}: {count}")


@app.command()
def administrator(
    person: Annotated[str, typer.Argument(help="Whose account: an identity number, or the phone that it signs in by.")],
    title: Annotated[str, typer.Option(help="The person's title in the Government Office.")] = "",
) -> None:
    """Make a person with an account a national administrator, of the Government Office: nobody else can give that.

    Two are needed: one approves what the other gives to whole ministries and provinces. Repeatable. Exit code 2 when it
    cannot be done.
    """
    _django()
    from motcua.agencies.commands import national_administrator
    from motcua.identity.queries import by_number
    from motcua.kernel.errors import Refusal
    from motcua.shell.clock import now

    found = by_number(person)
    if found is None:
        typer.echo("No account has this number. The person registers first.", err=True)
        raise typer.Exit(2)
    try:
        place, given = national_administrator(found, title, at=now())
    except Refusal as no:
        typer.echo(str(no), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"{found.name}, {place.agency.name}: {len(given)} rights given")


@app.command()
def due(
    start: Annotated[datetime, typer.Option("--from", help="When the dossier was received, Vietnamese time.")],
    term: Annotated[str, typer.Option(help="A term: 3wd (working days), 5d (days) or 8h (working hours).")],
    agency: Annotated[str | None, typer.Option(help="Agency identifier, for its own working hours.")] = None,
) -> None:
    """Print when a term ends (ISO, first line), then each day counted or skipped, with why."""
    from motcua.kernel.errors import Refusal
    from motcua.ops import reference

    if agency:
        _django()
    try:
        end, days = reference.due(start, term, agency)
    except (Refusal, ValueError) as no:
        typer.echo(str(no), err=True)
        raise typer.Exit(2) from None
    typer.echo(end.isoformat())
    for day in days:
        typer.echo(day)


@list_app.command("check")
def list_check(
    file: Annotated[Path, typer.Argument(help="A filled list: xlsx, xls, ods or csv.", exists=True)],
    service: Annotated[str, typer.Option(help="The service's slug or procedure code.")],
) -> None:
    """Print the rows and problems of a worker list as JSON. Exit code 1 when a row has a problem, 2 when unreadable."""
    from motcua.catalogue.rules import lists
    from motcua.kernel.errors import Refusal
    from motcua.ops import reference

    try:
        found = reference.check_list(file, service)
    except Refusal as no:
        json.dump({"refused": type(no).__name__, "message": str(no)}, sys.stdout, ensure_ascii=False)
        raise typer.Exit(2) from None
    typer.echo(json.dumps(lists.to_json(found), ensure_ascii=False, indent=1))
    raise typer.Exit(0 if found.ok else 1)


@journal_app.command("verify")
def journal_verify(
    root: Annotated[
        list[str] | None,
        typer.Option(help="A root that was written down elsewhere, as SIZE:ROOT or ROOT. Repeatable."),
    ] = None,
) -> None:
    """Recompute every leaf and every seal of the journal; name the first entry that does not fit. Exit code 1 then.

    Each --root must be there too: only roots kept outside of the database show a rewriting by who has full power over
    it. Prints the newest one, to be written down. Exit code 2 when a --root is none.
    """
    _django()
    from motcua.journal.queries import last_seal, verify
    from motcua.journal.rules import known_roots

    try:
        known, bare = known_roots(root or ())
    except ValueError as no:
        typer.echo(str(no), err=True)
        raise typer.Exit(2) from None
    verdict, last = verify(known, bare), last_seal()
    typer.echo(f"{verdict.entries} entries, {verdict.sealed} sealed, {verdict.unsealed} not sealed yet")
    if verdict.ok and last:
        typer.echo(f"Newest root: {last.size}:{bytes(last.root).hex()}")
    for fault in verdict.faults:
        typer.echo(fault, err=True)
    typer.echo("The journal is whole." if verdict.ok else "The journal has been tampered with.")
    raise typer.Exit(0 if verdict.ok else 1)


@vault_app.command("rotate")
def vault_rotate(
    *,
    check: Annotated[bool, typer.Option("--check", help="Change nothing: open everything, say which keys.")] = False,
    batch: Annotated[int, typer.Option(help="Values sealed anew in one transaction.", min=1)] = 500,
) -> None:
    """Seal with the first key of the ring what older keys sealed, while the portal runs. Repeatable.

    With --check: which keys are in use; exit code 1 when an older one is, or when something cannot be opened.
    """
    _django()
    from motcua.ops import rotation

    done = rotation.told_check() if check else rotation.told_rotate(batch=batch)
    raise typer.Exit(0 if done else 1)


@openid_app.command("rotate-key")
def openid_rotate_key(
    *, urgent: Annotated[bool, typer.Option("--urgent", help="The present key was stolen: void from now on.")] = False
) -> None:
    """Publish the next signing key; it signs after a day, when every portal knows it. One that waits already stays."""
    _django()
    from django.utils import timezone

    from motcua.openid.commands.keys import rotate_key
    from motcua.shell.clock import now

    key = rotate_key(now=timezone.now(), at=now(), urgent=urgent)
    typer.echo(f"{key.kid} signs from {key.signs_from.isoformat(timespec='seconds')}")
