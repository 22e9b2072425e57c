"""Searching: any text may be asked, and what the filters hide shows in no hit and no count."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import analyzer, search
from kb.document import Document
from kb.index import Index
from kb.search import Results

OCTOBER_1 = date(2026, 10, 1)  # a Thursday

DOCUMENTS = [
    Document(
        id="heating",
        title="城区供热收费标准",
        text="按建筑面积计算，4号楼同样。",
        kind="服务事项",
        unit_id="12",
        area="新城镇",
        category=("城乡建设", "供热"),
        audience="可对外",
        valid_from=date(2026, 10, 1),
        valid_until=date(2027, 3, 31),
    ),
    Document(
        id="secret",
        title="供热企业约谈记录",
        text="wifi密码ABC123",
        kind="职能职责",
        unit_id="12",
        area="新城镇",
        category=("城乡建设",),
        audience="内部",
    ),
    Document(
        id="dogs",
        title="养犬登记",
        questions=("狗证在哪里办",),
        text="到派出所办理，供热期间照常。",
        kind="服务事项",
        unit_id="3",
        category=("城乡建设管理",),
        audience="可对外",
    ),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Index:
    directory = tmp_path_factory.mktemp("search") / "index"
    opened = Index.rebuild(directory, DOCUMENTS, revision=1)
    opened.apply([Document(id="gone", title="供热旧规定", audience="可对外")], [], revision=2)
    opened.apply([], ["gone"], revision=3)
    return opened


def ask(opened: Index, text: str, **filters: Collection[str] | date | None) -> Results:
    return search.search(opened, text, **({"audiences": None, "on_day": None} | filters))  # type: ignore[arg-type]


def ids(answer: Results) -> set[str]:
    assert answer.total == len(answer.hits)
    return {hit.id for hit in answer.hits}


# --- filters -----------------------------------------------------------------------------------


def test_without_filters_all_living_entries_count(opened: Index) -> None:
    assert ids(ask(opened, "供热")) == {"heating", "secret", "dogs"}


def test_an_internal_entry_shows_neither_as_a_hit_nor_in_the_count(opened: Index) -> None:
    assert ids(ask(opened, "供热", audiences=["可对外"])) == {"heating", "dogs"}
    for text in ("约谈", "abc123", "企业"):
        answer = ask(opened, text, audiences=["可对外"])
        assert (answer.hits, answer.total, answer.is_near) == ([], 0, False)
    assert ids(ask(opened, "约谈", audiences=["可对外", "内部"])) == {"secret"}


def test_half_typed_text_finds_what_it_may_become_but_nothing_hidden(opened: Index) -> None:
    assert ids(ask(opened, "wif")) == set()
    assert ids(search.search(opened, "wif", audiences=None, on_day=None, is_typing=True)) == {
        "secret"
    }
    hidden = search.search(opened, "wif", audiences=["可对外"], on_day=None, is_typing=True)
    assert (hidden.hits, hidden.total) == ([], 0)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kinds": ["服务事项"]}, {"heating", "dogs"}),
        ({"kinds": ["服务事项", "职能职责"]}, {"heating", "secret", "dogs"}),
        ({"kinds": []}, set()),
        ({"kinds": ["群众关注"]}, set()),
        ({"kinds": ["\ud800"]}, set()),
        ({"unit_ids": ["12"]}, {"heating", "secret"}),
        ({"unit_ids": ["1"]}, set()),
        ({"areas": ["新城镇"]}, {"heating", "secret"}),
        ({"areas": ["", "新城镇"]}, {"heating", "secret", "dogs"}),
        ({"categories": ["城乡建设"]}, {"heating", "secret"}),
        ({"categories": ["城乡建设/供热"]}, {"heating"}),
        ({"kinds": ["服务事项"], "unit_ids": ["12"]}, {"heating"}),
        ({"on_day": date(2026, 9, 30)}, {"secret", "dogs"}),
        ({"on_day": OCTOBER_1}, {"heating", "secret", "dogs"}),
        ({"on_day": date(2027, 3, 31)}, {"heating", "secret", "dogs"}),
        ({"on_day": date(2027, 4, 1)}, {"secret", "dogs"}),
        ({"audiences": ["可对外"], "on_day": date(2027, 4, 1)}, {"dogs"}),
    ],
)
def test_filters(
    opened: Index, filters: dict[str, Collection[str] | date], expected: set[str]
) -> None:
    assert ids(ask(opened, "供热", **filters)) == expected


def test_the_limit_shortens_hits_but_not_the_total(opened: Index) -> None:
    for limit in (0, 1, 2):
        answer = search.search(opened, "供热", limit=limit, audiences=None, on_day=None)
        assert len(answer.hits) == limit
        assert answer.total == 3


SMALL = st.builds(
    Document,
    id=st.uuids().map(str),
    title=st.text("供暖低保4a ", max_size=6),
    text=st.text("供暖低保4a ，", max_size=12),
    kind=st.sampled_from("甲乙"),
    audience=st.sampled_from(["内部", "可对外"]),
    valid_until=st.none() | st.sampled_from([date(2026, 9, 30), OCTOBER_1]),
)


@settings(max_examples=60)
@given(
    documents=st.lists(SMALL, max_size=12, unique_by=lambda document: document.id),
    text=st.text("供暖低保4a ", min_size=1, max_size=5),
    kinds=st.none() | st.sets(st.sampled_from("甲乙")),
)
def test_the_total_is_what_reading_every_permitted_entry_would_count(
    tmp_path_factory: pytest.TempPathFactory,
    documents: list[Document],
    text: str,
    kinds: set[str] | None,
) -> None:
    opened = Index.rebuild(tmp_path_factory.mktemp("small"), documents, revision=1)
    asked = analyzer.views(text)
    permitted = {
        document.id: analyzer.views(f"{document.title}\n{document.text}")
        for document in documents
        if document.audience == "可对外"
        and (kinds is None or document.kind in kinds)
        and (document.valid_until is None or document.valid_until >= OCTOBER_1)
    }
    sharing = {
        id_
        for id_, views in permitted.items()
        if asked.words & views.words or asked.bigrams & views.bigrams
    }
    near = {id_ for id_, views in permitted.items() if asked.characters & views.characters}

    answer = search.search(
        opened, text, limit=100, kinds=kinds, audiences=["可对外"], on_day=OCTOBER_1
    )

    assert ids(answer) == (sharing or near)
    assert answer.is_near == bool(near and not sharing)


# --- whatever is typed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "水",
        "a",
        "4",
        "🔥🔥🔥没暖气😡",
        "暖" * 2000,
        "AND OR NOT",
        "NOT NOT 供热",
        '"供热 AND (title:* OR [1 TO 5}',
        "(" * 5000,
        "*?~^:\\/'\"[]{}<>&|!+-=%_;--",
        "title:供热*",
        "供热\x00\x0b\ud800\u200b",
        "\U0010ffff\ufffe",
        "ＡＢＣ①②㎡﷽",
    ],
)
def test_any_text_may_be_asked(opened: Index, text: str) -> None:
    answer = ask(opened, text)

    assert answer.total >= len(answer.hits)
    assert answer.took_ms < 200
    assert answer.is_cut == (len(text) > 200)


@given(st.text(st.characters(), max_size=300))
def test_no_text_makes_search_fail(opened: Index, text: str) -> None:
    answer = search.search(opened, text, audiences=["可对外"], on_day=OCTOBER_1, is_typing=True)

    assert {hit.id for hit in answer.hits} <= {"heating", "dogs"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("４号楼", "heating"),
        ("4号楼", "heating"),
        ("供\u200b热收费", "heating"),
        ("狗证", "dogs"),
        ("养犬登", "dogs"),
        ("ＡＢＣ１２３", "secret"),
    ],
)
def test_slips_of_the_keyboard_still_find(opened: Index, asked: str, expected: str) -> None:
    assert ask(opened, asked).hits[0].id == expected


def test_nothing_shared_but_a_character_offers_the_nearest(opened: Index) -> None:
    answer = ask(opened, "犬吠")

    assert answer.is_near
    assert [hit.id for hit in answer.hits] == ["dogs"]


def test_rare_han_are_found(tmp_path: Path) -> None:
    documents = [Document(id="1", title="𠮷祥里"), Document(id="2", title="吉祥里")]
    opened = Index.rebuild(tmp_path / "index", documents, revision=1)

    assert [hit.id for hit in ask(opened, "𠮷").hits] == ["1"]
    assert ask(opened, "𠮷祥里").hits[0].id == "1"
