"""第十四、十九条: whatever the audit log holds is said in the office's words."""

from __future__ import annotations

import re

from core.casework.accounts import AUDIT_VERBS
from tests import architecture

WRITTEN = re.compile(r'(?:\baudit\(\s*|\bverb=|VERB = )"([a-z_]+)"')


def test_every_verb_that_core_or_kb_writes_has_its_chinese_name() -> None:
    verbs = {
        verb
        for source in architecture.texts()
        if source.is_in("core", "kb", "pages")
        for verb in WRITTEN.findall(source.text)
    }
    assert len(verbs) > 20
    assert verbs - AUDIT_VERBS.keys() == set()
