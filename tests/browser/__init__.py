"""The running hotline in Chromium, as its people use it."""
