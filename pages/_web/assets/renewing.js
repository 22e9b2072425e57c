// While the list on the screen answers other words than stand in the field, it is marked, and keys that act on it wait
// for the new one. A key that acts on the open answer does so only if that answer stood open when it was pressed.
(function () {
  "use strict"
  const FIELD = ".st-key-focus_matter textarea, .st-key-focus_knowledge input"
  const READING = ".st-key-intake_reading, .st-key-kb_reading"
  const OPENS = /^Digit[1-5]$/
  const MOVES = /^Arrow(Up|Down)$/
  const ACTS = /^Key[ACUM]$/
  const COMPARED = 1000 // as pages/_ui/renewing.py
  const LONGEST = 3000 // milliseconds a key waits; then it is dropped, and the mark stays
  const TOLD = 3000
  const field = () => document.querySelector(FIELD)
  const open = () => document.querySelector("[data-open]")?.dataset.open
  const bare = (text) => [...text.replace(/[<>\]]/g, "").trim()].slice(0, COMPARED).join("")
  let held = null
  let isWatching = false

  function isBehind() {
    const mark = document.querySelector(".hl-answered")
    if (mark === null || field() === null) return false
    return (held?.words ?? bare(field().value)) !== mark.dataset.words
  }

  function isRunning() {
    return document.querySelector("[data-testid='stApp']")?.dataset.testScriptState !== "notRunning"
  }

  function mustWait(code) {
    return isBehind() || (ACTS.test(code) && isRunning())
  }

  function watch() {
    const isOld = isBehind()
    document.body.classList.toggle("hl-renewing", isOld)
    if (held && performance.now() - held.at > LONGEST) held = null
    if (held && !mustWait(held.code)) requestAnimationFrame(release)
    isWatching = isOld || held !== null
    if (isWatching) requestAnimationFrame(watch)
  }

  function wake() {
    if (isWatching) return
    isWatching = true
    watch()
  }

  // Given to the shortcuts as if it were pressed now; they wait for it to be let go.
  function release() {
    if (!held || mustWait(held.code)) return
    const { code, key, altKey, openThen } = held
    held = null
    if (ACTS.test(code) && open() !== openThen) return tell()
    const target = document.activeElement ?? document.body
    for (const type of ["keydown", "keyup"]) {
      target.dispatchEvent(new KeyboardEvent(type, { code, key, altKey, bubbles: true, cancelable: true }))
    }
  }

  function tell() {
    const place = field()
    window.hotlineLive.rest(place, 0)
    if (place instanceof HTMLTextAreaElement) window.hotlineLive.send(place)
    const reading = document.querySelector(READING)
    reading?.classList.add("hl-renewed")
    setTimeout(() => reading?.classList.remove("hl-renewed"), TOLD)
  }

  function swallow(event) {
    event.preventDefault()
    event.stopImmediatePropagation()
  }

  function onKey(event) {
    const isOurs = event.altKey ? OPENS.test(event.code) || ACTS.test(event.code)
      : MOVES.test(event.code) && event.target === field() && event.target instanceof HTMLInputElement
    if (!isOurs || !event.isTrusted || event.isComposing || event.ctrlKey || event.metaKey) return
    if (!held && !mustWait(event.code)) return
    if (held?.words) return swallow(event) // the call is being closed
    swallow(event)
    if (event.repeat) return
    const place = field()
    const { code, key, altKey } = event
    window.hotlineLive.send(place)
    held = { code, key, altKey, at: performance.now(), words: null, openThen: open() }
    if (place instanceof HTMLTextAreaElement && ACTS.test(code)) {
      // What is typed from here on is the next call's (nextcall.js); the answer is that of the words up to here.
      held.words = bare(place.value)
      window.hotlineLive.rest(place, LONGEST)
      window.hotlineNext.begin(true)
    }
    wake()
  }

  document.addEventListener("keydown", onKey, true)
  document.addEventListener("input", (event) => { if (event.target === field() && !event.isComposing) wake() })
  document.addEventListener("compositionend", wake)
})()
