"""Reports on a comparison: for a workshop in town hall, and as the supplement of a paper; HTML and PDF.

Data flow one way: comparison → ``findings`` and ``convergence`` (numbers) → ``wording`` (sentences) → ``workshop`` or
``supplement`` (a ``Document`` of ``blocks``) → ``html`` and ``pdf``.
"""
