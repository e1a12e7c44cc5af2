/* Keeps the pages of the roles readable where there is no network: what was looked at once is there for a week.
   Only those pages, and what they are drawn with, are kept; a page that can be fetched is always fetched. */
"use strict";

const STORE = "kept-roles";
const DAYS = 7;
const KEPT = /\/(?:roles|assets)\//;

const isFresh = (answer) => {
  const written = Date.parse(answer.headers.get("date") || "");
  return !written || Date.now() - written < DAYS * 86400000;
};

const fetched = async (request) => {
  const store = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    if (answer.ok) await store.put(request, answer.clone());
    // What the site no longer has is not kept either.
    if (answer.status === 404) await store.delete(request, { ignoreSearch: true });
    return answer;
  } catch (failure) {
    const kept = await store.match(request, { ignoreSearch: true });
    if (kept && isFresh(kept)) return kept;
    throw failure;
  }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const wanted = event.data.filter((url) => KEPT.test(new URL(url).pathname));
  event.waitUntil(Promise.allSettled(wanted.map((url) => fetched(new Request(url)))));
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !KEPT.test(url.pathname)) return;
  event.respondWith(fetched(event.request));
});
