"""Calibration of the free parameters on the patterns C1–C20: screening, history matching, recovery, a sample.

patterns     what the defaults must reproduce, simulated; by what they look at: contribution_patterns, course_patterns,
             result_patterns, with pattern_runs for all of them
mechanisms   probe experiments: what moves when one mechanism is varied
targets      what is aimed at: figures of the patterns with their target ranges
space        which parameters are free, with their priors (``free.toml``)
batch        many parameter sets simulated at once, on all processors
screening    which parameters move which pattern at all (Morris)
matching     history matching: waves of designs and emulators that rule out parts of the prior
recovery     which known parameters are found again from their figures
sampling     approximate Bayesian computation within what is not ruled out: the sample that is shipped (posterior.csv)
procedure    all of it in order, and what the patterns identify
"""
