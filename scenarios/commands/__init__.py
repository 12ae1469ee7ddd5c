"""The headless commands, one module for each kind; `scenarios/__main__.py` is their front door."""
