"""The desks as their people meet them, without a browser: AppTest over the whole of app.py."""
