// The one list of all desks: dense rows, one click or the arrow keys. Every cell is written as text, never as markup.
const kept = new WeakMap() // per list: how it is sorted, which row the keyboard is on, what is selected
const SETTLE = 180 // the selection follows the arrow keys once they rest

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".hl-list")
  if (!root || !data) return
  const view = kept.get(root) ?? { column: -1, direction: 1, active: null, selected: new Set(data.selected) }
  kept.set(root, view)
  const present = new Set(data.rows.map((row) => row.id))
  view.selected.forEach((id) => present.has(id) || view.selected.delete(id))
  if (!present.has(view.active)) view.active = null
  if (data.select === "one" && view.selected.size === 0) view.selected = new Set(data.selected)

  const tell = () => setStateValue("selected", [...view.selected])
  let pause
  const select = (id, isAdding) => {
    if (data.select === "none" || data.select === "open") return
    if (data.select === "one") view.selected = new Set([id])
    else if (isAdding && view.selected.has(id)) view.selected.delete(id)
    else view.selected.add(id)
    paint()
    clearTimeout(pause)
    pause = setTimeout(tell, isAdding === "later" ? SETTLE : 0)
  }
  const open = (id) => setTriggerValue("opened", id)

  const paint = () => {
    root.querySelectorAll("tbody tr").forEach((line) => {
      const id = idOf(line)
      line.classList.toggle("hl-active", id === view.active)
      line.classList.toggle("hl-selected", view.selected.has(id))
      line.setAttribute("aria-selected", String(view.selected.has(id)))
      const box = line.querySelector("input")
      if (box) box.checked = view.selected.has(id)
    })
    const all = root.querySelector("thead input")
    if (all) {
      all.checked = data.rows.length > 0 && view.selected.size === data.rows.length
      all.indeterminate = view.selected.size > 0 && !all.checked
    }
    const chosen = root.querySelector(".hl-chosen")
    if (chosen) chosen.textContent = view.selected.size ? `已选 ${view.selected.size} 条` : ""
  }
  const idOf = (line) => data.rows[Number(line.dataset.row)].id

  const move = (step) => {
    const lines = [...root.querySelectorAll("tbody tr")]
    if (!lines.length) return
    const at = lines.findIndex((line) => idOf(line) === view.active)
    const line = lines[Math.min(Math.max(at < 0 ? (step > 0 ? 0 : lines.length - 1) : at + step, 0), lines.length - 1)]
    view.active = idOf(line)
    line.scrollIntoView({ block: "nearest" })
    paint()
    if (data.select === "one") select(view.active, "later")
  }

  root.onclick = (event) => {
    const head = event.target.closest("th")
    if (head && event.target.type === "checkbox") {
      view.selected = new Set(event.target.checked ? present : [])
      paint()
      return tell()
    }
    if (head && data.isSortable && head.dataset.column) return sort(Number(head.dataset.column))
    const line = event.target.closest("tbody tr")
    if (!line) return
    view.active = idOf(line)
    const link = event.target.closest("a")
    if (link) {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      return open(view.active)
    }
    if (data.select === "open") return open(view.active)
    select(view.active, data.select === "many")
    paint()
  }
  root.onkeydown = (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 }
    if (event.key in steps) move(steps[event.key])
    else if (event.key === "Enter" && view.active !== null) data.select === "open" ? open(view.active) : select(view.active)
    else if (event.key === " " && view.active !== null) select(view.active, data.select === "many")
    else return
    event.preventDefault()
  }

  const sort = (column) => {
    if (view.column !== column) Object.assign(view, { column, direction: 1 })
    else if (view.direction === 1) view.direction = -1
    else Object.assign(view, { column: -1, direction: 1 })
    draw()
  }

  const draw = () => {
    const top = root.querySelector(".hl-scroll")?.scrollTop ?? 0
    const table = make("table", "hl-table")
    table.append(columns(data), head(data, view), body(data, view))
    const scroll = make("div", "hl-scroll")
    scroll.tabIndex = 0
    scroll.setAttribute("role", "grid")
    scroll.setAttribute("aria-label", data.label)
    if (data.height) scroll.style.maxHeight = `${data.height}px`
    scroll.append(table)
    const foot = make("div", "hl-foot")
    foot.append(make("span", "", data.foot), make("span", "hl-chosen"))
    const hadFocus = root.contains(document.activeElement)
    root.replaceChildren(scroll, foot)
    root.classList.toggle("hl-choosing", data.select !== "none")
    scroll.scrollTop = top
    paint()
    if (hadFocus) scroll.focus({ preventScroll: true })
  }
  draw()
  return () => clearTimeout(pause)
}

function make(tag, name, text) {
  const element = document.createElement(tag)
  if (name) element.className = name
  if (text !== undefined) element.textContent = text
  return element
}

function columns(data) {
  const group = make("colgroup")
  if (data.select === "many") group.append(Object.assign(make("col"), { style: "width:32px" }))
  for (const column of data.columns) {
    const col = make("col")
    if (column.width) col.style.width = `${column.width}px`
    group.append(col)
  }
  return group
}

function box(label) {
  const input = make("input")
  input.type = "checkbox"
  input.tabIndex = -1
  input.setAttribute("aria-label", label)
  return input
}

function head(data, view) {
  const line = make("tr")
  if (data.select === "many") {
    const cell = make("th", "hl-box")
    cell.append(box("全选本页"))
    line.append(cell)
  }
  data.columns.forEach((column, index) => {
    const cell = make("th", `hl-kind-${column.kind}`, column.title)
    cell.dataset.column = index
    if (data.isSortable) cell.classList.add("hl-sortable")
    if (view.column === index) cell.setAttribute("aria-sort", view.direction > 0 ? "ascending" : "descending")
    line.append(cell)
  })
  const section = make("thead")
  section.append(line)
  return section
}

function body(data, view) {
  const order = data.rows.map((_, index) => index)
  if (view.column >= 0) {
    const value = (index) => data.rows[index].cells[view.column].s ?? data.rows[index].cells[view.column].t
    const compare = (a, b) =>
      typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh-CN")
    order.sort((a, b) => view.direction * compare(value(a), value(b)))
  }
  const section = make("tbody")
  for (const index of order) section.append(row(data, index))
  return section
}

function row(data, index) {
  const line = make("tr", data.rows[index].tone ? `hl-row-${data.rows[index].tone}` : "")
  line.dataset.row = index
  if (data.select === "many") {
    const cell = make("td", "hl-box")
    cell.append(box("选择这一行"))
    line.append(cell)
  }
  data.rows[index].cells.forEach((cell, place) => {
    const shown = make("td", `hl-kind-${data.columns[place].kind}`)
    shown.dataset.ownWords = ""
    if (cell.h) {
      const link = make("a", "", cell.t)
      link.href = cell.h
      shown.append(link)
    } else if (cell.k) shown.append(make("span", `hl-badge hl-${cell.k}`, cell.t))
    else shown.textContent = cell.t
    if (cell.t.length > 8) shown.title = cell.t
    line.append(shown)
  })
  return line
}
