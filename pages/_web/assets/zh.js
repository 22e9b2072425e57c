// Streamlit 1.67 speaks English in its own corners and offers no translation: exact sentences and a few patterns
// are replaced where they appear. What people typed, and what the pages wrote, is never touched.
(function () {
  "use strict"
  const WORDS = {
    // fields
    "Press Enter to apply": "按回车确认", "Press Enter to submit form": "按回车提交",
    "Press Ctrl+Enter to apply": "按 Ctrl+回车确认", "Press Ctrl+Enter to submit form": "按 Ctrl+回车提交",
    "Choose an option": "请选择", "Choose options": "请选择", "Select...": "请选择", "Select": "请选择",
    "Choose an option or add one": "请选择或新增", "Add options": "请新增", "Add an option": "请新增",
    "No results": "没有匹配项", "No options to select": "没有可选项", "No options to select.": "没有可选项",
    "Select all": "全选", "Clear all": "全部清除", "Clear value": "清除", "Clear entry": "清除",
    "Selected values": "已选", "Open": "展开", "Show suggestions": "展开选项", "Search": "搜索",
    "(required)": "（必填）", "Required": "必填", "This field is required": "此项必填",
    "This field is required.": "此项必填", "Please fill out this field.": "请填写此项",
    "Show password": "显示密码", "Hide password": "隐藏密码",
    "Show password text": "显示密码", "Hide password text": "隐藏密码",
    "Increment": "增加", "Decrement": "减少", "Copy": "复制", "Copied": "已复制",
    "Copy to clipboard": "复制", "Clear": "清除", "Reset": "重置", "Cancel": "取消", "Delete": "删除",
    "Edit": "编辑", "Close": "关闭", "Remove": "移除", "Expander": "展开或收起", "Selectbox": "下拉选择",
    "Selectbox options": "选项", "Help": "说明",
    // dates
    "Date range": "日期范围", "Choose date": "选择日期", "Choose date range": "选择日期范围",
    "Choose date and time": "选择日期和时间", "Clear date": "清除日期", "Clear dates": "清除日期",
    "Clear time": "清除时间", "Clear date and time": "清除日期和时间",
    "Selected date unavailable.": "所选日期不可用。", "Next": "下一个", "Previous": "上一个",
    "Next month": "下个月", "Previous month": "上个月", "Past Week": "最近一周", "Past Month": "最近一个月",
    "Past 3 Months": "最近三个月", "Past 6 Months": "最近六个月", "Past Year": "最近一年",
    "Past 2 Years": "最近两年", "None": "不限", "year": "年", "month": "月", "day": "日", "hour": "时",
    "minute": "分", "yyyy": "年", "mm": "月", "dd": "日",
    // files
    "Upload": "选择文件", "Browse files": "选择文件", "Uploading...": "正在上传…",
    "Drag and drop a file here": "把文件拖到这里", "Drag and drop files here": "把文件拖到这里",
    "Drag and drop file here": "把文件拖到这里", "Drag and drop directories here": "把文件夹拖到这里",
    "Upload directories": "选择文件夹", "Download failed": "下载失败", "Error uploading file": "文件上传失败",
    "Error deleting file": "文件删除失败",
    // tables and charts
    "empty": "暂无内容", "Type to search": "输入文字查找", "Close Search": "关闭查找", "Previous Result": "上一处",
    "Next Result": "下一处", "Sort ascending": "升序", "Sort descending": "降序", "Autosize": "适合内容的宽度",
    "Format": "显示格式", "Automatic": "自动", "Localized": "按本地习惯", "Plain": "原样", "Compact": "简短",
    "Percent": "百分比", "Accounting": "会计", "Dollar": "美元", "Euro": "欧元", "Yen": "日元", "Bytes": "字节",
    "Duration": "时长", "Scientific": "科学计数", "Engineering": "工程计数", "Distance": "相对时间",
    "Calendar": "日历", "Pin column": "固定此列", "Unpin column": "取消固定", "Hide column": "隐藏此列",
    "Show/hide columns": "显示或隐藏列", "Copy column name": "复制列名", "Show row numbers": "显示行号",
    "Clear selection": "清除选择", "Clear Selections": "清除选择", "Add row": "新增一行",
    "Delete row(s)": "删除所选行", "Download as CSV": "下载表格文件", "Download as PNG": "下载图片",
    "Download as SVG": "下载矢量图", "Fullscreen": "全屏", "Close fullscreen": "退出全屏",
    "Show data": "显示数据", "Show chart": "显示图表", "Statistics": "统计", "Cancel (Escape)": "取消",
    "Copy Vega-Lite spec": "复制图表定义", "Loading...": "正在载入…", "Yes": "是", "No": "否",
    "Next page": "下一页", "Previous page": "上一页", "Pagination": "翻页",
    // the frame
    "Collapse sidebar": "收起侧栏", "Expand sidebar": "展开侧栏", "View less": "收起", "Main menu": "菜单",
    "Open in a new tab": "在新标签页打开", "Rerun": "刷新", "Always rerun": "总是刷新", "Print": "打印",
    "Settings": "设置", "About": "关于", "Clear cache": "清除缓存", "Clear caches": "清除缓存",
    "Running...": "正在处理…", "RUNNING...": "正在处理…", "Stop": "停止", "Stopping...": "正在停止…",
    "CONNECTING": "正在连接", "Connecting": "正在连接", "Please wait...": "请稍候…",
    "Connection error": "与服务器的连接断开了", "Connection timed out.": "连接超时。",
    "Connection failed.": "连接失败。",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "系统正在重新连接，恢复后会自动继续，请不要关闭页面。长时间没有恢复时，请联系系统管理员。",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal.":
      "系统正在重新连接，恢复后会自动继续，请不要关闭页面。长时间没有恢复时，请联系系统管理员。",
    "Streamlit server is not responding. Are you connected to the internet?":
      "正在重新连接，恢复后会自动继续，请不要关闭页面。长时间没有恢复时，请联系系统管理员。",
    "Connection lost. Please wait for the app to reconnect, then try again.": "连接已断开，恢复后请再试一次。",
    "Page not found": "没有这个页面", "You have requested page":  "您访问的页面",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "已为您打开首页，请从左侧菜单进入。",
    "Skip to main content": "跳到正文", "Notifications": "通知", "Sidebar": "侧栏", "Navigation": "菜单", "App pages": "菜单",
    "Component Error": "组件没有载入", "Bad message format": "收到的内容不完整，请刷新页面",
    "Session has been disconnected": "连接已断开，请刷新页面",
    "An error has been encountered. The app will reload automatically.": "页面需要重新载入，请稍候。",
  }
  const PATTERNS = [
    [/^(\d+(?:\.\d+)?)\s?([KMG]B) per file(.*)$/, "单个文件不超过 $1 $2$3"],
    [/^Limit (\d+(?:\.\d+)?)\s?([KMG]B) per file(.*)$/, "单个文件不超过 $1 $2$3"],
    [/^File must be (.+) or smaller\.?$/, "文件不能超过 $1"],
    [/^(.+) files are not allowed\.?$/, "不能上传 $1 文件"],
    [/^View (\d+) more$/, "再显示 $1 项"],
    [/^Select (\d+) matches$/, "选择 $1 个匹配项"],
    [/^Remove (.+)$/, "移除 $1"],
    [/^Shortcut:? (.+)$/, "快捷键 $1"],
    [/^Keyboard shortcut:? (.+)$/, "快捷键 $1"],
    [/^Page (\d+)$/, "第 $1 页"],
    [/^Go to page (\d+)$/, "转到第 $1 页"],
    [/^You can only select up to (\d+) options?\..*$/, "最多选择 $1 项"],
    [/^(\d+)\/(\d+)$/, "$1/$2"],
    [/^Press Enter to (?:apply|submit form)$/, "按回车确认"],
    [/^Selected\. (.+)$/, "已选。$1"],
    [/^Show help for (.+)$/, "$1的说明"],
    [/^Help for (.+)$/, "$1的说明"],
    [/^Min(?:imum)? value is (.+)$/, "不能小于 $1"],
    [/^Max(?:imum)? value is (.+)$/, "不能大于 $1"],
  ]
  const ATTRIBUTES = ["placeholder", "aria-label", "title", "alt", "aria-roledescription"]
  const OURS = ".stMarkdown p, .stHtml, .stText, textarea, script, style, code, [data-testid=stIconMaterial], [data-own-words]"

  function translated(text) {
    const bare = text.trim()
    if (!bare || !/[A-Za-z]/.test(bare)) return null
    if (Object.prototype.hasOwnProperty.call(WORDS, bare)) return text.replace(bare, WORDS[bare])
    for (const [pattern, chinese] of PATTERNS) {
      if (pattern.test(bare)) return text.replace(bare, bare.replace(pattern, chinese))
    }
    return null
  }
  function visitText(node) {
    const parent = node.parentElement
    if (!parent || parent.closest(OURS)) return
    const chinese = translated(node.data)
    if (chinese !== null && chinese !== node.data) node.data = chinese
  }
  function visitElement(element) {
    for (const name of ATTRIBUTES) {
      const value = element.getAttribute(name)
      const chinese = value && translated(value)
      if (chinese && chinese !== value) element.setAttribute(name, chinese)
    }
  }
  function visit(root) {
    if (root.nodeType === Node.TEXT_NODE) return visitText(root)
    if (root.nodeType !== Node.ELEMENT_NODE) return
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) visitText(node)
      else visitElement(node)
    }
  }
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit)
      else if (change.type === "characterData") visitText(change.target)
      else visitElement(change.target)
    }
  }).observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  })
  visit(document.documentElement)
})()
