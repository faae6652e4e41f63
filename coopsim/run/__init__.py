"""The doors to the rules: ensembles, the Mesa model, one run month by month, and how work is spread and shown."""
