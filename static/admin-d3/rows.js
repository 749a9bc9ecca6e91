// Ordered lists on a change form: up and down buttons, dragging, a number that moves its row, new rows.
// Everything that this does can be done without it by typing numbers.
"use strict";

const EDGE = 80;
const STEP = 24;

const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-row]")].filter((row) => !row.hidden);
const numberOf = (row) => row.querySelector("input.row-number");
const isBlank = (row) => row.matches("details:not([open])");

function button(text, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", act);
  return made;
}

function renumber(list) {
  let number = 0;
  for (const row of rowsOf(list)) {
    const field = numberOf(row);
    if (!field || isBlank(row)) continue;
    number += 1;
    field.value = String(number);
  }
}

function say(list, text) {
  list.querySelector(":scope > .rows-said").textContent = text;
}

function moved(list, row) {
  renumber(list);
  say(list, `Moved to number ${numberOf(row).value}.`);
  row.dispatchEvent(new CustomEvent("rows:moved", { bubbles: true }));
}

function shift(list, row, by) {
  const rows = rowsOf(list).filter((other) => !isBlank(other));
  const neighbour = rows[rows.indexOf(row) + by];
  if (!neighbour) return;
  if (by < 0) neighbour.before(row);
  else neighbour.after(row);
  moved(list, row);
}

function placeByNumber(list, row) {
  const wanted = Number(numberOf(row).value);
  const others = rowsOf(list).filter((other) => other !== row && !isBlank(other));
  if (!Number.isInteger(wanted) || wanted < 1) return;
  const next = others[wanted - 1];
  if (next) next.before(row);
  else if (others.length) others[others.length - 1].after(row);
  moved(list, row);
  numberOf(row).focus();
}

function dragging(list, row, handle) {
  handle.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    down.preventDefault();
    row.classList.add("row-dragged");
    const follow = (move) => {
      // A long list scrolls under the hand.
      if (move.clientY < EDGE) window.scrollBy(0, -STEP);
      else if (move.clientY > window.innerHeight - EDGE) window.scrollBy(0, STEP);
      const others = rowsOf(list).filter((other) => other !== row && !isBlank(other));
      const below = others.find((other) => {
        const box = other.getBoundingClientRect();
        return move.clientY < box.top + box.height / 2;
      });
      if (below) {
        if (below.previousElementSibling !== row) below.before(row);
      } else if (others.length && others[others.length - 1].nextElementSibling !== row) {
        others[others.length - 1].after(row);
      }
    };
    const drop = () => {
      document.removeEventListener("pointermove", follow);
      document.removeEventListener("pointerup", drop);
      document.removeEventListener("pointercancel", drop);
      row.classList.remove("row-dragged");
      moved(list, row);
    };
    // The document hears of it: a handle loses the pointer that it has captured as soon as its row is put elsewhere.
    document.addEventListener("pointermove", follow);
    document.addEventListener("pointerup", drop);
    document.addEventListener("pointercancel", drop);
  });
}

function equip(list, row) {
  const field = numberOf(row);
  if (!field || row.querySelector(".row-tools")) return;
  const tools = document.createElement("span");
  tools.className = "row-tools";
  const up = button("↑", "Move up", () => { shift(list, row, -1); up.focus(); });
  const down = button("↓", "Move down", () => { shift(list, row, 1); down.focus(); });
  const handle = document.createElement("span");
  handle.className = "row-handle";
  handle.textContent = "⠿";
  handle.title = "Drag to move";
  handle.setAttribute("aria-hidden", "true");
  tools.append(handle, up, down);
  field.after(tools);
  field.addEventListener("change", () => placeByNumber(list, row));
  dragging(list, row, handle);
  if (row.matches("details")) row.addEventListener("toggle", () => renumber(list));
}

function addRow(section, list, template) {
  const total = section.querySelector("input[name$='-TOTAL_FORMS']");
  const made = template.content.firstElementChild.cloneNode(true);
  const number = total.value;
  for (const element of [made, ...made.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("__prefix__")) element.setAttribute(name, value.replaceAll("__prefix__", number));
    }
  }
  total.value = String(Number(number) + 1);
  made.open = true;
  list.querySelector(":scope > .rows-add").before(made);
  equip(list, made);
  renumber(list);
  made.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: section.dataset.rows } }));
  made.querySelector("textarea, input[type=text]")?.focus();
}

function start(section) {
  const list = section.querySelector(".rows-list");
  const template = section.querySelector("template[data-row-template]");
  if (!template) return;
  const said = document.createElement("p");
  said.className = "rows-said visually-hidden";
  said.setAttribute("role", "status");
  list.append(said);
  const add = button("Add another row", `Add another row to ${section.querySelector("h2").firstChild.textContent.trim()}`, () => {
    addRow(section, list, template);
  });
  add.className = "rows-add";
  list.append(add);
  for (const row of rowsOf(list)) equip(list, row);
}

// The autocomplete of Django's admin leaves its inputs without a name for those who cannot see the label.
function nameAutocompletes(within) {
  for (const select of within.querySelectorAll("select.admin-autocomplete")) {
    const name = select.labels[0]?.textContent.replace(/:\s*$/, "").trim();
    const shown = select.nextElementSibling;
    if (!name || !shown) continue;
    const selector = ".select2-search__field, .select2-selection--single, .select2-selection--single .select2-selection__rendered";
    for (const part of shown.querySelectorAll(selector)) {
      part.setAttribute("aria-label", name);
      part.removeAttribute("aria-labelledby");
    }
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const section of document.querySelectorAll("[data-rows]")) start(section);
  // jQuery calls back in the order of asking, and Django's script has asked before.
  window.django?.jQuery(() => nameAutocompletes(document));
});
document.addEventListener("formset:added", (event) => setTimeout(nameAutocompletes, 0, event.target));
