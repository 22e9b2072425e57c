"""Where matters happen: invented estates, villages, streets, schools and firms in the county's 13 towns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

SEAT = "新城镇"
"""The town around the county seat: most estates, streets and schools lie there."""

_ESTATES = (
    "和顺小区", "锦绣家园", "丁香苑", "汾水湾小区", "祥和佳园", "金桥花苑", "育才小区",
    "南关新村", "翡翠城", "书香名邸", "滨河公寓", "安康小区", "福泽园", "东关家属院",
)  # fmt: skip
_TOWN_ESTATES = ("惠民小区", "安居苑", "移民新区", "幸福佳苑")
_STREETS = (
    "迎宾路", "学府街", "振兴街", "兴农街", "滨河西路", "康宁街", "富民路", "文化巷",
    "工业大道", "站前路", "育英街", "丰收路",
)  # fmt: skip
_SCHOOLS = ("晨光小学", "育才小学", "启明中学", "实验幼儿园分园", "城南初中", "双语学校")
_FIRMS = (
    "鑫源建材厂", "宏达机械加工厂", "瑞丰食品厂", "恒通物流园", "金穗面粉厂", "晋兴砖厂",
    "顺达铸造厂", "永盛家具厂", "绿源养殖场", "兴旺制衣厂",
)  # fmt: skip
_SHOPS = (
    "福万家商行", "好邻居门店", "恒泰商城", "金桥门市部", "诚信经营部", "新世纪商场",
    "利民门市部", "鑫隆商行", "万家乐商店", "盛达经营部", "老街商店", "星光广场商户",
)  # fmt: skip
_VILLAGE_HEADS = ("柳沟", "杏坪", "石桥", "槐树", "枣林", "沙河", "梨园", "桑湾", "榆坡", "枫岭")
_VILLAGE_TAILS = ("东村", "西村", "村", "新村", "南庄", "北庄")
_IN_SEAT = {"小区": 0.75, "路": 0.8, "校": 0.7, "店": 0.7, "企": 0.3, "村": 0.06, "无": 0.4}


@dataclass(frozen=True, slots=True)
class Place:
    """One spot: its town, how a caller names it, the street beside it, and its full address."""

    town: str
    name: str
    street: str
    door: str
    address: str

    @property
    def slots(self) -> dict[str, str]:
        """What sentences may name of it."""
        return {
            "place": self.name,
            "town": self.town,
            "street": self.street,
            "door": self.door,
            "estate": _ESTATES[len(self.name) % len(_ESTATES)],
        }


def pick(kind: str, towns: Sequence[str], rng: random.Random) -> Place:
    """A place of a kind: 小区 路 校 企 店 村 无, the last for matters that lie nowhere in particular."""
    town = SEAT if rng.random() < _IN_SEAT[kind] else rng.choice([t for t in towns if t != SEAT])
    prefix = "" if town == SEAT else town
    street = (
        rng.choice(_STREETS) if town == SEAT else f"{town}{rng.choice(('街上', '主街', '新街'))}"
    )
    door = ""
    if kind == "小区":
        name = prefix + rng.choice(_ESTATES if town == SEAT else _TOWN_ESTATES)
        door = _door(rng)
    elif kind == "村":
        name = town + rng.choice(_VILLAGE_HEADS) + rng.choice(_VILLAGE_TAILS)
    elif kind == "校":
        name = prefix + rng.choice(_SCHOOLS) if town == SEAT else f"{town}中心小学"
    elif kind == "企":
        name = prefix + rng.choice(_FIRMS)
    elif kind == "店":
        name = prefix + rng.choice(_SHOPS)
    else:
        name = street
    address = "" if kind == "无" else (name if name.startswith(town) else town + name) + door
    return Place(town, name, street, door, address)


def _door(rng: random.Random) -> str:
    floor, flat = rng.randint(1, 11), rng.randint(1, 2)
    return f"{rng.randint(1, 18)}号楼{rng.randint(1, 4)}单元{floor}0{flat}室"


def same_estate(place: Place, rng: random.Random) -> Place:
    """Another door of the same estate: a neighbour calls about the same matter."""
    door = _door(rng)
    return replace(place, door=door, address=place.address.removesuffix(place.door) + door)
