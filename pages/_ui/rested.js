// Tells once that nobody types any more, and whether somebody has begun to read what is shown meanwhile.
const REST = 700
const READS = new Set(["PageDown", "PageUp", "ArrowDown", "ArrowUp"])

export default function ({ data, setTriggerValue }) {
  if (!data.text || data.is_rested) return
  const own = new AbortController()
  let isTouched = false
  let pause
  const wait = () => {
    clearTimeout(pause)
    pause = setTimeout(() => setTriggerValue("rested", { text: data.text, is_touched: isTouched }), REST)
  }
  const on = (name, act) => document.addEventListener(name, act, { capture: true, signal: own.signal })
  on("input", wait)
  on("pointerdown", () => { isTouched = true })
  on("wheel", () => { isTouched = true })
  on("keydown", (event) => { isTouched ||= event.altKey || READS.has(event.key) })
  wait()
  return () => { own.abort(); clearTimeout(pause) }
}
