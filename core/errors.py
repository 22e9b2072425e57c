"""What can go wrong, said once: every refusal carries its Chinese sentence to the screen."""

from __future__ import annotations


class HotlineError(Exception):
    """Root of every refusal a person may see; `str(error)` is the Chinese sentence.

    `article` names the rule that refuses (for example 办法第十三条（三）), `next_step` says what
    the person can do instead; both may be absent.
    """

    def __init__(
        self, message_zh: str, *, article: str | None = None, next_step: str | None = None
    ) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh
        self.article = article
        self.next_step = next_step

    def __str__(self) -> str:
        return self.message_zh

    @property
    def full_zh(self) -> str:
        """The sentence with its article and the next step, as the screen shows it."""
        parts = [self.message_zh]
        if self.article:
            parts.append(f"依据：{self.article}。")
        if self.next_step:
            parts.append(self.next_step)
        return "".join(parts)


class AccessRefused(HotlineError):
    """Somebody reached for what is not theirs; `subject` is what the audit log will name."""

    def __init__(
        self,
        message_zh: str,
        *,
        article: str | None = None,
        next_step: str | None = None,
        subject: str = "",
    ) -> None:
        super().__init__(message_zh, article=article, next_step=next_step)
        self.subject = subject


class NotFound(AccessRefused):
    """The thing does not exist, or its existence is not to be betrayed to this person."""


class NotAllowed(AccessRefused):
    """The person sees the thing but has no grant for the action."""


class RuleRefused(HotlineError):
    """A rule of the 办法 refuses; the article is never absent."""

    article: str

    def __init__(self, message_zh: str, article: str, *, next_step: str | None = None) -> None:
        super().__init__(message_zh, article=article, next_step=next_step)


class Stale(HotlineError):
    """Somebody else changed the thing since it was read."""

    def __init__(
        self,
        message_zh: str = "这条记录刚刚被其他人修改过，本次操作没有保存。",
        *,
        article: str | None = None,
        next_step: str | None = "请刷新页面，看过最新内容后再操作。",
    ) -> None:
        super().__init__(message_zh, article=article, next_step=next_step)


class BadInput(HotlineError):
    """A field was filled in wrongly; `field` is its name in the code, None for the whole form."""

    def __init__(
        self,
        message_zh: str,
        *,
        field: str | None = None,
        article: str | None = None,
        next_step: str | None = None,
    ) -> None:
        super().__init__(message_zh, article=article, next_step=next_step)
        self.field = field


class PolicyError(HotlineError):
    """A 政策参数 or the calendar cannot be read as what it must be."""
