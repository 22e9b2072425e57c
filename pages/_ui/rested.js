// Tells once that nobody types any more, and whether somebody has begun to read what is shown meanwhile.
const REST = 700
const READS = new Set(["PageDown", "PageUp", "ArrowDown", "ArrowUp"])

export default function ({ data, setTriggerValue }) {
  // What waited for an earlier text would speak of that one, and take the click that began this one for reading.
  window.hotlineRested?.abort()
  if (!data.text || data.is_rested) return
  const own = (window.hotlineRested = new AbortController())
  let isTouched = false
  let pause
  own.signal.addEventListener("abort", () => clearTimeout(pause))
  const wait = () => {
    clearTimeout(pause)
    pause = setTimeout(() => setTriggerValue("rested", { text: data.text, is_touched: isTouched }), REST)
  }
  const on = (name, act) => document.addEventListener(name, act, { capture: true, signal: own.signal })
  on("input", wait)
  on("pointerdown", (event) => { isTouched ||= !event.target.closest("input, textarea") })
  on("wheel", () => { isTouched = true })
  on("keydown", (event) => { isTouched ||= event.altKey || READS.has(event.key) })
  wait()
  return () => own.abort()
}
