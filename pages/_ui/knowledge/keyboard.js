// The knowledge desk under the fingers: ↑ ↓ and Alt+1…5 choose while the caret stays in the field, PgUp PgDn read on,
// Alt+F leads back to the field; and the address names the entry that is open, so that a copied link shows the same.
const SETTLE = 120 // the text follows the arrow keys once they rest
const LONGEST = 600 // proxies refuse long addresses; the search itself looks at less
const FIELD = ".st-key-focus_knowledge input"
const READING = ".st-key-kb_reading"
const met = new WeakSet()
let shown = null

export default function ({ data, parentElement, setTriggerValue }) {
  const own = new AbortController()
  const field = () => document.querySelector(FIELD)
  const lines = () => [...document.querySelectorAll(".kb-hits li")]
  let at = String(data.chosen ?? "")
  let pause

  const choose = (line, wait) => {
    if (!line || line.dataset.entry === at) return
    at = line.dataset.entry
    for (const each of lines()) {
      each.classList.toggle("kb-chosen", each === line)
      each.setAttribute("aria-selected", String(each === line))
    }
    line.scrollIntoView({ block: "nearest" })
    clearTimeout(pause)
    pause = setTimeout(() => setTriggerValue("picked", Number(at)), wait)
  }
  const step = (by) => {
    const all = lines()
    const now = all.findIndex((line) => line.dataset.entry === at)
    choose(all[Math.min(Math.max(now + by, 0), all.length - 1)], SETTLE)
  }
  const onKey = (event) => {
    if (event.isComposing || event.keyCode === 229) return // the input method's own arrow keys
    const inField = document.activeElement === field()
    const reading = document.querySelector(READING)
    if (event.altKey && event.code === "KeyF") field()?.select()
    else if (event.altKey && /^Digit[1-5]$/.test(event.code)) choose(lines()[Number(event.code[5]) - 1], 0)
    else if (event.altKey || event.ctrlKey || event.metaKey || !inField) return
    else if (event.key === "ArrowDown") step(1)
    else if (event.key === "ArrowUp") step(-1)
    else if (event.key === "PageDown" || event.key === "PageUp")
      reading?.scrollBy({ top: (event.key === "PageDown" ? 0.8 : -0.8) * reading.clientHeight })
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener("keydown", onKey, { capture: true, signal: own.signal })
  document.addEventListener("click", (event) => {
    const line = event.target.closest?.(".kb-hits li")
    if (!line) return
    choose(line, 0)
    if (String(getSelection())) return // somebody marks a passage to copy it
    field()?.focus()
  }, { signal: own.signal })

  const address = new URL(location.href)
  if (at) address.searchParams.set("entry", at)
  else address.searchParams.delete("entry")
  const asked = [...(address.searchParams.get("q") ?? "")]
  if (asked.length > LONGEST) address.searchParams.set("q", asked.slice(0, LONGEST).join(""))
  if (address.href !== location.href) history.replaceState(history.state, "", address)
  if (shown !== at) document.querySelector(READING)?.scrollTo({ top: 0 })
  shown = at

  if (!met.has(parentElement)) {
    met.add(parentElement)
    requestAnimationFrame(() => field()?.focus())
  }
  return () => { own.abort(); clearTimeout(pause) }
}
