// A text area whose key begins with live_ sends its words at each pause in typing: Streamlit 1.67 has live= for one line only.
(function () {
  "use strict"
  const LIVE = "[class*='st-key-live_']"
  const TYPED = "[data-testid='stTextArea'], [data-testid='stTextInput']"
  const SAVED = "[class*='st-key-live_saved_']"
  const PAUSE = 100 // between keys
  const SAVING_PAUSE = 1500 // nothing is looked up, the words are only kept: a rest, not every breath
  const AFTER_WORD = 40 // the input method has finished a word: the next one takes longer than a key
  const waiting = new WeakMap()
  const rests = new WeakMap()

  function isLive(field) {
    return field instanceof HTMLTextAreaElement && field.closest(LIVE) !== null
  }

  // Enter is how a field, Ctrl+Enter how a text area is told to send what it holds; the caret stays where it is.
  function send(field) {
    if (!field.isConnected) return
    clearTimeout(waiting.get(field))
    waiting.delete(field)
    const isArea = field instanceof HTMLTextAreaElement
    const keys = { key: "Enter", code: "Enter", ctrlKey: isArea, bubbles: true, cancelable: true }
    field.dispatchEvent(new KeyboardEvent("keydown", keys))
  }

  function later(event) {
    const field = event.target
    if (!isLive(field)) return
    clearTimeout(waiting.get(field))
    if (event.isComposing) return // half a word of pinyin is nobody's question
    const rest = (rests.get(field) ?? 0) - performance.now()
    waiting.set(field, setTimeout(send, Math.max(pauseOf(field, event.type), rest), field))
  }

  function pauseOf(field, type) {
    if (field.closest(SAVED)) return SAVING_PAUSE
    return type === "compositionend" ? AFTER_WORD : PAUSE
  }

  // A shortcut saves what is on the screen, the last word included, not what was there at the last pause
  // or, in a field that is not live, when the caret last left it. Escape closes a field's own box with its words.
  function now(event) {
    const isShortcut = event.altKey && event.key !== "Alt"
    if ((!isShortcut && event.key !== "Escape") || event.isComposing) return
    const field = document.activeElement
    if (isLive(field)) flush(field)
    else if (isShortcut && field && field.closest(TYPED)) {
      field.blur()
      field.focus({ preventScroll: true })
    }
  }

  function flush(field) {
    if (waiting.has(field) && !isResting(field)) send(field)
  }

  // A call is being saved: what is typed from now on belongs to the next one.
  function rest(field, milliseconds) {
    rests.set(field, performance.now() + milliseconds)
  }

  function isResting(field) {
    return (rests.get(field) ?? 0) > performance.now()
  }

  // Ends below the document: the shortcuts listen there and would wait for these keys to be let go.
  function keepBelow(event) {
    if (!event.isTrusted && event.key === "Enter" && isLive(event.target)) event.stopPropagation()
  }

  window.hotlineLive = { send, flush, rest }
  document.addEventListener("keydown", now, true)
  document.documentElement.addEventListener("keydown", keepBelow)
  document.addEventListener("input", later)
  document.addEventListener("compositionend", later)
  document.addEventListener("compositionstart", (event) => clearTimeout(waiting.get(event.target)))
})()
