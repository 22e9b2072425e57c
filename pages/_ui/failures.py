"""What nobody foresaw: logged under a number, and only the number shown; texts of exceptions can hold a caller's."""

from __future__ import annotations

import logging
import secrets
import traceback

from streamlit.logger import get_logger

from core.errors import HotlineError
from pages._ui import words

log = logging.getLogger("hotline.pages")

# Streamlit 1.67 writes every uncaught exception to its own log, message and all.
get_logger("streamlit.error_util").setLevel(logging.CRITICAL + 1)


def record(error: BaseException) -> str:
    """Log where it happened, not what it said. Gives the number to show, such as E-7F3A9C."""
    number = f"E-{secrets.token_hex(3).upper()}"
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s %s\n%s", number, type(error).__qualname__, frames)
    return number


def sentence(error: BaseException) -> HotlineError:
    """What a failed write says: a refusal as it is, anything else by its number alone."""
    if isinstance(error, HotlineError):
        return error
    return HotlineError(
        f"系统出了意外，本次操作没有保存。编号 {record(error)}。",
        next_step="您填写的内容还在，可以再试一次；仍不成功请把编号告诉系统管理员。",
    )


def show_unexpected(error: Exception) -> bool:
    """For st.App: show our block in place of Streamlit's red box."""
    if isinstance(error, HotlineError):
        words.refusal(error)
        return True
    words.refusal(
        HotlineError(
            f"系统出了意外，页面没有完整显示。编号 {record(error)}。",
            next_step="请刷新页面再试一次；仍不成功请把编号告诉系统管理员。",
        )
    )
    return True
