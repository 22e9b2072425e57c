// Old browsers first: Streamlit 1.67 stays blank in Chromium 94 to 118 (Windows 7 ends at 109, many domestic
// browsers stand on 94 or 103) for want of these. Below 94 its syntax itself cannot be read.
(function () {
  "use strict"
  function define(owner, name, value) {
    if (!(name in owner)) {
      Object.defineProperty(owner, name, { value: value, writable: true, configurable: true })
    }
  }

  try {
    new RegExp("", "v")
  } catch (_) {
    // All patterns Streamlit writes with the v flag mean the same with u.
    var Native = RegExp
    var Patched = function RegExp(pattern, flags) {
      var plain = typeof flags === "string" ? flags.replace("v", "u") : flags
      return new.target
        ? Reflect.construct(Native, [pattern, plain], new.target === Patched ? Native : new.target)
        : Native(pattern, plain)
    }
    Object.setPrototypeOf(Patched, Native)
    Patched.prototype = Native.prototype
    Native.prototype.constructor = Patched
    window.RegExp = Patched
  }

  define(Array.prototype, "toSorted", function (compare) { return Array.from(this).sort(compare) })
  define(Array.prototype, "toReversed", function () { return Array.from(this).reverse() })
  define(Array.prototype, "toSpliced", function () {
    var copy = Array.from(this)
    Array.prototype.splice.apply(copy, arguments)
    return copy
  })
  define(Array.prototype, "with", function (index, value) {
    var copy = Array.from(this)
    copy[index < 0 ? copy.length + index : index] = value
    return copy
  })
  define(Array.prototype, "findLast", function (test, self) {
    for (var i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return this[i]
    return undefined
  })
  define(Array.prototype, "findLastIndex", function (test, self) {
    for (var i = this.length - 1; i >= 0; i--) if (test.call(self, this[i], i, this)) return i
    return -1
  })
  define(Array, "fromAsync", async function (source, map) {
    var all = []
    for await (var item of source) all.push(map ? await map(item, all.length) : item)
    return all
  })
  define(Promise, "withResolvers", function () {
    var capability = {}
    capability.promise = new this(function (resolve, reject) {
      capability.resolve = resolve
      capability.reject = reject
    })
    return capability
  })
  define(Object, "groupBy", function (items, keyOf) {
    var groups = Object.create(null)
    var i = 0
    for (var item of items) (groups[keyOf(item, i++)] ||= []).push(item)
    return groups
  })
  define(Map, "groupBy", function (items, keyOf) {
    var groups = new Map()
    var i = 0
    for (var item of items) {
      var key = keyOf(item, i++)
      if (!groups.has(key)) groups.set(key, [])
      groups.get(key).push(item)
    }
    return groups
  })
  define(URL, "canParse", function (url, base) {
    try {
      return Boolean(new URL(url, base))
    } catch (_) {
      return false
    }
  })
  define(window, "structuredClone", function (value) {
    return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
  })
})()
