"""Who is at this browser: the token in this connection or in its cookie, and how one becomes the other."""

from __future__ import annotations

import streamlit as st

from core.casework import sign_in
from core.store.actor import Actor
from core.store.db import Database
from pages._web import claims

_TOKEN, _CLAIM, _PERSON, _LEAVING = "shell_token", "shell_claim", "shell_person", "shell_leaving"

_KEEP = st.components.v2.component(
    "hotline_session",
    html="<span></span>",
    js="""
export default function ({ data, setTriggerValue }) {
  if (data?.leaving) {
    if (window.hotlineLeaving) return
    window.hotlineLeaving = true
    fetch("/auth/logout", { method: "POST", credentials: "same-origin" })
      .finally(() => window.location.replace("/"))
    return
  }
  if (!data?.claim || window.hotlineClaim === data.claim) return
  window.hotlineClaim = data.claim
  fetch("/auth/session", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ claim: data.claim }),
  }).then((answer) => {
    window.hotlineKept = answer.ok
    setTriggerValue("kept", answer.ok)
  })
}
""",
)


def token() -> str | None:
    """This browser's token: of this connection if it signed in here, else of the cookie it came with."""
    held = st.session_state.get(_TOKEN) or st.context.cookies.get(claims.COOKIE)
    return held if isinstance(held, str) else None  # AppTest's cookies are no strings


def current(database: Database) -> Actor | None:
    """Who is signed in; asked at every run, so that a closed account is out at once."""
    held = token()
    return sign_in.who(database, held) if held else None


def begin(database: Database, username: str, password: str) -> None:
    """登录 at this browser. Raises SignInRefused.

    Whatever another person left in this tab is forgotten first.
    """
    address = st.context.ip_address
    signed = sign_in.sign_in(
        database, username, password, address=address if isinstance(address, str) else ""
    )
    if st.session_state.get(_PERSON) not in (None, signed.actor.person_id):
        st.session_state.clear()
    st.session_state[_PERSON] = signed.actor.person_id
    st.session_state[_TOKEN] = signed.token
    st.session_state[_CLAIM] = claims.issue(signed.token)


def settle(actor: Actor) -> None:
    """This tab is this person's: what another one left in it is gone before anything is drawn.

    A tab that came with a cookie, or found its connection again after somebody else signed in beside it,
    passes no `begin`.
    """
    if st.session_state.get(_PERSON) not in (None, actor.person_id):
        kept = {
            name: st.session_state[name] for name in (_TOKEN, _CLAIM) if name in st.session_state
        }
        st.session_state.clear()
        st.session_state.update(kept)
    st.session_state[_PERSON] = actor.person_id


def end(database: Database) -> None:
    """退出登录 on every tab of this browser."""
    held = token()
    if held:
        sign_in.sign_out(database, held)
    st.session_state.clear()
    st.session_state[_LEAVING] = True


def keep() -> None:
    """The place from which the cookie is set or dropped; always there, or the page below would remount."""
    with st.container(key="shell_session"):
        _KEEP(
            key="shell_keep",
            data={"claim": st.session_state.get(_CLAIM), "leaving": is_leaving()},
            on_kept_change=_forget_claim,
        )


def is_leaving() -> bool:
    """Whether the browser is being sent away after signing out."""
    return bool(st.session_state.get(_LEAVING))


def _forget_claim() -> None:
    st.session_state.pop(_CLAIM, None)
