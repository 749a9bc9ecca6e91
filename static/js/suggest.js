// Suggestions under the search box, as a combobox (WAI-ARIA): arrow keys choose, Enter opens, Escape closes.
// The field that is typed in is never replaced, and without this script the form works as it is.
import { recentCodes } from "./recent.js";

const WAIT = 120;
let made = 0;

function option(list, index, text, kind, url) {
  const item = document.createElement("li");
  item.id = `${list.id}-${index}`;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.url = url;
  const name = document.createElement("span");
  name.textContent = text;
  const hint = document.createElement("span");
  hint.className = "suggest-kind";
  hint.textContent = kind;
  item.append(name, hint);
  return item;
}

function enhance(field) {
  const list = document.createElement("ul");
  // It stands empty in the page as it was sent: what is put into a region that is only made then is not always told.
  const status = field.form.querySelector("[data-suggest-status]");
  list.id = `suggestions-${(made += 1)}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  let timer = 0;
  let asked = null;
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (index) => {
    const items = [...list.children];
    chosen = items.length ? (index + items.length) % items.length : -1;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) return;
    field.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  };

  const show = (rows) => {
    list.replaceChildren(...rows.map((row, index) => option(list, index, ...row)));
    if (!rows.length) {
      close();
      return;
    }
    list.hidden = false;
    chosen = -1;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    const typed = field.value.trim();
    asked?.abort();
    if (!typed) {
      show(recentCodes().map(({ code, name, url }) => [`${code} ${name}`, "Recently viewed", url]));
      return;
    }
    asked = new AbortController();
    try {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      if (!answer.ok) return;
      const [, titles, kinds, urls] = await answer.json();
      if (document.activeElement !== field || field.value.trim() !== typed) return;
      show(titles.map((title, index) => [title, kinds[index], new URL(urls[index]).pathname]));
      status.textContent = titles.length === 1 ? "1 suggestion" : `${titles.length} suggestions`;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };

  field.addEventListener("input", later);
  field.addEventListener("focus", () => { if (!field.value) later(); });
  field.addEventListener("blur", () => { clearTimeout(timer); close(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) location.assign(item.dataset.url);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        ask();
      } else if (event.key === "ArrowDown") {
        choose(chosen + 1);
      } else {
        choose(chosen < 0 ? list.children.length - 1 : chosen - 1);
      }
      event.preventDefault();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
}

document.querySelectorAll("[data-suggest]").forEach(enhance);
