"""What every answer passes through: security headers, the Chinese page shell, the gate, compressed scripts."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages._ui import registry
from pages._web import html
from pages._web.compressed import CompressedScripts
from pages._web.gate import Gate

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
"""Nothing from outside, so nobody outside learns who reads what; inline code is how Streamlit 1.67 starts."""

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Puts the same protective headers on every HTTP answer, Streamlit's own ones included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
            await send(message)

        return await self.app(scope, receive, send_protected)


class ChinesePage:
    """Answers with our page shell wherever Streamlit would send its English one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; anything that turns out not to be a page passes unchanged.

        An address of no page leads home: Streamlit would run the first page and say so in English.
        """
        if scope["type"] != "http" or scope["path"].startswith("/static/"):
            return await self.app(scope, receive, send)
        is_known = scope["path"] == "/" or registry.find(scope["path"].strip("/")) is not None
        is_page = False

        async def send_ours(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = (
                    Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                )
                if is_page and is_known:
                    message = {**message, "headers": _page_headers()}
                elif is_page:
                    message = {**message, "status": 303, "headers": [(b"location", b"/")]}
            elif is_page:
                if message.get("more_body"):
                    return
                body = html.page() if is_known else b""
                message = {"type": "http.response.body", "body": body}
            await send(message)

        return await self.app(_unconditional(scope), receive, send_ours)


def _page_headers() -> list[tuple[bytes, bytes]]:
    headers = MutableHeaders()
    headers["Content-Type"] = "text/html; charset=utf-8"
    headers["Content-Length"] = str(len(html.page()))
    headers["Cache-Control"] = "no-store"
    return headers.raw


def _unconditional(scope: Scope) -> Scope:
    """The request without its conditions: a 304 about Streamlit's file would keep an old shell of ours."""
    conditions = {b"if-none-match", b"if-modified-since", b"range"}
    kept = [(name, value) for name, value in scope["headers"] if name not in conditions]
    return {**scope, "headers": kept}


MIDDLEWARE = [
    Middleware(SecurityHeaders),
    Middleware(Gate),
    Middleware(CompressedScripts),
    Middleware(ChinesePage),
]
