"""The command line: options, help in the chosen language, one file per command."""
