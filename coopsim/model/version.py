"""The version of the package, which results name and may depend on."""

VERSION = "0.1.0"
