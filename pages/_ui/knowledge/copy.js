// Copy within the click itself: browsers allow it then, also where the county's network has no https.
const DONE = 1600

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button")
  const own = new AbortController()
  const label = () => {
    const key = document.createElement("kbd")
    key.textContent = `Alt+${data.letter}`
    button.replaceChildren(data.label, key)
  }
  const copy = async () => {
    let isDone = false
    try {
      await navigator.clipboard.writeText(data.text)
      isDone = true
    } catch (_) {
      isDone = copyByHand(data.text)
    }
    button.textContent = isDone ? "已复制" : "没有复制成功，请选中文字后按 Ctrl+C"
    setTimeout(label, DONE)
  }
  button.addEventListener("click", copy, { signal: own.signal })
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.code !== `Key${data.letter}`) return
    event.preventDefault()
    copy()
  }, { signal: own.signal })
  label()
  return () => own.abort()
}

function copyByHand(text) {
  const before = document.activeElement
  const area = Object.assign(document.createElement("textarea"), { value: text })
  area.style.cssText = "position:fixed;opacity:0"
  document.body.append(area)
  area.select()
  const isDone = document.execCommand("copy")
  area.remove()
  before?.focus()
  return isDone
}
