"""Front door of the county's 12345 hotline: `streamlit run app.py` starts the server, each visit runs the shell.

Imported by the server there is no runtime yet, and `app` is built; executed for a visit there is one, and
the shell asks who is there and shows that person's pages. AppTest comes in by the second way.
"""

from __future__ import annotations

import streamlit as st
from streamlit import runtime

if not runtime.exists():
    from streamlit.runtime.pages_manager import PagesManager

    from pages import _web as web
    from pages._ui import failures

    # Streamlit 1.67 otherwise runs a file of pages/ by its URL alone, without the sign-in below,
    # until the first visit to the front door after a restart.
    PagesManager.uses_pages_directory = False
    app = st.App(
        __file__,
        routes=web.ROUTES,
        middleware=web.MIDDLEWARE,
        lifespan=web.lifespan,
        on_script_error=failures.show_unexpected,
    )
else:
    from pages._ui import shell

    shell.main()
