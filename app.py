"""Starts the quoting app: `streamlit run app.py`."""

from costmodel.ui.main import main

main()
