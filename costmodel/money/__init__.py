"""Money: currencies, rounding, parts of a total, dated exchange rates and their sources, amounts in words.

Decimals, currency codes and days come in; amounts in a named currency and conversions with their rate go out. The law
between old and new ouguiyas is here.
It may import files and words.
"""
