/* The internal site: filters whose settings live in the address, and buttons that copy. Without it everything is listed. */
"use strict";

(() => {
  const own = document.currentScript.src;
  const copyText = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Browsers have no clipboard for pages that are not served over https.
      const area = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await copyText(button.dataset.copy);
    const label = button.firstChild;
    const before = label.data;
    label.data = button.dataset.done;
    setTimeout(() => { label.data = before; }, 2000);
  });
  const showButtons = (within) => within.querySelectorAll("[data-copy]").forEach((one) => { one.hidden = false; });
  showButtons(document);

  /* The finder. */
  const form = document.querySelector("[data-find]");
  const list = document.querySelector("[data-found]");
  if (form && list) {
    const items = () => [...list.children];
    const settings = () => [...new FormData(form)].filter(([, value]) => value);
    let rest = form.dataset.more ? form.dataset.more.split(" ") : [];

    const fits = (item, [name, value]) => {
      if (name === "who") return item.textContent.toLowerCase().includes(value.trim().toLowerCase());
      if (name === "day") return !item.dataset.until || item.dataset.until >= value;
      if (name === "sector") return item.dataset.sector === value;
      return (item.dataset[name] || "").split(" ").includes(value);
    };

    // The other pages of a long list: their items are taken over as they are; links in them start from the root again.
    const all = async () => {
      const wanted = rest;
      rest = [];
      for (const path of wanted) {
        const address = new URL(form.dataset.root + path, location.href);
        const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
        for (const item of page.querySelectorAll("[data-found] > *")) {
          item.querySelectorAll("a[href]").forEach((link) => {
            link.href = new URL(link.getAttribute("href"), address).href;
          });
          list.append(document.adoptNode(item));
        }
      }
      showButtons(list);
    };

    const apply = async () => {
      const chosen = settings();
      if (chosen.length) await all();
      let shown = 0;
      for (const item of items()) {
        item.hidden = !chosen.every((one) => fits(item, one));
        shown += item.hidden ? 0 : 1;
      }
      document.querySelectorAll("[data-static]").forEach((one) => { one.hidden = chosen.length > 0 || !rest.length; });
      document.querySelector("[data-nothing]").hidden = shown > 0;
      form.querySelector("output").value = form.dataset.says.replace("{shown}", shown).replace("{all}", form.dataset.all);
      const query = new URLSearchParams(settings()).toString();
      history.replaceState(null, "", query ? `?${query}` : location.pathname);
    };

    for (const [name, value] of new URLSearchParams(location.search)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }

  /* Find your part: the list shrinks while somebody types, by title and by what else people call the job. */
  document.querySelectorAll("[data-look]").forEach((field) => {
    const rows = [...document.getElementById(field.dataset.look).children];
    field.closest("[hidden]").hidden = false;
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !`${row.textContent} ${row.dataset.also || ""}`.toLowerCase().includes(wanted);
    });
  });

  /* A role's page stays readable without a network, and then says how old its figures are. */
  const note = document.querySelector("[data-offline]");
  if (note && "serviceWorker" in navigator) {
    /* Only a request tells: a browser calls itself online on any network, also on one that leads nowhere. */
    const tell = async () => {
      const days = Math.max(0, Math.floor((Date.now() - Date.parse(note.dataset.asOf)) / 86400000));
      note.textContent = note.dataset.offline.replace("{days}", days);
      note.hidden = await fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => true, () => false);
    };
    addEventListener("online", tell);
    addEventListener("offline", tell);
    tell();
    const root = new URL("..", own);
    navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.pathname }).then(async () => {
      const ready = await navigator.serviceWorker.ready;
      const drawnWith = performance.getEntriesByType("resource").map((one) => one.name);
      ready.active.postMessage([location.href, ...drawnWith.filter((url) => url.startsWith(location.origin))]);
    }).catch(() => {});
  }
})();
