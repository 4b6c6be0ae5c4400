"""Tender forms of a quote, each as Excel and as Word from one content."""
