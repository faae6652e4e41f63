"""Reports on experiments: what the points of a run store say about approaches, forms of governance and worlds."""
