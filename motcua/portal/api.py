"""The public look-up for machines: the same words as the page, under the same limits, saying nothing about people."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema, Status
from ninja.errors import HttpError, ValidationError

from motcua.dossiers.queries import PublicStatus, public_status
from motcua.kernel.errors import Refusal
from motcua.portal.rules import TRIES_PER_ADDRESS, TRIES_PER_CODE, WINDOW
from motcua.shell import limits
from motcua.shell.access import public

api = NinjaAPI(
    title="Motcua",
    version="1",
    description="Where a dossier stands, for whoever holds its receipt.",
    docs_url=None,
    urls_namespace="api-1",
)


class Asked(Schema):
    """A dossier code and the last four digits of the ID of the person who filed."""

    code: str = Field(min_length=8, max_length=60, pattern=r"^[^\x00]+$")
    last4: str = Field(pattern=r"^[0-9]{4}$")


class Step(Schema):
    title: str
    state: str
    agency: str
    due_at: datetime | None
    closed_at: datetime | None


class Standing(Schema):
    """`status` and titles are Vietnamese; times are ISO with zone; `holder` is who has to act next."""

    code: str
    service: str
    status: str
    submitted_at: datetime
    holder: str
    next_act: str
    due_at: datetime | None
    paused: bool
    finished_at: datetime | None
    steps: list[Step]


class No(Schema):
    message: str


@api.exception_handler(Refusal)
def refused(request: HttpRequest, no: Refusal) -> HttpResponse:
    response = api.create_response(request, {"message": str(no)}, status=no.status)
    if "seconds" in no.data:
        response["Retry-After"] = str(no.data["seconds"])
    return response


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, no: ValidationError) -> HttpResponse:
    fields = sorted({str(error["loc"][-1]) for error in no.errors})
    message = f"Chưa đúng: {', '.join(fields)}. Gửi code là mã hồ sơ và last4 là 4 chữ số cuối của giấy tờ tùy thân."
    return api.create_response(request, {"message": message}, status=422)


@api.exception_handler(HttpError)
def not_readable(request: HttpRequest, no: HttpError) -> HttpResponse:
    return api.create_response(request, {"message": "Nội dung gửi lên không phải JSON."}, status=no.status_code)


@api.post("/status", response={200: Standing, frozenset({400, 404, 422, 429}): No}, summary="Where a dossier stands")
@public
def status(request: HttpRequest, asked: Asked) -> Status[No] | Standing:
    """A wrong pair is answered as an unknown code is. Ten tries an hour for one code."""
    at: datetime = request.at  # type: ignore[attr-defined]
    limits.allow("look-up", asked.code, at=at, limit=TRIES_PER_CODE, seconds=WINDOW)
    limits.allow("look-up-from", limits.address_of(request), at=at, limit=TRIES_PER_ADDRESS, seconds=WINDOW)
    found = public_status(asked.code, asked.last4)
    if found is None:
        return Status(404, No(message="Không tìm thấy hồ sơ có mã và 4 số cuối này."))
    return _told(found)


def _told(found: PublicStatus) -> Standing:
    steps = [
        Step(title=s.title, state=s.state, agency=s.agency_name, due_at=s.due_at, closed_at=s.closed_at)
        for s in found.track
    ]
    return Standing(
        code=found.code, service=found.service_name, status=found.status_label, submitted_at=found.submitted_at,
        holder=found.holder, next_act=found.next_act, due_at=found.due_at, paused=found.paused,
        finished_at=found.finished_at, steps=steps,
    )  # fmt: skip
