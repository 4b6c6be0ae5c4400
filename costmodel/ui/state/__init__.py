"""What a browser session holds: the draft of a quote, settings, own rates, who may see what, and faults.

What a person did comes in; drafts and what the library computes of them go out.
Of ui it imports nothing else.
"""
