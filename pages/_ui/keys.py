"""快捷键: one convention for all desks, so that fingers learn it once.

    Alt+1 … Alt+4   the page's main steps, in their order on the screen (Alt+1 is the primary one)
    Alt+F           the page's search field or filter (a button that opens it)
    Alt+N           begin something new on this desk
    Alt+S           save the draft
    Alt+Q           leave the record, back to the list

Give them as `st.button(..., shortcut=keys.FIRST)`. Ctrl+letter belongs to the browser and the input method, single
letters to typing; C and R are Streamlit's own.
"""

from __future__ import annotations

import streamlit as st

from pages._ui import words

FIRST, SECOND, THIRD, FOURTH = "Alt+1", "Alt+2", "Alt+3", "Alt+4"
FIND, NEW, SAVE, BACK = "Alt+F", "Alt+N", "Alt+S", "Alt+Q"

_ROWS = (
    ("Alt + 1", "本页的主要操作（深色按钮）"),
    ("Alt + 2、3、4", "本页的其他操作，按按钮从左到右的顺序"),
    ("受理席 Alt + 1 至 5", "打开第几条答案"),
    ("受理席 Alt + A、D、B、W", "直接答复、派发、不予受理、待补充；再按一次确认"),
    ("知识库检索 Alt + 1 至 5", "打开第几条；↑ ↓ 换一条，翻页键往下读"),
    ("知识库检索 Alt + A、C", "引用到受理席、复制口语答复"),
    ("知识库检索 Alt + U、M", "有用、没用；再按一次收回"),
    ("Alt + N", "新登记、新建；受理席清空"),
    ("Alt + F", "查找、筛选"),
    ("Alt + S", "暂存"),
    ("Alt + Q", "返回列表"),
    ("回车", "在登录、查找等单行表单中提交"),
    ("↑ ↓", "在列表中移动"),
    ("空格、回车", "选中或打开列表中的一行"),
    ("Ctrl + 单击", "在新标签页打开工单"),
    ("Esc", "关闭对话框"),
)


@st.dialog("快捷键")
def show_help() -> None:
    """The list of shortcuts."""
    words.shortcuts(_ROWS)
