// Keeps the page for visits without a network; a new version takes the place of an old one as a whole.

const KEPT = "coopsim-VERSION";
const FILES = ["./", "index.html", "icon.svg", "manifest.webmanifest"];

addEventListener("install", (event) => event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("coopsim-") && name !== KEPT) await caches.delete(name);
  await clients.claim();
})()));

addEventListener("fetch", (event) => event.respondWith(caches.open(KEPT).then(async (kept) => (await kept.match(event.request, { ignoreSearch: true })) ?? fetch(event.request))));
