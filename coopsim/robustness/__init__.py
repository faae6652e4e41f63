"""The user's question answered over many parameter sets, and how far the answers can be trusted.

``question`` runs the experiments ``stagnation_…``, ``ablation`` takes mechanisms away, ``fragility`` moves single
parameters within their priors, ``sensitivity`` moves all of them.  Tables come out; ``pages`` puts them into words.
"""
