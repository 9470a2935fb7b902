"""OpenID's endpoints for machines: what this portal can do, its keys, tokens, and the data of who agreed."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from motcua.journal.commands import seen
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import TooMany
from motcua.openid import queries
from motcua.openid.provider import server, signing
from motcua.openid.rules import claims
from motcua.shell import limits
from motcua.shell.access import public

_HOUR = 3600
# Only failures are counted: who has the right secret is never kept out by who has not.
FAILURES, WINDOW = 60, 300


@public
@require_safe
def discovery(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """OpenID Connect Discovery 1.0: what is written here works, and nothing else does."""
    base = settings.PUBLIC_URL.rstrip("/")
    endpoints = {
        f"{name}_endpoint": f"{base}/oauth2/{path}"
        for name, path in (
            ("authorization", "authorize"), ("token", "token"), ("userinfo", "userinfo"),
            ("revocation", "revoke"), ("end_session", "logout"),
        )
    }  # fmt: skip
    methods = ["client_secret_basic", "client_secret_post", "none"]
    return _cached(
        {
            "issuer": signing.issuer(),
            **endpoints,
            "jwks_uri": f"{base}/oauth2/jwks",
            "scopes_supported": list(claims.SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [signing.ALGORITHM],
            "token_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_methods_supported": methods,
            "acr_values_supported": list(claims.LEVELS),
            "claim_types_supported": ["normal"],
            "claims_supported": [
                *("iss", "aud", "exp", "iat", "jti", "nonce", "at_hash", "sid", "acr", "amr", "auth_time"),
                *claims.names(claims.SCOPES),
            ],
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "ui_locales_supported": ["vi"],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
            "frontchannel_logout_supported": False,
        }
    )


@public
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    return _cached(signing.jwks(now=datetime.now(UTC)))


@public
@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A code or a refresh token for tokens."""
    return _answered(request, server.token)


@public
@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    return _answered(request, server.revoke)


@public
@csrf_exempt
def userinfo(request: HttpRequest) -> HttpResponse:
    """What the person agreed to share, each time from their account as it is now; each time written down."""
    if request.method not in ("GET", "POST"):
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, POST"})
    at = request.at  # type: ignore[attr-defined]
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    held = queries.bearer(value.strip(), now=datetime.now(UTC)) if scheme.lower() == "bearer" else None
    if held is None:
        return _too_many(request, "openid-bearer") or _no_bearer(given=bool(value))
    person = held.person
    try:
        facts = queries.facts(person, held.sector, level=held.data["level"], capacity=held.data["capacity"])
    except queries.CapacityGone:
        return _no_bearer(given=True)
    told = claims.claims(held.scopes, facts)
    by = Actor(0, held.client_name, Capacity.SYSTEM, agency=held.agency, agency_name=held.agency_name, assurance=3)
    seen("openid", f"person:{person.pk}", by=by, at=at, client=held.client_id, claims=sorted(told))
    return JsonResponse(told)


def _answered(request: HttpRequest, endpoint: server.Endpoint) -> HttpResponse:
    if any(len(values) > 1 for _, values in request.POST.lists()):
        return JsonResponse({"error": "invalid_request", "error_description": "a parameter twice"}, status=400)
    try:
        headers, body, status = endpoint(request, now=datetime.now(UTC), at=request.at)  # type: ignore[attr-defined]
    except OAuth2Error as error:  # of what oauthlib looks at before anything else
        headers, body, status = {"Content-Type": "application/json"}, error.json, error.status_code
    if status == HTTPStatus.UNAUTHORIZED and (slow := _too_many(request, "openid-client")):
        return slow
    return HttpResponse(body, status=status, headers=headers)


def _too_many(request: HttpRequest, what: str) -> HttpResponse | None:
    """Count a failure; the refusal when there were too many from this address."""
    at = request.at  # type: ignore[attr-defined]
    try:
        limits.allow(what, limits.address_of(request), at=at, limit=FAILURES, seconds=WINDOW)
    except TooMany as refusal:
        headers = {"Retry-After": str(refusal.data["seconds"])}
        return JsonResponse({"error": "temporarily_unavailable"}, status=refusal.status, headers=headers)
    return None


def _no_bearer(*, given: bool) -> HttpResponse:
    """RFC 6750, 3: a token that is not good, or none at all."""
    challenge = 'Bearer realm="userinfo"' + (', error="invalid_token"' if given else "")
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"WWW-Authenticate": challenge})


def _cached(content: dict[str, object]) -> HttpResponse:
    headers = {"Cache-Control": f"public, max-age={_HOUR}", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(content, headers=headers)
