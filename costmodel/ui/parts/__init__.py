"""What pages share: fields, tables, charts, the price at the side, words made safe, the sign-in.

State comes in; widgets on the page go out.
Of ui it may import state.
"""
