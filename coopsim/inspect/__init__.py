"""Mesa's own view of one run, for researchers who know SolaraViz."""
