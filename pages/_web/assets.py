"""Own style sheet, scripts and icon: read once, served under their content's hash, cached for a year."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
_FOLDER = Path(__file__).parent / "assets"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    name: str
    content: bytes
    media_type: str

    @property
    def url(self) -> str:
        """Its address, which changes with its content."""
        return f"/assets/{self.name}?v={hashlib.sha256(self.content).hexdigest()[:12]}"


def _read(path: Path) -> Asset:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.name, path.read_bytes(), kind)


ASSETS = {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.is_file()}


async def serve(request: Request) -> Response:
    """GET /assets/{name}."""
    asset = ASSETS.get(request.path_params["name"])
    if asset is None:
        return Response(status_code=404)
    return Response(asset.content, media_type=asset.media_type, headers={"Cache-Control": FOREVER})
