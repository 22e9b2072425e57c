"""诉求类型 guessed from the caller's words, so that the form is filled in before the call-taker reaches it."""

from __future__ import annotations

import re
import unicodedata

from core.rules.terms import RequestType

_T = RequestType
_SAID: tuple[tuple[RequestType, re.Pattern[str]], ...] = (
    (_T.TIP_OFF, re.compile(r"举报|检举|揭发")),
    (_T.PRAISE, re.compile(r"表扬|点赞|锦旗|感谢(?!信号)|好人好事")),
    (_T.SUGGESTION, re.compile(r"建议|提议|能否增设|希望增加")),
    (
        _T.COMPLAINT,
        re.compile(r"投诉|态度(?:恶劣|不好|差)|乱收费|不作为|拖欠|扰民|不合理|欺骗|推诿"),
    ),
    (
        _T.INQUIRY,
        re.compile(
            r"咨询|请问|想问|问一?下(?!落)|打听|询问|(?:怎么|咋)(?!还|没|不|回事|又|这么|突然|老是|总)|如何|怎样|哪里|哪儿|[去在到]哪(?![去了])|"
            r"(?:什么|啥)(?:时候|材料|条件|手续|标准|政策|证|补[贴助]|待遇)|多少|(?<!好)几[天点号](?!了)|吗|是不是|"
            r"能不能(?!.{0,4}[修管解])|(?:能|可以|免费)[^，。不]{0,8}不(?=[，。？?]|$)|可不可以|有没有|查询|流程|"
            r"需要.{0,6}材料|上班时间|电话是"
        ),
    ),
)


def guess(text: str) -> RequestType:
    """The likeliest type: what the caller says outright, else a question is 咨询, and a plain report 求助."""
    plain = unicodedata.normalize("NFKC", text).strip()
    for kind, said in _SAID:
        if said.search(plain):
            return kind
    return _T.HELP if len(plain) > _SHORT_QUERY else _T.INQUIRY


_SHORT_QUERY = 6
"""A few characters alone, 低保 or 医保报销, are a subject somebody asks about."""
