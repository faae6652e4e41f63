"""The model in the browser: the same kernel as a WebAssembly module, what it reads, and a door to it in JavaScript."""
