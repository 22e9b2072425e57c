"""The web around the pages: own routes, headers, gate and background life of the server process."""

from __future__ import annotations

from pages._web import downloads, routes
from pages._web.lifespan import lifespan
from pages._web.middleware import MIDDLEWARE

ROUTES = [*routes.ROUTES, downloads.ROUTE]

__all__ = ["MIDDLEWARE", "ROUTES", "lifespan"]
