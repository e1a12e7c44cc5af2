/* The colours that a reader chose on an earlier page; where the choice is to follow the system, the system's. */
"use strict";

(() => {
  const palette = __md_get("__palette");
  if (!palette?.color) return;
  let { color } = palette;
  if (color.media === "(prefers-color-scheme)") {
    const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    const input = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${scheme})']`);
    if (input) color = Object.fromEntries(["media", "scheme", "primary", "accent"].map((key) => [key, input.getAttribute(`data-md-color-${key}`)]));
  }
  for (const [key, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${key}`, value);
})();
