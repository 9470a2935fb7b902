"""Another portal: Debian's Apache with mod_auth_openidc, unmodified, with a configuration of its own in a folder."""

import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 20
_MODULES = Path("/usr/lib/apache2/modules")
_SERVERS = ("/usr/sbin/apache2", "apache2")
_LOADED = (
    "mpm_event", "authn_core", "authz_core", "authz_user", "alias", "dir", "env", "mime", "filter", "headers",
    "include", "auth_openidc",
)  # fmt: skip
# What the module says of who is there, as any application behind it sees it: in headers and in the environment.
CLAIMS = ("sub", "acr", "name", "HoVaTen", "SoDinhDanh", "LoaiTaiKhoan", "TenDoanhNghiep", "loAs")
_CONFIG = """
ServerRoot "{folder}"
DefaultRuntimeDir "{folder}"
PidFile "{folder}/pid"
ServerName localhost
Listen 127.0.0.1:{port}
{user}
{modules}
ServerLimit 1
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
ErrorLog "{folder}/error.log"
LogLevel warn auth_openidc:info
TypesConfig /dev/null
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml
DocumentRoot "{folder}/pages"
DirectoryIndex index.shtml
<Directory "{folder}/pages">
  Options +Includes
  Require all granted
</Directory>

OIDCProviderMetadataURL {portal}/.well-known/openid-configuration
OIDCClientID {client}
OIDCClientSecret {secret}
OIDCRedirectURI {url}/rieng/ve
OIDCDefaultLoggedOutURL {url}/
OIDCCryptoPassphrase {passphrase}
OIDCScope "openid {scopes}"
OIDCPKCEMethod S256
OIDCResponseType code
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRemoteUserClaim sub
OIDCPassClaimsAs both
OIDCSessionType server-cache
OIDCCacheType shm
OIDCInfoHook access_token access_token_expires id_token userinfo refresh_token session
OIDCRefreshAccessTokenBeforeExpiry 60
<Location "/rieng/">
  AuthType openid-connect
  Require valid-user
  Header always set X-Header-Sub "expr=%{{req:OIDC_CLAIM_sub}}"
</Location>
"""
_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Cổng tỉnh Ví Dụ</title></head><body><h1>Trang riêng</h1>
<p id="user"><!--#echo var="REMOTE_USER" --></p>
<dl>
{claims}
</dl>
</body></html>
"""


def missing() -> str:
    """Why no such Apache can run here; '' when it can."""
    if not _server():
        return "Apache is not installed: make check-openid installs it (apache2, libapache2-mod-auth-openidc)"
    if not (_MODULES / "mod_auth_openidc.so").exists():
        return "mod_auth_openidc is not installed: make check-openid installs it (libapache2-mod-auth-openidc)"
    return ""


def _server() -> str:
    return next((found for name in _SERVERS if (found := shutil.which(name))), "")


@dataclass(frozen=True)
class Apache:
    """A running one. `page` asks for a sign-in; `hook` is where the module answers questions about the session."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def page(self) -> str:
        return f"{self.url}/rieng/"

    @property
    def hook(self) -> str:
        return f"{self.url}/rieng/ve"

    def told(self) -> str:
        return (self.folder / "error.log").read_text(errors="replace")


@contextmanager
def apache(port: int, portal: str, client: str, secret: str, scopes: str) -> Iterator[Apache]:
    """In the foreground, in a folder of its own, as whoever runs the tests. Ends with the block."""
    with tempfile.TemporaryDirectory(prefix="motcua-apache-") as folder:
        found = Apache(Path(folder), port)
        _write(found, portal, client, secret, scopes)
        with _running(found):
            yield found


@contextmanager
def _running(found: Apache) -> Iterator[None]:
    command = [_server(), "-f", str(found.folder / "apache.conf"), "-DFOREGROUND"]
    process = subprocess.Popen(command, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}, start_new_session=True)
    try:
        _wait(found, process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _write(at: Apache, portal: str, client: str, secret: str, scopes: str) -> None:
    pages = at.folder / "pages"
    (pages / "rieng").mkdir(parents=True)
    claims = "\n".join(f'<dt>{name}</dt><dd id="{name}"><!--#echo var="OIDC_CLAIM_{name}" --></dd>' for name in CLAIMS)
    (pages / "index.shtml").write_text("<!doctype html><title>Ví Dụ</title><h1>Trang chung</h1>", encoding="utf-8")
    (pages / "rieng" / "index.shtml").write_text(_PAGE.format(claims=claims), encoding="utf-8")
    root = os.geteuid() == 0
    config = _CONFIG.format(
        folder=at.folder,
        port=at.port,
        url=at.url,
        portal=portal,
        client=client,
        secret=secret,
        scopes=scopes,
        passphrase=os.urandom(16).hex(),
        user="User nobody\nGroup nogroup" if root else "",
        modules="\n".join(f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in _LOADED),
    )
    (at.folder / "apache.conf").write_text(config, encoding="utf-8")
    at.folder.chmod(0o755)  # as root it serves as somebody else


def _wait(at: Apache, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{at.url}/", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    log = at.folder / "error.log"
    raise AssertionError(f"Apache does not answer: {log.read_text(errors='replace') if log.exists() else 'no log'}")
