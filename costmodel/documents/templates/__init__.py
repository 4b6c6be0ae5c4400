"""Word templates of one's own: what they may use, and whether they are sound.

A template comes in; its faults, each with paragraph, tag and remedy, go out.
Of documents it may import word and proposal.
"""
