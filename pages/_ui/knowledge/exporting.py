"""导出: the list as it is filtered, and for those who keep everything the whole, in the columns of the import."""

from __future__ import annotations

from core.exchange.sheets import Written
from core.store.work import Reading
from kb import exports
from kb.shelves import Wanted
from pages._ui import download
from pages._ui.desk import Entered

SLOT = "kb_export"


def offer(desk: Entered, wanted: Wanted) -> None:
    """One button for what is listed, another for all where that is more."""

    def listed(reading: Reading) -> Written:
        return exports.export_entries(reading, wanted)

    download.button(desk, "导出清单", listed, key="kb_export_list", slot=SLOT)
    if wanted != Wanted():
        label = "导出本单位全部" if desk.actor.is_unit else "导出全库"
        download.button(desk, label, exports.export_entries, key="kb_export_all", slot=SLOT)
