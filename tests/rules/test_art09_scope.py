"""第九条: six kinds are not accepted; each has its text, its channel and words to read to the caller."""

from __future__ import annotations

import pytest

from core.rules import scope
from core.rules.terms import DeclineKind

K = DeclineKind


def test_all_six_kinds_stand_in_the_order_of_the_article() -> None:
    numbers = [one.article for one in scope.EXCLUSIONS.values()]

    assert list(scope.EXCLUSIONS) == list(DeclineKind)
    assert numbers == [f"办法第九条（{n}）" for n in "一二三四五六"]


@pytest.mark.parametrize("kind", DeclineKind)
def test_each_kind_has_its_text_its_channel_and_words_to_tell(kind: DeclineKind) -> None:
    one = scope.EXCLUSIONS[kind]

    assert one.text_zh
    assert one.channel_zh
    assert one.tell_zh.endswith("。")
    assert len(one.tell_zh) <= 120  # short enough to be read aloud


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("煤气泄漏了", K.EMERGENCY),
        ("对法院的判决不服", K.PETITION_OR_COURT),
        ("我的案子法院已经立案还没开庭", K.PETITION_OR_COURT),
        ("老赖不还钱，强制执行没结果", K.PETITION_OR_COURT),
        ("行政复议决定书收到了不认可", K.PETITION_OR_COURT),
        ("信访局答复意见不满意", K.PETITION_OR_COURT),
        ("村干部贪污低保款", K.DISCIPLINE_OR_SECRET),
        ("村主任收了好处费", K.DISCIPLINE_OR_SECRET),
        ("我想查我前夫的住址", K.DISCIPLINE_OR_SECRET),
        ("他把单位的商业秘密卖了", K.DISCIPLINE_OR_SECRET),
        ("路灯的事反映过三次", K.ALREADY_ANSWERED),
        ("上次反映的下水道还是没人处理", K.ALREADY_ANSWERED),
        ("对上次的答复不满意", K.ALREADY_ANSWERED),
    ],
)
def test_the_words_hint_at_the_kind(said: str, kind: DeclineKind) -> None:
    found = {hint.kind: hint.heard for hint in scope.hints(said)}

    assert kind in found
    assert found[kind] in said


@pytest.mark.parametrize(
    "said",
    [
        "低保怎么申请",
        "府前街路灯不亮",
        "物业费收得太高",
        "公司拖欠工资，想申请劳动仲裁",
        "村委会主任选举什么时候",
        "离婚登记需要什么材料",
        "军属优待证怎么办",
        "人民法院附近的公交站在哪",
        "身份证丢了怎么补办",
    ],
)
def test_an_ordinary_matter_gives_no_hint(said: str) -> None:
    assert scope.hints(said) == []


def test_what_is_told_fits_the_emergency_at_hand() -> None:
    assert "阀门" in scope.told(K.EMERGENCY, "煤气泄漏") or "总阀" in scope.told(
        K.EMERGENCY, "煤气泄漏"
    )
    assert scope.told(K.EMERGENCY, "说不清") == scope.EXCLUSIONS[K.EMERGENCY].tell_zh
    assert "12388" in scope.told(K.DISCIPLINE_OR_SECRET, "村干部贪污")
