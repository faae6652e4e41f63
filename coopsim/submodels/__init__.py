"""The rules: one file per submodel of the ODD document."""
