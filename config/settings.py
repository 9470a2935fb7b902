"""One settings file, driven by the environment. In production it refuses to start half-configured."""

import base64
import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from motcua.shell import logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("MOTCUA_VAR", BASE_DIR / "var"))
MODE = os.environ.get("MOTCUA_MODE", "development")  # development | demo | test | production
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = os.environ.get("MOTCUA_DEBUG", "") == "1"


_LEAST_SECRET = 40  # characters


def _secret(name: str) -> str:
    """A secret from the environment; outside production a fixed one, which production refuses."""
    value = os.environ.get(name, "")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set in production")
    return value or f"not-secret-{name.lower()}"


def _key(name: str) -> str:
    """32 bytes in base64, the same rule."""
    value = os.environ.get(name, "")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set in production (32 random bytes in base64)")
    return value or base64.b64encode(hashlib.sha256(f"not-secret-{name}".encode()).digest()).decode()


SECRET_KEY = _secret("MOTCUA_SECRET_KEY")
VAULT_KEYS = os.environ.get("MOTCUA_VAULT_KEYS") or f"1:{_key('MOTCUA_VAULT_KEY')}"
VAULT_INDEX_KEY = _key("MOTCUA_VAULT_INDEX_KEY")
ALLOWED_HOSTS = [h for h in os.environ.get("MOTCUA_HOSTS", "").split(",") if h]
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("MOTCUA_DEBUG must not be 1 in production")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("MOTCUA_HOSTS must name the portal's hosts in production")
    if SECRET_KEY.startswith("not-secret") or len(SECRET_KEY) < _LEAST_SECRET:
        raise ImproperlyConfigured("MOTCUA_SECRET_KEY must be at least 40 random characters in production")
else:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]


def _clock_start() -> datetime | None:
    text = os.environ.get("MOTCUA_CLOCK_START", "")
    if not text:
        return None
    start = datetime.fromisoformat(text)
    if start.tzinfo is None:
        raise ImproperlyConfigured("MOTCUA_CLOCK_START needs a zone, for example 2020-05-12T08:00+07:00")
    return start


CLOCK_START = _clock_start()


def _database() -> dict[str, Any]:
    """MOTCUA_DATABASE_URL, or what the launcher of the embedded server wrote into var/."""
    address = os.environ.get("MOTCUA_DATABASE_URL", "")
    written = VAR / "postgres.url"
    if not address and written.exists():
        address = written.read_text().strip()
    parts = urlsplit(address or "postgresql://postgres@127.0.0.1:5432/motcua")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            # The portal asks the same few hundred statements all day: the server parses and plans them once.
            "server_side_binding": True,
            "prepare_threshold": 2,
            **({"pool": {"min_size": 1, "max_size": 16, "timeout": 10}} if MODE != "test" else {}),
        },
    }


DATABASES = {"default": _database()}
ROOMS = (
    "kernel", "shell", "journal", "calendar", "territory", "identity", "agencies", "notices", "files", "documents",
    "openid", "workflow", "entitlements", "catalogue", "procedures", "dossiers", "desk", "transparency",
    "administration", "authoring", "counter", "portal",
    "ops",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.idp.oidc",
    *(f"motcua.{room}" for room in ROOMS if room != "kernel"),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "motcua.shell.middleware.time_middleware",
    "motcua.shell.middleware.security_headers",
    "motcua.shell.middleware.safe_methods_do_not_write",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "motcua.shell.middleware.language_middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "motcua.identity.middleware.device_middleware",
    "motcua.agencies.middleware.actor_middleware",
    "django_htmx.middleware.HtmxMiddleware",
    "motcua.files.middleware.upload_middleware",
    "motcua.shell.middleware.RefusalMiddleware",
    "motcua.agencies.middleware.EndedRightsMiddleware",
]
ROOT_URLCONF = "motcua.portal.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "motcua" / room / "templates" for room in ROOMS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "motcua.shell.jinja.environment",
            "context_processors": [
                "motcua.shell.context.base",
                "motcua.identity.context.providers",
                "motcua.notices.context.unread",
            ],
        },
    },
]
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Person"
PASSWORD_HASHERS = ["motcua.identity.backends.OwaspArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["motcua.identity.backends.NumberBackend"]
PUBLIC_URL = os.environ.get("MOTCUA_PUBLIC_URL", "http://localhost:8000")
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/vao/"

ACCOUNT_ADAPTER = "motcua.identity.backends.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MOTCUA_PROXIES", "0"))
# Set by our own proxy: the town of an address, if it knows. Believed only when MOTCUA_PROXIES counts such proxies.
PLACE_HEADER = os.environ.get("MOTCUA_PLACE_HEADER", "")
ACCOUNT_RATE_LIMITS: dict[str, str] = {}  # counted by motcua.shell.limits, in the database, for all processes
MFA_ADAPTER = "motcua.identity.factors.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
IDP_OIDC_ADAPTER = "motcua.openid.provider.Adapter"

