"""Its place makes pytest find the modules that several folders of tests share, such as ``fake_ensemble``."""
