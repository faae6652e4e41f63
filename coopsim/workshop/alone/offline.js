// Where the page is served, it is kept for the next visit without a network.

if (["http:", "https:"].includes(location.protocol) && "serviceWorker" in navigator) navigator.serviceWorker.register("sw.js").catch(() => {});
