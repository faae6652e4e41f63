"""A report and how it is written as HTML and PDF.

Data flow one way: numbers of a comparison or an experiment → claims, what is said as data (``analysis.claims`` and
beside it) → ``wording`` (sentences) → sections of ``blocks`` (``workshop``, ``supplement``, ``study_document``) →
``html`` and ``pdf``.
"""
