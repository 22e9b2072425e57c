"""The page shell: Streamlit's own, made Chinese, with our style sheet and scripts and nothing from outside."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import streamlit

from pages._web.assets import ASSETS

TITLE = "襄汾县12345政务服务便民热线"
_STATIC = Path(streamlit.__file__).parent / "static"
_NO_SCRIPT = (
    "<noscript><p>本系统需要启用 JavaScript，请在浏览器设置中允许后刷新页面。</p></noscript>"
)


@functools.cache
def page() -> bytes:
    """The whole shell, made once from the installed Streamlit's."""
    return rewrite((_STATIC / "index.html").read_text(encoding="utf-8")).encode()


def rewrite(shell: str) -> str:
    """The shell with the few places changed that a person or an old browser meets.

    Raises RuntimeError when a place is gone, as after an upgrade: better at start than in front of people.
    """
    first = f'<script src="{ASSETS["compat.js"].url}"></script>'
    styles = "".join(
        f'<link rel="stylesheet" href="{ASSETS[name].url}" />'
        for name in ("app.css", "intake.css", "knowledge.css")
    )
    scripts = "".join(
        f'<script defer src="{ASSETS[name].url}"></script>'
        for name in ("zh.js", "desk.js", "renewing.js", "live.js", "nextcall.js")
    )
    icon = f'<link rel="icon" type="image/svg+xml" href="{ASSETS["icon.svg"].url}" />'
    for pattern, ours in (
        (r"<!--.*?-->", ""),
        (r'<html lang="en">', '<html lang="zh-CN" translate="no">'),
        (r'<meta charset="UTF-8" />', f'<meta charset="UTF-8" />{first}'),
        (r'<link rel="shortcut icon"[^>]*>', icon),
        (r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', ""),
        (r'<link rel="service-desc"[^>]*>', ""),
        (r"<title>.*?</title>", f"<title>{TITLE}</title>"),
        (r"<noscript>.*?</noscript>", _NO_SCRIPT),
        (r"<body>", '<body class="hotline">'),
        (r"</head>", f"{styles}{scripts}</head>"),
    ):
        # a backslash in ours would mean something to re.subn; there is none in an address
        shell, found = re.subn(pattern, ours, shell, flags=re.DOTALL)
        if not found:
            raise RuntimeError(f"Streamlit's page shell has no {pattern} any more")
    return re.sub(r"\n\s*\n+", "\n", shell)
