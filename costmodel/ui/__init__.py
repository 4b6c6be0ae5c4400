"""The quoting app: a thin coat over the library. Pages show and ask; every figure comes from the library."""
