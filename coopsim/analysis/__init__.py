"""Analysis of run tables: intervals, competing risks, summaries and paired contrasts."""
