// The sheet: what is typed into the fields stands in the letter's blanks, as text, and nowhere else. It is kept in no
// storage, sent by no request (the page's policy forbids both), and gone when the page is left.
const sheet = document.querySelector("[data-sheet]");
const panel = document.querySelector("[data-fields]");
const fields = [...panel.querySelectorAll("[data-fill]")];
const said = document.querySelector("[data-said]");
const edit = panel.querySelector("[data-edit-letter]");
const empty = [...sheet.childNodes].map((node) => node.cloneNode(true));

function blanks(key) {
  return [...sheet.querySelectorAll("[data-blank]")].filter((blank) => blank.dataset.blank === key);
}

function fill(field) {
  for (const blank of blanks(field.dataset.fill)) {
    blank.dataset.label ??= blank.textContent;
    blank.textContent = field.value.trim() || blank.dataset.label;
    blank.classList.toggle("filled", Boolean(field.value.trim()));
  }
}

function editing(on) {
  sheet.contentEditable = on ? "plaintext-only" : "false";
  if (on && sheet.contentEditable !== "plaintext-only") sheet.contentEditable = "true";
  sheet.spellcheck = false; // some browsers send words away to be checked
  edit.setAttribute("aria-pressed", String(on));
}

function clear() {
  for (const field of fields) field.value = "";
  editing(false);
  sheet.replaceChildren(...empty.map((node) => node.cloneNode(true)));
}

async function copy(button) {
  sheet.classList.add("copying"); // leaves the margin out
  const text = sheet.innerText;
  sheet.classList.remove("copying");
  const done = await navigator.clipboard.writeText(text).then(() => "Copied", () => "Could not copy");
  const label = button.textContent;
  button.textContent = said.textContent = done;
  setTimeout(() => { button.textContent = label; said.textContent = ""; }, 1600);
}

for (const field of fields) field.addEventListener("input", () => fill(field));
panel.querySelector("[data-print-letter]").addEventListener("click", () => print());
edit.addEventListener("click", () => {
  editing(edit.getAttribute("aria-pressed") !== "true");
  if (edit.getAttribute("aria-pressed") === "true") sheet.focus();
});
panel.querySelector("[data-clear-letter]").addEventListener("click", () => {
  clear();
  said.textContent = "Cleared";
});
const button = panel.querySelector("[data-copy-letter]");
button.hidden = !navigator.clipboard;
button.addEventListener("click", () => copy(button));
addEventListener("pagehide", clear);
addEventListener("pageshow", (event) => { if (event.persisted) clear(); }); // a page kept by the browser
for (const field of fields) field.value = "";
document.querySelector("[data-by-hand]").hidden = true;
panel.hidden = false;
