"""How sure a total is: distributions of lines, their correlation, and the exact or sampled distribution of the sum.

An estimate's lines come in; a `Simulation` with percentiles and drivers goes out. Floats live here and leave once.
It may import everything up to estimating.
"""
