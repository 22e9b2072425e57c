"""The knowledge base's own words as closed sets, each with its Chinese name (办法第十七条)."""

from __future__ import annotations

from core.rules.terms import Term


class EntryKind(Term):
    """知识类型: the five kinds the regulation names (办法第十七条)."""

    DUTY = "duty", "职能职责"
    LAW = "law", "法律法规"
    SERVICE = "service", "服务事项"
    CONCERN = "concern", "群众关注"
    FAQ = "faq", "常见问题"


class EntryState(Term):
    """知识条目的状态: how far its newest version has come."""

    DRAFT = "draft", "草稿"
    AWAITING_REVIEW = "awaiting_review", "单位待审"
    AWAITING_PUBLICATION = "awaiting_publication", "待发布"
    PUBLISHED = "published", "已发布"
    TO_VERIFY = "to_verify", "待核实"
    EXPIRED = "expired", "已过期"
    """Never stored: whether its last day has passed is computed at the moment of looking."""
    WITHDRAWN = "withdrawn", "已下线"


class Audience(Term):
    """可见范围: whether the text may be given to the public as it stands (办法第十九条)."""

    INTERNAL = "internal", "内部"
    PUBLIC = "public", "可对外"


class Step(Term):
    """对知识条目的动作: names the use case, the grant, the move and the audit verb at once."""

    DRAFT = "draft", "起草"
    REVISE = "revise", "修改"
    SUBMIT = "submit", "送审"
    APPROVE = "approve", "单位审核"
    REJECT = "reject", "驳回"
    PUBLISH = "publish", "发布"
    DOUBT = "doubt", "转待核实"
    CONFIRM_REVIEW = "confirm_review", "复核"
    WITHDRAW = "withdraw", "下线"
    HAND_OVER = "hand_over", "移交"


class CorrectionOutcome(Term):
    """纠错的处理结果: what the keeper made of a reader's correction."""

    ACCEPTED = "accepted", "采纳"
    REFUSED = "refused", "不采纳"


class RequestState(Term):
    """求知单的状态."""

    WAITING = "waiting", "待答复"
    ANSWERED = "answered", "已答复"
    IN_KNOWLEDGE = "in_knowledge", "已入库"
    CLOSED = "closed", "已关闭"


class SearchPlace(Term):
    """检索的地方: which desk a question was asked from."""

    KNOWLEDGE = "knowledge", "知识库检索"
    INTAKE = "intake", "受理席"


class SynonymKind(Term):
    """同义词的类别: equal words find each other; a way of speaking finds what the entries write."""

    EQUAL = "equal", "同义"
    SPOKEN = "spoken", "口语、方言"


class LessonSource(Term):
    """检索学习的来源: where an earlier question and its entry come from, the most trusted first."""

    ANSWERED = "answered", "直接答复"
    OPENED = "opened", "点开的结果"


class LearningVerdict(Term):
    """检索学习的试验结论: how the hidden questions of one source came out."""

    HELPS = "helps", "有提高，已采用"
    TOO_FEW = "too_few", "问题太少，没有采用"
    NO_GAIN = "no_gain", "没有提高，没有采用"
    HARMS = "harms", "会使直接答复的查找变差，没有采用"
