"""What the server does outside the pages: headers, a health check, a browser's cookie."""

import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import head, program

BROWSER_COOKIE = "codika_browser"
_YEAR = 365 * 24 * 3600  # seconds

# Streamlit sends none of these.  Its own script compiles templates at run time
# (unsafe-eval) and styles elements in place (unsafe-inline); all else is ours alone,
# so a result that smuggles in an image or a form sends nothing anywhere.
CONTENT_SECURITY_POLICY = "; ".join(  # noqa: FLY002  one rule a line reads better
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: blob: data:",
        "worker-src 'self' blob:",
        "media-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Adds the headers above to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class BrowserCookie:
    """
    Gives every browser a random id, so that a name typed once is known next time.

    It is no login and opens nothing: whose run it is, as colleagues tell each other.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or has_browser_cookie(scope):
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append(
                        "set-cookie",
                        f"{BROWSER_COOKIE}={secrets.token_urlsafe(16)}; Path=/;"
                        f" Max-Age={_YEAR}; HttpOnly; SameSite=Lax",
                    )
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def has_browser_cookie(scope: Scope) -> bool:
    """Whether the request brings the cookie along."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                if BROWSER_COOKIE in SimpleCookie(value.decode("latin-1")):
                    return True
            except CookieError:
                continue
    return False


async def healthz(_: Request) -> Response:
    """Answer that the server is up, and whether the tracker is at work."""
    from ui import resources  # noqa: PLC0415  resources start on first use, not on import

    ready = resources.is_ready()
    return JSONResponse({"ok": ready}, status_code=200 if ready else 503)


ROUTES = [Route("/healthz", healthz)]
MIDDLEWARE = [
    Middleware(SecurityHeaders),
    Middleware(BrowserCookie),
    Middleware(head.Head),
    Middleware(program.Program),
]
