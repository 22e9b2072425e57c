"""Every number of the regulation, once, beside its article and the reading behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

IN_FORCE_ON = date(2022, 9, 18)
TEXT_SILENT = "办法未作规定，县热线办的做法："


class Kind(StrEnum):
    """What a policy value is, and therefore how its text is read."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    COUNT = "count"
    PERCENT = "percent"
    POINTS = "points"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"


@dataclass(frozen=True)
class PolicyDefault:
    """政策参数: one number of the regulation as it stood on its first day.

    `value` is text, read by `kind`; `options` maps each choice to its Chinese words; `lowest` and
    `highest` bound whole numbers.
    """

    key: str
    value: str
    article: str
    name_zh: str
    unit_zh: str
    reading_zh: str
    effective_on: date = IN_FORCE_ON
    kind: Kind = Kind.COUNT
    options: tuple[tuple[str, str], ...] = ()
    lowest: int = 0
    highest: int = 9999


_Row = Callable[..., PolicyDefault]


def _whole(kind: Kind, unit_zh: str, lowest: int, highest: int) -> _Row:
    def row(key: str, value: int, article: str, name_zh: str, reading_zh: str) -> PolicyDefault:
        return PolicyDefault(
            key, str(value), f"办法{article}", name_zh, unit_zh, reading_zh,
            kind=kind, lowest=lowest, highest=highest,
        )  # fmt: skip

    return row


def _choice(key: str, article: str, name_zh: str, reading_zh: str, **options: str) -> PolicyDefault:
    """A reading: the first option is the default."""
    return PolicyDefault(
        key, next(iter(options)), f"办法{article}", name_zh, "", TEXT_SILENT + reading_zh,
        kind=Kind.CHOICE, options=tuple(options.items()),
    )  # fmt: skip


def _yes(key: str, article: str, name_zh: str, reading_zh: str) -> PolicyDefault:
    return PolicyDefault(
        key, "yes", f"办法{article}", name_zh, "", TEXT_SILENT + reading_zh,
        kind=Kind.YES_NO, options=(("yes", "是"), ("no", "否")),
    )  # fmt: skip


def _points(key: str, value: str, article: str, name_zh: str, reading_zh: str) -> PolicyDefault:
    return PolicyDefault(
        key, value, f"办法{article}", name_zh, "分", reading_zh,
        kind=Kind.POINTS, highest=100,
    )  # fmt: skip


_working_days = _whole(Kind.WORKING_DAYS, "个工作日", 1, 366)
_working_days_or_none = _whole(Kind.WORKING_DAYS, "个工作日", 0, 366)
_days = _whole(Kind.DAYS, "天", 1, 3660)
_hours = _whole(Kind.HOURS, "小时", 1, 8784)
_working_hours = _whole(Kind.HOURS, "工作小时", 0, 999)
_minutes = _whole(Kind.MINUTES, "分钟", 1, 9999)
_people = _whole(Kind.COUNT, "人", 1, 99)
_times = _whole(Kind.COUNT, "次", 0, 99)
_units = _whole(Kind.COUNT, "个", 1, 99)
_tickets = _whole(Kind.COUNT, "件", 1, 9999)
_characters = _whole(Kind.COUNT, "字", 1, 9999)
_rows = _whole(Kind.COUNT, "行", 1, 100000)
_copies = _whole(Kind.COUNT, "份", 1, 9999)
_years = _whole(Kind.COUNT, "年", 1, 50)
_percent = _whole(Kind.PERCENT, "%", 0, 100)

# fmt: off
_THE_REGULATION_ITSELF = (
    PolicyDefault("regulation_issued_on", "2022-08-19", "办法第二十三条", "发布日期", "",
                  "襄政办发〔2022〕16号，2022年8月19日印发。", kind=Kind.DATE),
    _days("regulation_in_force_after_days", 30, "第二十三条", "施行前的公示期",
          "自发布之日起三十日后施行，即2022年9月18日。"),
    _years("regulation_valid_years", 5, "第二十三条", "有效期", "有效期五年，至2027年9月18日。"),
    _days("expiry_banner_days", 90, "第二十三条", "到期前提示",
          TEXT_SILENT + "到期前提示县热线办准备修订。"),
)

