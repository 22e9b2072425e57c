"""The hotline's own words as closed sets: every state, action, role and kind, each with its Chinese name."""

from __future__ import annotations

from enum import Enum
from typing import Self


class Term(str, Enum):
    """A word of the office: stored by its English code, shown by its Chinese name."""

    zh: str

    def __new__(cls, code: str, zh: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        return member

    def __str__(self) -> str:
        return str(self._value_)


class Role(Term):
    """角色: what a signed-in person is; one role an account (shared roles table, 办法第六、七条)."""

    CALL_TAKER = "call_taker", "话务员"
    OFFICE = "office", "热线办工作人员"
    OFFICE_LEAD = "office_lead", "热线办负责人"
    HANDLER = "handler", "单位承办人"
    UNIT_LEADER = "unit_leader", "单位领导"
    INSPECTOR = "inspector", "督查室"
    KB_EDITOR = "kb_editor", "知识库管理员"
    ADMIN = "admin", "系统管理员"


UNIT_ROLES = frozenset({Role.HANDLER, Role.UNIT_LEADER})
OFFICE_ROLES = frozenset({Role.OFFICE, Role.OFFICE_LEAD})


class UnitKind(Term):
    """单位类别: the peer group a unit is scored in (办法第三、二十条)."""

    TOWN = "town", "乡镇"
    COUNTY = "county", "县直"
    UTILITY = "utility", "公共服务企业"


class RequestType(Term):
    """诉求类型."""

    INQUIRY = "inquiry", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    TIP_OFF = "tip_off", "举报"
    SUGGESTION = "suggestion", "建议"
    PRAISE = "praise", "表扬"


class Channel(Term):
    """来源渠道: the city platform is the main one, local ones are reported apart (办法第八条)."""

    CITY = "city", "市平台转办"
    PHONE = "phone", "来电"
    VISIT = "visit", "来访"
    MAILBOX = "mailbox", "信箱"
    WEB = "web", "网络"
    LEADER = "leader", "领导交办"


class Track(Term):
    """办理方式: who answers (办法第十条（一）（二）)."""

    UNDECIDED = "undecided", "待定"
    DIRECT = "direct", "直办件"
    ASSIGNED = "assigned", "交办件"


class Grade(Term):
    """限时件的等级: how many working days an assigned ticket has (办法第十条（三）)."""

    SIMPLE = "simple", "简单（3个工作日）"
    COMPLEX = "complex", "复杂（5个工作日）"


class Phase(Term):
    """办理阶段: which round of handling a unit's clock belongs to."""

    FIRST = "first", "首次办理"
    PROMISE = "promise", "承诺办理"
    REWORK = "rework", "退回重办"
    SECOND = "second", "二次办理"


class State(Term):
    """工单状态."""

    AWAITING_DETAILS = "awaiting_details", "待补充"
    AWAITING_DISPATCH = "awaiting_dispatch", "待派发"
    AWAITING_INSTRUCTION = "awaiting_instruction", "待批示"
    DISPATCHED = "dispatched", "待签收"
    HANDLING = "handling", "办理中"
    RETURN_REQUESTED = "return_requested", "退单待审"
    CONTESTED = "contested", "疑难待会商"
    AWAITING_SIGN_OFF = "awaiting_sign_off", "待审签"
    AWAITING_AUDIT = "awaiting_audit", "待审核"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已并件"
    TRANSFERRED = "transferred", "已移送"


class Action(Term):
    """动作: names the use case, the permission, the transition, the audit verb and the button at once."""

    REGISTER = "register", "登记受理"
    ANSWER_DIRECTLY = "answer_directly", "直接答复"
    DECLINE = "decline", "不予受理"
    AWAIT_DETAILS = "await_details", "转待补充"
    ADD_DETAILS = "add_details", "补充要素"
    MERGE = "merge", "并件"
    UNMERGE = "unmerge", "撤销并件"
    SPLIT = "split", "拆分事项"
    REPORT_URGENT = "report_urgent", "呈报批示"
    INSTRUCT = "instruct", "登记批示"
    DISPATCH = "dispatch", "派发"
    CHANGE_GRADE = "change_grade", "调整等级"
    ACKNOWLEDGE = "acknowledge", "签收"
    SEND_BACK = "send_back", "退回"
    SEND_BACK_LATE = "send_back_late", "逾期退单申请"
    ACCEPT_RETURN = "accept_return", "同意退单"
    REJECT_RETURN = "reject_return", "驳回退单"
    MARK_CONTESTED = "mark_contested", "列为疑难"
    CONVENE = "convene", "联席会议定责"
    OVERRIDE_CONTESTED = "override_contested", "书面指定承办"
    CONTACT = "contact", "首次联系"
    REQUEST_EXTENSION = "request_extension", "申请延期"
    ENDORSE_EXTENSION = "endorse_extension", "同意申请延期"
    GRANT_EXTENSION = "grant_extension", "批准延期"
    REFUSE_EXTENSION = "refuse_extension", "不予延期"
    WITHDRAW_EXTENSION = "withdraw_extension", "撤回延期申请"
    PROMISE = "promise", "申请承诺"
    ENDORSE_PROMISE = "endorse_promise", "同意承诺"
    APPROVE_PROMISE = "approve_promise", "批准承诺"
    REFUSE_PROMISE = "refuse_promise", "不予承诺"
    WITHDRAW_PROMISE = "withdraw_promise", "撤回承诺申请"
    SUPPORT_ACKNOWLEDGE = "support_acknowledge", "配合签收"
    SUPPORT_REPLY = "support_reply", "提交配合意见"
    REPLY = "reply", "提交答复"
    RECALL_REPLY = "recall_reply", "领导退改"
    ENDORSE_REPLY = "endorse_reply", "分管领导同意"
    SIGN_OFF = "sign_off", "审签"
    AUDIT_REPLY = "audit_reply", "审核通过"
    REWORK = "rework", "退回重办"
    FOLLOW_UP = "follow_up", "回访"
    OPEN_SECOND_HANDLING = "open_second_handling", "转二次办理"
    DECIDE_FINALLY = "decide_finally", "终结认定"
    ARCHIVE = "archive", "归档"
    REMIND = "remind", "催办"
    DRAFT_SUPERVISION = "draft_supervision", "拟督办单"
    SUPERVISE = "supervise", "发督办单"
    DRAFT_ESCALATION = "draft_escalation", "拟上报"
    ESCALATE = "escalate", "上报督查室"
    RECEIVE_ESCALATION = "receive_escalation", "督查签收"
    RECORD_INSPECTION = "record_inspection", "登记督查结果"
    INSPECT_CLOSED = "inspect_closed", "抽查"
    PROPOSE_TRANSFER = "propose_transfer", "提请移送"
    CONFIRM_TRANSFER = "confirm_transfer", "确认移送"
    REJECT_TRANSFER = "reject_transfer", "不予移送"
    CONTEST = "contest", "申诉"
    DECIDE_CONTEST = "decide_contest", "申诉认定"
    NOTE = "note", "备注"
    REVEAL_CONTACT = "reveal_contact", "查看联系方式"
    VIEW = "view", "查看"


class DeclineKind(Term):
    """不予受理的六种情形 (办法第九条)."""

    EMERGENCY = "emergency", "紧急求助（110、119、120、122）"
    PETITION_OR_COURT = "petition_or_court", "涉访、涉诉、涉军或行政复议"
    DISCIPLINE_OR_SECRET = "discipline_or_secret", "纪检监察、国家安全、商业秘密、个人隐私"
    ALREADY_ANSWERED = "already_answered", "正在办理或已依法办结，无新情况"
    UNCLEAR = "unclear", "要素不全、内容不明确"
    OTHER_BY_LAW = "other_by_law", "法律法规规章规定的其他情形"


class ReturnKind(Term):
    """退回的原因 (办法第七条（二）)."""

    NOT_OUR_DUTY = "not_our_duty", "职责不符"
    NOT_OUR_AREA = "not_our_area", "属地不符"
    LACKS_DETAILS = "lacks_details", "信息不全"
    DUPLICATE = "duplicate", "重复"


class ReworkKind(Term):
    """退回重办的原因 (办法第十二条（三）)."""

    OFF_THE_POINT = "off_the_point", "答非所问"
    NOT_CONTACTED = "not_contacted", "未联系诉求人"
    UNTRUE = "untrue", "答复不实"
    PERFUNCTORY = "perfunctory", "敷衍"


class ContactWay(Term):
    """联系方式: how the requester was reached."""

    PHONE = "phone", "电话"
    VISIT = "visit", "上门"
    MESSAGE = "message", "短信或微信"
    UNREACHED = "unreached", "未联系上"


class BasisKind(Term):
    """直接答复的依据: a cited entry or a typed basis (办法第十条（一）)."""

    ENTRY = "entry", "知识库条目"
    TYPED = "typed", "文件或政策依据"


class Satisfaction(Term):
    """满意度."""

    VERY_SATISFIED = "very_satisfied", "非常满意"
    SATISFIED = "satisfied", "满意"
    FAIRLY_SATISFIED = "fairly_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意"
    NOT_RATED = "not_rated", "未评价"


class DayKind(Term):
    """日历上与周一至周五不同的日子."""

    HOLIDAY = "holiday", "放假"
    MAKE_UP = "make_up", "调休上班"


class RequestOutcome(Term):
    """延期、承诺申请的结果."""

    GRANTED = "granted", "批准"
    REFUSED = "refused", "不予批准"
    WITHDRAWN = "withdrawn", "撤回"
    LAPSED = "lapsed", "失效"


class Level(Term):
    """催办督办的层级 (办法第十三条（一）)."""

    WARNING = "warning", "预警"
    REMINDER = "reminder", "催办"
    ORDER = "order", "督办单"
    ESCALATION = "escalation", "上报督查室"


class DutyBasis(Term):
    """定责的方式: how the unit of a contested ticket was found (办法第十三条（二）)."""

    JOINT_MEETING = "joint_meeting", "联席会议"
    WRITTEN = "written", "书面指定"


class FollowUpSource(Term):
    """回访的来源 (办法第十三条（四）)."""

    CITY = "city", "市回访"
    COUNTY = "county", "县回访"


class FollowUpRound(Term):
    """回访的轮次: after the first handling, or after a second one."""

    FIRST = "first", "首次回访"
    FINAL = "final", "二次办理后回访"


class FinalKind(Term):
    """终结认定的结论 (办法第十三条（四）)."""

    DONE_AS_LAWFUL = "done_as_lawful", "已依法依规办理到位"
    UNREASONABLE = "unreasonable", "诉求不合理"
    KEPT_IN_VIEW = "kept_in_view", "暂不具备条件，持续关注"


class FindingKind(Term):
    """抽查的结论 (办法第十三条（六）)."""

    SOUND = "sound", "合格"
    UNTRUE = "untrue", "答复与实际不符"
    INCOMPLETE = "incomplete", "答复不完整"
    NOT_CONTACTED = "not_contacted", "未联系诉求人"
    BADLY_KEPT = "badly_kept", "材料不规范"


class ContestKind(Term):
    """申诉的种类 (办法第二十条)."""

    APPRAISAL = "appraisal", "考核申诉"
    UNREASONABLE = "unreasonable", "不合理诉求"


class AccountabilityKind(Term):
    """追责问责的四种情形 (办法第二十一条)."""

    POORLY_HANDLED = "poorly_handled", "退回重办或催办无果（第二十一条（一））"
    SHIRKED_OR_UNTRUE = (
        "shirked_or_untrue",
        "拒不牵头或配合、推诿扯皮、答复不实（第二十一条（二））",
    )
    CORRUPT_OR_LEAKED = "corrupt_or_leaked", "徇私舞弊、失密泄密（第二十一条（三））"
    OTHER = "other", "其他需要问责的情形（第二十一条（四））"


class AccountabilityState(Term):
    """问责线索的状态: raised by a rule or a person, confirmed by a named person."""

    DRAFT = "draft", "线索待核"
    CONFIRMED = "confirmed", "已认定，待报送"
    REFERRED = "referred", "已报送"
    DISMISSED = "dismissed", "不予认定"


class Addressee(Term):
    """消息的对象: whom a step of a ticket concerns."""

    HANDLERS = "handlers", "主办单位承办人"
    LEADER = "leader", "主办单位领导"
    SUPPORTS = "supports", "协办单位承办人"
    OFFICE = "office", "县热线办"
    OFFICE_LEAD = "office_lead", "县热线办负责人"
    INSPECTOR = "inspector", "县政府督查室"
    REGISTRAR = "registrar", "登记的话务员"


class ScoreItem(Term):
    """考核指标: what a month's score is made of (办法第二十条)."""

    MECHANISM = "mechanism", "工作机制"
    VOLUME = "volume", "办理量"
    ON_TIME = "on_time", "按时办结率"
    SATISFACTION = "satisfaction", "满意度"
    KNOWLEDGE = "knowledge", "知识库建设及更新"
    CONDUCT = "conduct", "规范办理"


class Band(Term):
    """考核档次 (办法第二十条)."""

    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    PASS = "pass", "合格"
    POOR = "poor", "待改进"


class TopicState(Term):
    """热点事项的状态 (办法第十八条)."""

    WATCHED = "watched", "关注中"
    REPORTED = "reported", "已报告"
    SETTLED = "settled", "已平息"
    DISMISSED = "dismissed", "不作热点"
    MERGED = "merged", "已合并"


class PaperKind(Term):
    """文件种类: papers that are edited on screen and issued under a number (办法第六、十八、二十条)."""

    BULLETIN = "bulletin", "运行情况通报"
    TOPIC_REPORT = "topic_report", "热点专报"
    SHIRKING_REPORT = "shirking_report", "推诿扯皮专报"
    MONTHLY_ASSESSMENT = "monthly_assessment", "月度考核通报"
    YEARLY_ASSESSMENT = "yearly_assessment", "年度考核通报"
