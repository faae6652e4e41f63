"""Calibration of the free parameters on the patterns C1–C11: screening, history matching, ABC-SMC, recovery.

targets      what is aimed at: figures of the patterns with their target ranges
space        which parameters are free, with their priors (``free.toml``)
batch        many parameter sets simulated at once, on all processors
screening    which parameters move which pattern at all (Morris)
matching     history matching: waves of designs and emulators that rule out parts of the prior
sampling     ABC-SMC within what is not ruled out
posterior    the sample that is shipped, and comparisons over it
"""