_COUNTING_TIME = (
    _choice("deadline_cutoff", "第十条（三）", "期满的时刻",
            "派发当日不计，最后一个工作日下班时为止。",
            close_of_business="最后一日下班时", end_of_day="最后一日二十四时"),
    _choice("calendar_fallback", "第十条（三）", "尚未公布放假安排的年份",
            "按周一至周五、扣除法定节假日暂定，公布后重新计算并留痕。",
            statutory="周一至周五扣除法定节假日（暂定）"),
    _choice("clock_start", "第十条（三）", "承办时限的起点",
            "自派发起算，不签收不会多出时间；签收另行考核。",
            dispatch="派发", acknowledge="签收"),
    _yes("redispatch_resets_unit_clock", "第十条（三）", "改派后承办时限重新起算",
         "对新单位公平；来电人等待的总时长照常累计并并列显示。"),
    _yes("city_guard", "第四条", "保留市平台时限并提示",
         "县里的时限晚于市平台时限时提示，市平台时限照存。"),
)

_UNITS = (
    _people("handlers_min", 1, "第七条（一）", "每单位承办人下限", "确定1-3名工作人员。"),
    _people("handlers_max", 3, "第七条（一）", "每单位承办人上限", "确定1-3名工作人员。"),
    _hours("return_hours", 4, "第七条（二）", "退回时限",
           "不属于职能范围的，应在4小时内退回。"),
    _choice("return_clock", "第七条（二）", "退回时限按什么小时计",
            "派发不分昼夜，单位按作息上班，按工作小时计。",
            working="工作小时", natural="自然小时"),
    _choice("return_clock_urgent", "第七条（二）", "紧急件退回时限按什么小时计",
            "紧急件不等上班，按自然小时计。",
            natural="自然小时", working="工作小时"),
    _characters("return_reason_min_chars", 20, "第七条（二）", "退回理由最少字数",
                "并书面说明原因。" + TEXT_SILENT + "理由须写清楚。"),
    _working_hours("acknowledge_hours", 2, "第十一条", "签收时限",
                   TEXT_SILENT + "签收只作考核，不影响办结时限。"),
    _working_days("contact_days", 1, "第十一条", "首次联系时限",
                  TEXT_SILENT + "先联系诉求人，再办理答复。"),
    _working_days_or_none("support_days_shorter", 1, "第十五条", "协办单位时限提前",
                  TEXT_SILENT + "协办单位比主办单位提前反馈，便于主办汇总。"),
    _working_days("support_days_min", 1, "第十五条", "协办单位时限下限",
                  TEXT_SILENT + "提前之后仍给协办单位留出时间。"),
)

_INTAKE = (
    _days("duplicates_window_days", 90, "第九条（四）", "重复诉求查找范围",
          TEXT_SILENT + "登记前列出同一来电、同一地点、内容相近的工单。"),
    _working_days("callback_days", 1, "第九条（五）", "待补充件回拨时限",
                  TEXT_SILENT + "要素不全的，回拨补充后再受理。"),
    _working_days("grade_simple_days", 3, "第十条（三）", "简单件办结时限",
                  "问题相对简单的诉求件，3个工作日内办复。"),
    _working_days("grade_complex_days", 5, "第十条（三）", "复杂件办结时限",
                  "问题牵扯面广、情况较为复杂的诉求件，5个工作日内办复。"),
    _working_days("grade_change_window_days", 1, "第十条（三）", "调整简单、复杂的期限",
                  TEXT_SILENT + "派发后短期内可以调整，留痕。"),
    _minutes("urgent_reminder_minutes", 30, "第十条（五）", "待批示提醒",
             "立即呈报领导批示。" + TEXT_SILENT + "久未批示即提醒，按自然时间计。"),
)

_PROMISE = (
    _working_days("promise_warn_days", 60, "第十条（四）", "承诺期限过长提示",
                  TEXT_SILENT + "承诺日期过远时提示审批人。"),
    _days("promise_max_days", 180, "第十条（四）", "承诺期限上限",
          TEXT_SILENT + "自首次承诺之日起算，过远的不予批准。"),
    _times("promise_changes", 1, "第十条（四）", "承诺日期可改次数",
           TEXT_SILENT + "承诺的最后时限不得一改再改。"),
    _choice("promise_kpi", "第十条（四）", "承诺件怎样考核",
            "原文要求先回复、办结后再次回复，按两个时点分别考核。",
            two_milestones="首次回复、最终回复分别考核"),
)

