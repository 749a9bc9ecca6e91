// Keeps a change form in this browser while it is being written, and offers it back after a crash or a lapsed session.
// Each open form is kept under its subject and version and a name of its own. The name is sent with the form, and the
// answer to a save bears it in a cookie: then the kept form is thrown away.
(() => {
  "use strict";
  const PREFIX = "d3-kept:";
  const TAB = "d3-kept-in-tab:";
  const COOKIE = "d3-saved";
  const EVERY = 3000;
  const DAYS = 7;
  const MOST = 20;
  const LARGEST = 1000000;
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "kept_as", "_restore"]);

  let form, watch, name, key, before, isLeaving = false, timer = 0;

  function* stored() {
    for (const found of Object.keys(localStorage)) {
      if (!found.startsWith(PREFIX)) continue;
      try {
        yield [found, JSON.parse(localStorage.getItem(found))];
      } catch {
        localStorage.removeItem(found);
      }
    }
  }

  function forget(isOver) {
    for (const [found, entry] of [...stored()]) if (isOver(entry, found)) localStorage.removeItem(found);
  }

  function clear() {
    const saved = document.cookie.match(/(?:^|; )d3-saved=([a-z0-9-]+)/)?.[1];
    if (saved) {
      forget((entry) => entry.name === saved);
      document.cookie = `${COOKIE}=; Max-Age=0; Path=${watch?.dataset.root ?? "/admin/"}; SameSite=Strict`;
    }
    const oldest = Date.now() - DAYS * 86400000;
    forget((entry) => !(entry.at > oldest));
    const all = [...stored()].sort((one, other) => other[1].at - one[1].at);
    for (const [found] of all.slice(MOST)) localStorage.removeItem(found);
  }

  const pairs = () => [...new FormData(form)].filter(([field]) => !NOT_KEPT.has(field));
  const written = () => JSON.stringify(pairs().filter(([field]) => field !== "opened"));
  const isChanged = () => written() !== before;

  function keep() {
    clearTimeout(timer);
    timer = 0;
    if (!isChanged()) {
      localStorage.removeItem(key);
      return;
    }
    const entry = JSON.stringify({ name, at: Date.now(), pairs: pairs() });
    if (entry.length > LARGEST) return;
    try {
      localStorage.setItem(key, entry);
    } catch {
      const oldest = [...stored()].sort((one, other) => one[1].at - other[1].at)[0];
      if (!oldest || oldest[0] === key) return;
      localStorage.removeItem(oldest[0]);
      keep();
      return;
    }
    // What this tab sent before is in this form now: it need not be offered twice.
    const earlier = sessionStorage.getItem(TAB + watch.dataset.keep);
    if (earlier && earlier !== name) forget((one) => one.name === earlier);
    sessionStorage.setItem(TAB + watch.dataset.keep, name);
  }

  function later() {
    if (!timer) timer = setTimeout(keep, EVERY);
  }

  function restore(entry) {
    const made = document.createElement("form");
    made.method = "post";
    made.action = location.pathname;
    made.hidden = true;
    const token = form.elements.csrfmiddlewaretoken.value;
    for (const [field, value] of [...entry.pairs, ["csrfmiddlewaretoken", token], ["_restore", "1"]]) {
      const input = document.createElement("textarea"); // unlike an input, it keeps line ends
      input.name = field;
      input.value = value;
      made.append(input);
    }
    sessionStorage.setItem(TAB + watch.dataset.keep, entry.name);
    isLeaving = true;
    document.body.append(made);
    made.submit();
  }

  function button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button small";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  }

  function offer(found, entry) {
    const at = new Date(entry.at);
    const isToday = at.toDateString() === new Date().toDateString();
    const when = at.toLocaleString("en-US", { hour12: false, hour: "2-digit", minute: "2-digit", ...(isToday ? {} : { day: "numeric", month: "short" }) });
    const bar = document.createElement("section");
    bar.className = "kept";
    bar.setAttribute("aria-label", "Unsaved changes");
    const words = document.createElement("p");
    words.textContent = `You had unsaved changes from ${when}.`;
    bar.append(words, button("Restore", () => restore(entry)), button("Discard", () => {
      localStorage.removeItem(found);
      bar.remove();
      const heading = document.querySelector("#content h1");
      heading.tabIndex = -1;
      heading.focus();
    }));
    form.before(bar);
  }

  function start() {
    name = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    key = `${PREFIX}${watch.dataset.keep}:${watch.dataset.version}:${name}`;
    const sent = document.createElement("input");
    sent.type = "hidden";
    sent.name = "kept_as";
    sent.value = name;
    form.append(sent);
    const isRedrawn = "redrawn" in watch.dataset;
    before = isRedrawn ? "" : written();
    if (isRedrawn) {
      keep();
    } else {
      const own = [...stored()].filter(([found]) => found.startsWith(`${PREFIX}${watch.dataset.keep}:`));
      own.sort((one, other) => other[1].at - one[1].at);
      if (own.length) offer(...own[0]);
    }
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("rows:moved", later);
    window.django?.jQuery(form).on("change", "select", later);
    form.addEventListener("submit", () => {
      keep();
      isLeaving = true;
    });
    window.addEventListener("pagehide", () => { if (!isLeaving) keep(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && !isLeaving) keep(); });
    window.addEventListener("pageshow", () => { isLeaving = false; });
    window.addEventListener("beforeunload", (event) => {
      if (!isLeaving && isChanged()) event.preventDefault();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    watch = document.querySelector("[data-watch]");
    form = watch?.closest("form");
    try {
      clear();
      // The rows and the autocompletes get ready first.
      if (form && watch.dataset.keep) setTimeout(start, 0);
    } catch {
      // A browser that stores nothing: the form works, and is not kept.
    }
  });
})();
