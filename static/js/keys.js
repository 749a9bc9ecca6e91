// Keys: "/" and Ctrl/Cmd-K go to the search field, "?" lists the keys; never while something is being typed.
// Single keys can be switched off; the choice stays in this browser.
const field = document.querySelector("[data-search-key]");
const NAME = "single-keys";
let dialog = null;

function areOn() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function made(tag, text = "", attributes = {}) {
  const element = Object.assign(document.createElement(tag), attributes);
  element.textContent = text;
  return element;
}

function listOfKeys() {
  const box = made("dialog", "", { className: "keys" });
  box.setAttribute("aria-labelledby", "keys-title");
  const rows = made("dl");
  [
    ["/", "Go to the search field"],
    ["Ctrl K or ⌘ K", "Go to the search field, with what is selected"],
    ["?", "Show this list"],
    ["↓ ↑ Enter", "Choose a suggestion and open it"],
    ["Esc", "Close the suggestions or this list"],
  ].forEach(([keys, what]) => {
    const term = made("dt");
    term.append(made("kbd", keys));
    rows.append(term, made("dd", what));
  });
  const label = made("label");
  const tick = made("input", "", { type: "checkbox", checked: areOn() });
  tick.addEventListener("change", () => {
    try {
      if (tick.checked) localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, "off");
    } catch {
      // Private windows may refuse: the choice then lasts as long as the page.
    }
  });
  label.append(tick, document.createTextNode(" Single keys (/ and ?) are on"));
  const close = made("button", "Close", { type: "button" });
  close.addEventListener("click", () => box.close());
  box.append(made("h2", "Keys", { id: "keys-title" }), rows, label, close);
  document.body.append(box);
  return box;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || isTyping(event.target)) return;
  const isPlain = !event.ctrlKey && !event.metaKey;
  if (event.key === "?" && isPlain && areOn()) {
    event.preventDefault();
    dialog ??= listOfKeys();
    if (!dialog.open) dialog.showModal();
    return;
  }
  const isSlash = event.key === "/" && isPlain && areOn();
  const isPalette = event.key.toLowerCase() === "k" && !isPlain;
  if (!field || (!isSlash && !isPalette)) return;
  event.preventDefault();
  const selected = String(getSelection()).trim();
  if (selected && selected.length <= 60) field.value = selected;
  field.focus();
  field.select();
});

// A link to the page that lists them, or a button that is of no use without this script.
document.querySelectorAll("[data-show-keys]").forEach((opener) => {
  opener.hidden = false;
  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog ??= listOfKeys();
    if (!dialog.open) dialog.showModal();
  });
});