_QUALITY = (
    _working_days("rework_days", 3, "第十二条（三）", "退回重办时限",
                  TEXT_SILENT + "退回重办单独计时。"),
    _times("rework_rounds", 2, "第十二条（三）", "退回重办次数上限",
           TEXT_SILENT + "达到上限后由县热线办决定。"),
    _working_days("second_handling_days", 3, "第十三条（四）", "二次办理时限",
                  TEXT_SILENT + "二次办理单独计时。"),
    _times("second_handling_rounds", 2, "第十三条（四）", "二次办理次数上限",
           TEXT_SILENT + "达到上限后由县热线办决定。"),
    _percent("sample_percent", 10, "第十三条（六）", "办结件抽查比例",
             TEXT_SILENT + "随机抽查已办结的诉求件。"),
)

_SUPERVISION = (
    _working_hours("warn_hours_before", 4, "第十三条（一）", "预警提前量",
                   TEXT_SILENT + "到期前预警，单位还来得及办理。"),
    _working_days_or_none("supervise_after_days", 1, "第十三条（一）", "催办后多久督办",
                  "催办仍未办结的通过督办单进行督办。" + TEXT_SILENT + "先催办，留出时间再督办。"),
    _working_days("supervise_limit_days", 2, "第十三条（一）", "督办单规定时限",
                  "在规定时限内仍未回复的上报。" + TEXT_SILENT + "督办单写明回复时限。"),
    _times("contested_after_returns", 2, "第十三条（二）", "退回几次列为疑难",
           TEXT_SILENT + "多次退回获准的列为疑难工单，经联席会议或书面决定才能再派。"),
    _units("contested_units", 3, "第十三条（二）", "涉及几个单位列为疑难",
           TEXT_SILENT + "涉及单位多的列为疑难工单。"),
)

_EXTENSION = (
    _working_days("extension_total_days", 15, "第十三条（三）", "延期累计上限",
                  "延期办理累计不得超过15个工作日。"),
    _working_days("ext_max_single", 10, "第十三条（三）", "单次延期上限",
                  TEXT_SILENT + "与周边县市的做法一致。"),
    _times("ext_max_times", 3, "第十三条（三）", "延期次数上限",
           TEXT_SILENT + "与周边县市的做法一致。"),
    _choice("ext_cap_mode", "第十三条（三）", "延期累计怎样计",
            "“延期办理累计”累计的是批准的延期天数。", sum="批准的延期天数相加"),
    _choice("ext_from", "第十三条（三）", "延期从哪里起算",
            "延期是延长期限，从现时限起算。",
            current_due="现办理时限", asked_on="申请之日"),
    _choice("ext_pending_rule", "第十三条（三）", "延期未获批准时",
            "原时限不变，逾期从原时限算起；审批慢不能让单位吃亏，另有审批时限。",
            original_stands="原时限不变", refusal_day="展至不予批准当日下班"),
    _working_days_or_none("ext_lead_above_days", 5, "第十三条（三）", "须县热线办负责人审批的延期",
                  TEXT_SILENT + "天数多的或再次延期的，由县热线办负责人审批。"),
    _working_days("ext_decide_days", 1, "第十三条（三）", "延期审批时限",
                  TEXT_SILENT + "审批慢不能让单位吃亏。"),
)

_KNOWLEDGE = (
    _days("review_days_laws", 365, "第十七条", "法律法规复核周期", TEXT_SILENT + "法规和职责变动少。"),
    _days("review_days_duties", 365, "第十七条", "职能职责复核周期",
          TEXT_SILENT + "法规和职责变动少。"),
    _days("review_days_services", 180, "第十七条", "服务事项复核周期",
          TEXT_SILENT + "材料、流程时有调整。"),
    _days("review_days_faq", 90, "第十七条", "常见问题复核周期", TEXT_SILENT + "随来电变化。"),
    _days("review_days_concerns", 30, "第十七条", "群众关注复核周期",
          TEXT_SILENT + "热点变化快。"),
    _characters("spoken_answer_max_chars", 300, "第十七条", "口头答复字数上限",
                TEXT_SILENT + "电话里念得完。"),
    _characters("entry_title_max_chars", 128, "第十七条", "知识标题字数上限",
                TEXT_SILENT + "一行看得完。"),
    _characters("keyword_max_chars", 20, "第十七条", "关键词字数上限",
                TEXT_SILENT + "关键词应短。"),
    _working_days("correction_days", 1, "第十七条", "纠错答复时限",
                  TEXT_SILENT + "错的答案不能再念一天。"),
    _working_days("knowledge_request_days", 3, "第十七条", "求知单答复时限",
                  TEXT_SILENT + "来电人还在等，单位要有时间核实。"),
    _days("search_record_days", 180, "第十七条", "检索记录保留期",
          TEXT_SILENT + "够看出缺什么知识，不多留。"),
    _rows("import_rows_max", 1000, "第十七条", "一次导入行数上限",
          TEXT_SILENT + "一次导入的错误看得过来。"),
    _tickets("hot_topic_count", 3, "第十八条", "热点的件数", TEXT_SILENT + "同一事项的件数，重复件先合并。"),
    _days("hot_topic_days", 3, "第十八条", "热点的天数", TEXT_SILENT + "在连续几天之内。"),
)

