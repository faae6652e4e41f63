"""A second implementation of the model, written from the ODD document alone, in plain Python and Mesa."""
