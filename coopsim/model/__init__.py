"""What a run is made of: vocabularies, parameters, state, outcomes, random streams, and the two kinds of rules."""
