// The next call begins while the last one is still being saved: what is typed until the empty form is there goes into it.
(function () {
  "use strict"
  const MATTER = ".st-key-focus_matter textarea"
  const BAR = ".st-key-intake_bar button"
  const SAVES = `${BAR}[kind="primary"]`
  const FINISHES = /^Key[ADBWN]$/
  const LONGEST = 5000 // milliseconds until a save is given up on, and what is typed is this call's
  const REST = 1500
  const SETTLES = 600 // Streamlit may empty a field once more after it has appeared
  let saving = null

  const fieldOf = (element) => (element?.matches?.("input, textarea") ? element : null)

  // The call as it stands at this moment; pressed again, as it stands then.
  function begin(isHeld = false) {
    const matter = document.querySelector(MATTER)
    const field = fieldOf(document.activeElement) ?? matter
    if (!matter) return
    saving = { at: performance.now(), matter, field, before: field.value, composed: null, isHeld }
    requestAnimationFrame(watch)
  }

  function watch() {
    if (saving === null) return
    if (performance.now() - saving.at > LONGEST) saving = null
    else if (!saving.matter.isConnected) carry()
    else requestAnimationFrame(watch)
  }

  function carry() {
    const next = document.querySelector(MATTER)
    if (!next) return requestAnimationFrame(watch)
    const { field, before, composed } = saving
    saving = null
    const now = composed ?? field.value
    const typed = now.startsWith(before) ? now.slice(before.length) : ""
    if (document.activeElement !== next) next.focus({ preventScroll: true })
    if (typed) put(next, typed + next.value)
    keep(next)
  }

  function put(field, text) {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, text)
    field.setSelectionRange(text.length, text.length)
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }))
  }

  // Only a person takes letters away: what vanishes without an input was taken by the drawing of the form.
  function keep(field) {
    const until = performance.now() + SETTLES
    let typed = field.value
    const follow = () => { typed = field.value }
    field.addEventListener("input", follow)
    const look = () => {
      if (field.isConnected && field.value !== typed && field.value === "") put(field, typed)
      if (field.isConnected && performance.now() < until) return requestAnimationFrame(look)
      field.removeEventListener("input", follow)
    }
    look()
  }

  function onKey(event) {
    if (!event.altKey || event.isComposing || !FINISHES.test(event.code)) return
    if (!document.querySelector(MATTER)) return
    if (!saving?.isHeld) begin() // else renewing.js gives the key for the second time
    if (saving) window.hotlineLive.rest(saving.matter, REST)
  }

  // A button that saves gives the caret back at once: the next caller may be speaking already.
  function onClick(event) {
    const button = event.target.closest?.(BAR)
    if (!button || saving?.isHeld) return
    if (button.matches(SAVES) && !fieldOf(document.activeElement)) {
      document.querySelector(MATTER)?.focus({ preventScroll: true })
    }
    begin()
  }

  document.addEventListener("compositionstart", (event) => {
    if (saving && event.target === saving.field) saving.composed = saving.field.value
  })
  document.addEventListener("compositionend", (event) => {
    if (saving && event.target === saving.field) saving.composed = null
  })
  document.addEventListener("keydown", onKey)
  document.addEventListener("click", onClick, true)
  window.hotlineNext = { begin }
})()
