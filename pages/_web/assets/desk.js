// Small courtesies of the desk: the caret where work begins, and a screen that clears when its session has ended.
(function () {
  "use strict"
  const FIRST_FIELD = "[class*='st-key-focus_'] input, [class*='st-key-focus_'] textarea"
  const BOXED_FIELD = "[data-testid='stPopoverBody'] textarea, [data-testid='stPopoverBody'] input, [class*='st-key-caret_'] input"
  const ASK_EVERY = 15000

  // A container whose key begins with focus_ names the field to start in; once per appearance.
  // It waits for the field before it to go, which still has the caret, and gives way to the person's own choice of
  // another field; a button or a link just pressed is done with.
  const FIELD = "input, textarea, select, [contenteditable]"
  let focused = null
  let wanted = null
  function focusFirst() {
    const field = document.querySelector(FIRST_FIELD)
    if (field !== focused) focused = wanted = field
    if (!wanted || (document.activeElement && document.activeElement.matches(FIELD))) return
    wanted.focus()
    wanted = null
  }
  document.addEventListener("focusin", () => { wanted = null })

  // A box that opens over the page is drawn at its end: without this, Tab would go to the field behind it.
  // A container whose key begins with caret_ asks for the same; when it goes, the caret is where work begins.
  let opened = null
  function focusOpened() {
    const field = document.querySelector(BOXED_FIELD)
    if (field && field !== opened) field.focus({ preventScroll: true })
    if (!field && opened && document.activeElement === document.body) {
      const first = document.querySelector(FIRST_FIELD)
      if (first) first.focus({ preventScroll: true })
    }
    opened = field
  }

  new MutationObserver(() => { focusFirst(); focusOpened() }).observe(document.documentElement, { childList: true, subtree: true })

  // Signed out elsewhere, idle too long, account closed: what is on the screen goes too (办法第十九条).
  // Asking does not prolong the session; a person who typed or clicked since the last time does.
  let wasSignedIn = false
  let isActive = false
  for (const act of ["keydown", "pointerdown"]) {
    document.addEventListener(act, () => { isActive = true }, { capture: true, passive: true })
  }
  async function ask() {
    if (document.visibilityState !== "visible" || !document.querySelector(".st-key-shell_foot")) return
    let answer
    try {
      answer = await fetch(isActive ? "/auth/alive?active=1" : "/auth/alive", { credentials: "same-origin", cache: "no-store" })
    } catch (_) {
      return // the connection is down: Streamlit says so itself
    }
    if (answer.status === 204) {
      wasSignedIn = true
      isActive = false
    } else if (answer.status === 401 && (wasSignedIn || window.hotlineKept)) window.location.reload()
  }
  setInterval(ask, ASK_EVERY)
  document.addEventListener("visibilitychange", ask)
})()
