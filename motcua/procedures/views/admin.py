"""The records of the officer's agencies: list, a new one, one in full, one part of it."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.kernel.errors import Missing, Refusal
from motcua.kernel.text import tidy
from motcua.procedures.commands import entering
from motcua.procedures.forms.admin import NewForm, SectionForm, given
from motcua.procedures.queries import admin as queries
from motcua.procedures.queries.admin import DRAFT_STATES, RECORD_STATES, Asked
from motcua.procedures.queries.naming import starting
from motcua.procedures.rules.life import Changed, NoProcedure
from motcua.procedures.rules.quality import NAMES
from motcua.procedures.rules.sections import SECTIONS, WHERE
from motcua.procedures.views.shown import page, refuse, today
from motcua.shell.access import Request, officer
from motcua.shell.fields.tables import ADD, REMOVE, another, without

STATES = {
    "moi-nhap": "Mới nhập", "cho-duyet": "Chờ duyệt", "tra-lai": "Trả lại", "da-duyet": "Đã duyệt",
    "cong-khai": "Đang công khai", "bai-bo": "Bãi bỏ",
}  # fmt: skip


@officer
@require_GET
def records(request: Request) -> HttpResponse:
    """The list, by code; narrowed by words, state and what the check found."""
    asked = Asked(
        tidy(request.GET.get("tim", ""))[:120],
        given(request.GET, "trang-thai", (*DRAFT_STATES, *RECORD_STATES)),
        given(request.GET, "loi", tuple(NAMES)),
        tidy(request.GET.get("sau", ""))[:40],
    )
    found = queries.listed(request.actor, asked)
    kept = {"tim": asked.text, "trang-thai": asked.state, "loi": asked.finding}
    query = {key: value for key, value in kept.items() if value}
    further = urlencode({**query, "sau": found.further}) if found.further else ""
    context = {
        "found": found, "asked": asked, "states": STATES, "counts": queries.counts(request.actor), "names": NAMES,
        "further": f"?{further}" if further else "", "filtered": bool(query),
        "may_enter": bool(queries.agencies(request.actor, "enter")),
        "may_publish": bool(queries.agencies(request.actor, "publish")),
    }  # fmt: skip
    return page(request, "admin", context)


@officer
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A code and a name; then part by part."""
    own = queries.agencies(request.actor, "enter")
    if not own:
        raise queries.NoDatabase
    form = NewForm(request.POST if request.method == "POST" else None, agencies=own)
    if form.is_valid():
        data = form.cleaned_data
        try:
            content = starting(data["code"], data["name"], today(request))
            version = entering.enter(
                form.agencies[data["agency"]], data["code"], content, by=request.actor, at=request.at
            )
        except Refusal as no:
            refuse(form, no, "code")
        else:
            messages.success(request, _("Đã nhập thủ tục {code}. Hãy điền từng phần.").format(code=data["code"]))
            return redirect("procedures:admin_record", version.procedure_id)
    return page(request, "admin_new", {}, form)


@officer
@require_GET
def record(request: Request, pk: int) -> HttpResponse:
    """One record: what it says, what is wrong with it, what may be done with it, and who did what."""
    asked = request.GET.get("ban", "")
    n = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 0  # noqa: PLR2004
    shown = queries.shown(request.actor, pk, today(request), n=n)
    context = {
        "shown": shown, "sections": SECTIONS, "where": WHERE, "blocks": _blocks(shown), "on": today(request),
        "may_order": queries.may_order(request.actor, shown.record, today(request)),
    }  # fmt: skip
    return page(request, "admin_record", context)


def _blocks(shown: queries.Shown) -> list[tuple[str, str, list[queries.Field], list[str]]]:
    """(slug, title, fields, what the check says) of each section."""
    by_name = {field.name: field for field in shown.fields}
    return [
        (
            slug, section.title, [by_name[name] for name in section.names()],
            [one.text for one in shown.findings if WHERE.get(one.field) == slug],
        )
        for slug, section in SECTIONS.items()
    ]  # fmt: skip


@officer
@require_http_methods(["GET", "POST"])
def section(request: Request, pk: int, slug: str) -> HttpResponse:
    """One part of the draft. Rows are added and taken out by buttons of the form; what was typed stays."""
    draft = queries.draft(request.actor, pk)
    if slug not in SECTIONS:
        raise Missing
    part = SECTIONS[slug]
    shown = queries.shown(request.actor, pk, today(request), n=draft.n)
    if "edit" not in shown.steps:
        raise NoProcedure
    content, turned = shown.whole.content, ("", -1)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and (ADD in data or REMOVE in data):
        turned = _turn(data, part.tables)
        form = SectionForm(part, content, shown.seen, data)
        form.errors.clear()
    else:
        form = SectionForm(part, content, shown.seen, data)
        if form.is_valid():
            try:
                entering.edit(
                    draft.pk, form.told(content), seen=form.cleaned_data["seen"], by=request.actor, at=request.at
                )
            except Changed as no:
                refuse(form, no)
                assert data is not None
                data["seen"] = str(shown.seen)
            except Refusal as no:
                refuse(form, no)
            else:
                messages.success(request, _("Đã lưu phần “{part}”.").format(part=_(part.title)))
                return redirect(f"{reverse('procedures:admin_record', args=[pk])}#{slug}")
    said = [one.text for one in shown.findings if WHERE.get(one.field) == slug]
    context = {"shown": shown, "part": part, "turned": turned, "said": said}
    return page(request, "admin_section", context, form)


def _turn(data: QueryDict, tables: tuple[str, ...]) -> tuple[str, int]:
    """A row added (row -1) or taken out of the typed form."""
    name, _colon, row = (data.get(ADD) or data.get(REMOVE) or "").partition(":")
    if name not in tables:
        return "", -1
    if ADD in data:
        another(data, name)
        return name, -1
    n = int(row) if row.isascii() and row.isdigit() and len(row) < 5 else -1  # noqa: PLR2004
    if n >= 0:
        without(data, name, n)
    return name, n
