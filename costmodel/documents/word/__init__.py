"""What every Word document shares: templates filled in, native charts, the seller's look, right-to-left.

A template and plain values come in; a finished package goes out. A template that is not ours is filled in apart.
Of documents it may import excel.
"""