_SAFEKEEPING = (
    _hours("backup_interval_hours", 24, "第十四条", "备份间隔", TEXT_SILENT + "定时备份。"),
    _copies("backups_kept", 30, "第十四条", "备份保留份数", TEXT_SILENT + "旧的备份到期清理。"),
    _minutes("session_idle_minutes", 30, "第十九条", "闲置退出",
             TEXT_SILENT + "长时间无操作须重新登录。"),
    _hours("session_absolute_hours", 12, "第十九条", "登录最长时间",
           TEXT_SILENT + "登录过久须重新登录。"),
    _times("login_attempts", 5, "第十九条", "连续输错口令次数",
           TEXT_SILENT + "防止猜测口令。"),
    _minutes("login_lock_minutes", 15, "第十九条", "暂停登录时间", TEXT_SILENT + "暂停一段时间后自动恢复。"),
    _people("transfer_confirmations", 2, "第二十二条", "移交司法确认人数",
            TEXT_SILENT + "一人不能决定移交。"),
)

_WEIGHT = TEXT_SILENT + "各项权重合计为100。"
_APPRAISAL = (
    _points("weight_mechanism", "10", "第二十条", "工作机制权重", _WEIGHT),
    _points("weight_volume", "5", "第二十条", "办理量权重", _WEIGHT),
    _points("weight_on_time", "30", "第二十条", "按时办结率权重", _WEIGHT),
    _points("weight_satisfaction", "35", "第二十条", "满意度权重", _WEIGHT),
    _points("weight_knowledge", "15", "第二十条", "知识库建设及更新权重", _WEIGHT),
    _points("weight_conduct", "5", "第二十条", "规范办理权重", _WEIGHT),
    _points("deduct_supervised", "1", "第二十条", "督办单扣分", TEXT_SILENT + "每张督办单。"),
    _points("deduct_escalated", "3", "第二十条", "上报督查室扣分", TEXT_SILENT + "每件。"),
    _points("deduct_untrue", "3", "第二十条", "答复不实扣分", TEXT_SILENT + "每件。"),
    _points("deduct_late_return", "0.5", "第二十条", "逾期退单扣分", TEXT_SILENT + "每件。"),
    _points("deduct_cap", "10", "第二十条", "扣分上限", TEXT_SILENT + "每月合计扣分的上限。"),
    _points("band_excellent", "90", "第二十条", "优秀分数线", TEXT_SILENT + "达到即为优秀。"),
    _points("band_good", "80", "第二十条", "良好分数线", TEXT_SILENT + "达到即为良好。"),
    _points("band_pass", "60", "第二十条", "合格分数线",
            TEXT_SILENT + "达到即为合格，其余待改进。"),
    _tickets("score_min_tickets", 5, "第二十条", "参加排名的最少件数",
             TEXT_SILENT + "不足的只列出，不排名（样本不足）。"),
    _yes("appeal_enabled", "第二十条", "接受考核申诉",
         "凭证据申诉，获准的列明、不计分，并公布件数。"),
    _choice("sat_denominator", "第二十条", "满意率的分母", "只计有效评价，并列显示回访覆盖率。",
            valid_ratings="有效评价"),
    _choice("callback_source", "第十三条（四）", "回访结果来源", "市回访结果导入，县里也可以回访。",
            both="市、县回访都计", city="只计市回访", county="只计县回访"),
)
# fmt: on

DEFAULTS: tuple[PolicyDefault, ...] = (
    *_THE_REGULATION_ITSELF, *_COUNTING_TIME, *_UNITS, *_INTAKE, *_PROMISE, *_QUALITY,
    *_SUPERVISION, *_EXTENSION, *_KNOWLEDGE, *_SAFEKEEPING, *_APPRAISAL,
)  # fmt: skip

BY_KEY: Mapping[str, PolicyDefault] = MappingProxyType({row.key: row for row in DEFAULTS})
