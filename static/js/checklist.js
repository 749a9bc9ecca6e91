// The checklist: ticks stay in this browser (only the keys of ticked items), and can be counted, copied, cleared, printed.
import { copy } from "./copying.js";

const root = document.querySelector("[data-checklist]");

function remembered(name) {
  try {
    return new Set(JSON.parse(localStorage.getItem(name) || "[]"));
  } catch {
    return new Set();
  }
}

function remember(name, keys) {
  try {
    if (keys.length) localStorage.setItem(name, JSON.stringify(keys));
    else localStorage.removeItem(name);
  } catch {
    // Private windows may refuse: ticks then last as long as the page.
  }
}

function asText(root, boxes) {
  const lines = boxes.map((box) => `[${box.checked ? "x" : " "}] ${box.labels[0].textContent.trim()}`);
  return [`Modifier ${root.dataset.checklist}: documentation checklist`, ...lines].join("\n");
}

if (root) {
  const name = `checklist-${root.dataset.checklist}`;
  const boxes = [...root.querySelectorAll("input[type=checkbox]")];
  const count = root.querySelector("[data-count]");
  const ticked = remembered(name);
  const update = () => {
    const keys = boxes.filter((box) => box.checked).map((box) => box.value);
    count.textContent = `${keys.length}/${boxes.length}`;
    count.setAttribute("aria-label", `${keys.length} of ${boxes.length} ticked`);
    remember(name, keys);
  };
  boxes.forEach((box) => {
    box.checked = ticked.has(box.value);
    box.addEventListener("change", update);
  });
  update();
  root.querySelector("[data-tools]").hidden = false;
  root.querySelector("[data-print]").addEventListener("click", () => print());
  root.querySelector("[data-clear]").addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = false; });
    update();
  });
  const button = root.querySelector("[data-copy-checklist]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(asText(root, boxes), button));
}