# Foreign systems. Without an address the portal says that it is not connected, and shows the other way.
POPULATION_URL = os.environ.get("MOTCUA_POPULATION_URL", "")
POPULATION_KEY = os.environ.get("MOTCUA_POPULATION_KEY", "")
SMS_URL = os.environ.get("MOTCUA_SMS_URL", "")
SMS_KEY = os.environ.get("MOTCUA_SMS_KEY", "")
# JSON: [{"id": "buu-dien", "name": "Bưu điện", "server_url": "…", "client_id": "…", "secret": "…", "level": 1}]
PROVIDERS = json.loads(os.environ.get("MOTCUA_PROVIDERS", "[]"))
# clamd: "host:port" or the path of its socket. Without it nothing is scanned.
CLAMAV = os.environ.get("MOTCUA_CLAMAV", "")
CLAMAV_TIMEOUT = float(os.environ.get("MOTCUA_CLAMAV_TIMEOUT", "30"))  # seconds of silence
HOTLINE = os.environ.get("MOTCUA_HOTLINE", "1900 xxxx")
NOTICES_GATEWAY = os.environ.get(
    "MOTCUA_NOTICES_GATEWAY", "motcua.notices.gateways.http" if SMS_URL else "motcua.notices.gateways.outbox"
)

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
FILES_ROOT = VAR / "files"
SERVICES_DIR = BASE_DIR / "services"
DATA_DIR = BASE_DIR / "data"
STATICFILES_DIRS = [
    BASE_DIR / "motcua" / "shell" / "assets",
    ("govuk", BASE_DIR / "node_modules" / "govuk-frontend" / "dist" / "govuk"),
    ("moj", BASE_DIR / "node_modules" / "@ministryofjustice" / "frontend" / "moj"),
    ("fonts", BASE_DIR / "node_modules" / "@fontsource" / "be-vietnam-pro" / "files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE in ("test", "development")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
# Looked up as they are asked for: a scan of all files for each test client costs seconds.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = MODE in ("test", "development")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
UPLOAD_MOST_MB = int(os.environ.get("MOTCUA_UPLOAD_MOST_MB", "64"))  # of one request, all its files together

SESSION_ENGINE = "motcua.identity.sessions"
SESSION_COOKIE_NAME = "motcua_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_NAME = "motcua_csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "motcua.shell.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = os.environ.get("MOTCUA_TLS_ELSEWHERE", "") != "1"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DJANGO_STRUCTLOG_USER_ID_FIELD = None  # asking who it is costs queries on pages that do not care
LOGGING_CONFIG = None  # structlog sets up the standard loggers too
logs.configure(production=PRODUCTION, level=os.environ.get("MOTCUA_LOG_LEVEL", "INFO" if PRODUCTION else "WARNING"))

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
SILENCED_SYSTEM_CHECKS: list[str] = []
