"""The workshop page: two settings side by side in the browser, served from this machine, without the internet."""
