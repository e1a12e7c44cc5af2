/* The search: a button in the header, "/" or Ctrl+K. What it needs is loaded when it is opened, from this site alone. */
"use strict";

(() => {
  const button = document.querySelector("[data-search]");
  if (!button || !window.HTMLDialogElement) return;
  const root = new URL("..", document.currentScript.src);
  const SHOWN = 8;
  let opened;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // Of an excerpt only its words are taken, and which of them were looked for.
  const marked = (excerpt) => {
    const parsed = new DOMParser().parseFromString(excerpt, "text/html").body;
    return [...parsed.childNodes].map((node) => (node.nodeName === "MARK" ? make("mark", {}, node.textContent) : node.textContent));
  };

  const styles = () => new Promise((done) => {
    const link = make("link", { rel: "stylesheet", href: new URL("assets/search.css", root) });
    link.onload = link.onerror = done;
    document.head.append(link);
  });

  const load = async (path) => (await fetch(new URL(path, root))).json();

  const index = async () => {
    const facets = await load("search/facets.json");
    const pagefind = await import(new URL("search/pagefind.js", root));
    await pagefind.options({ baseUrl: root.pathname });
    await pagefind.init();
    return { pagefind, facets };
  };

  const dialog = (words) => {
    const field = make("input", { type: "search", id: "k-search-field", autocomplete: "off", placeholder: words.hint });
    const status = make("p", { role: "status" });
    const results = make("ol");
    const more = make("button", { type: "button", class: "k-search__more", hidden: "" }, words.more);
    const facets = make("div", { class: "k-search__facets" });
    const clear = make("button", { type: "button", class: "k-search__clear", hidden: "" }, words.clear);
    const shut = make("button", { type: "button", class: "k-search__close" }, words.close);
    const form = make("form", { role: "search" }, make("label", { for: "k-search-field" }, words.field), field, facets, clear);
    const box = make("dialog", { class: "k-search", "aria-label": button.textContent.trim() }, shut, form, status, results, more);
    shut.addEventListener("click", () => box.close());
    box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
    document.body.append(box);
    return { box, form, field, facets, clear, status, results, more };
  };

  const offer = (facets, words, parts) => {
    for (const [name, label] of words.facets) {
      const labels = [...(facets.labels[name] || []).entries()].sort(([, one], [, other]) => one.localeCompare(other));
      if (labels.length < 2) continue;
      const choices = [["", words.all], ...labels].map(([value, text]) => make("option", { value }, text));
      parts.facets.append(make("label", {}, make("span", {}, label), make("select", { name }, ...choices)));
    }
  };

  const open = async () => {
    const words = await load("assets/search.json");
    await styles();
    const parts = dialog(words);
    parts.box.showModal();
    let pagefind, facets;
    try {
      ({ pagefind, facets } = await index());
      offer(facets, words, parts);
    } catch {
      parts.form.hidden = true;
      parts.status.textContent = words.absent;
      return parts.box;
    }
    const plural = new Intl.PluralRules(document.documentElement.lang || "en");
    let found = [];
    let asked = 0;

    const of = (result) => facets.pages[result.id] || {};

    const show = async () => {
      const started = asked;
      const next = found.slice(parts.results.children.length, parts.results.children.length + SHOWN);
      const pages = await Promise.all(next.map(async (one) => [of(one).kind, await one.data()]));
      if (started !== asked) return;
      for (const [place, page] of pages) {
        const kind = place && facets.labels.kind[place[0]];
        const link = make("a", { href: page.url }, page.meta.title || page.url);
        parts.results.append(make("li", {}, link, ...(kind ? [make("span", {}, kind)] : []), make("p", {}, ...marked(page.excerpt))));
      }
      parts.more.hidden = parts.results.children.length >= found.length;
    };

    const look = async () => {
      const mine = ++asked;
      const term = parts.field.value.trim();
      const chosen = [...new FormData(parts.form)].filter(([, value]) => value);
      const isAsked = term || chosen.length;
      const answer = isAsked ? await pagefind.search(term || null) : { results: [] };
      if (mine !== asked) return;
      found = answer.results.filter((one) => chosen.every(([name, value]) => of(one)[name]?.includes(Number(value))));
      parts.results.replaceChildren();
      parts.clear.hidden = !chosen.length;
      const sentence = words.found[plural.select(found.length)] || words.found.other;
      parts.status.textContent = !isAsked ? "" : found.length ? sentence.replace("{digits}", found.length.toLocaleString(document.documentElement.lang)) : words.none;
      await show();
    };

    let wait;
    const soon = () => { clearTimeout(wait); wait = setTimeout(look, 120); };
    parts.form.addEventListener("input", soon);
    parts.clear.addEventListener("click", () => {
      for (const select of parts.facets.querySelectorAll("select")) select.value = "";
      parts.field.focus();
      look();
    });
    parts.form.addEventListener("submit", (event) => { event.preventDefault(); parts.results.querySelector("a")?.focus(); });
    parts.more.addEventListener("click", async () => {
      const place = parts.results.children.length;
      await show();
      parts.results.children[place]?.querySelector("a").focus();
    });
    // Arrow keys go from the field to the results and through them.
    parts.box.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      if (event.target.nodeName === "SELECT") return;
      const stops = [parts.field, ...parts.results.querySelectorAll("a")];
      const place = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (!stops[place]) return;
      event.preventDefault();
      stops[place].focus();
    });
    return parts.box;
  };

  const begin = async () => {
    const box = await (opened ??= open());
    if (!box.open) box.showModal();
    box.querySelector("input")?.focus();
  };

  button.hidden = false;
  button.addEventListener("click", begin);
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest?.("input, textarea, select, [contenteditable]");
    const asks = (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
    if (writes || !asks) return;
    event.preventDefault();
    begin();
  });
})();
