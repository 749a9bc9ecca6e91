// The “#” behind a statement leads to its own address. With this script a box opens there too: copy the link, copy the
// citation, or say that the statement is wrong.
import { copy } from "./copying.js";
import { announce, canPop, isPlainClick, pop } from "./popover.js";

const page = document.querySelector("[data-cite]");

function button(label, text) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  element.addEventListener("click", () => copy(text, element));
  return element;
}

function contents(anchor) {
  const { link, lasting, contact, checked } = page.dataset;
  const id = decodeURIComponent(anchor.hash.slice(1));
  const citation = document.getElementById("citation").textContent.trim();
  const day = document.createElement("p");
  day.textContent = `Checked ${anchor.dataset.checked || checked}`;
  const tools = document.createElement("p");
  tools.className = "tools";
  if (navigator.clipboard) {
    tools.append(
      button("Copy link", `${link}#${id}`),
      button("Copy citation", citation.replace(lasting, `${lasting}#${id}`)),
    );
  }
  const wrong = document.createElement("a");
  wrong.href = `${contact}&statement=${encodeURIComponent(id)}`;
  wrong.rel = "nofollow";
  wrong.textContent = "Something is wrong here";
  return [...(anchor.dataset.checked || checked ? [day] : []), tools, wrong];
}

if (page && canPop) {
  document.querySelectorAll("a.anchor").forEach(announce);
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a.anchor");
    if (!anchor || !isPlainClick(event)) return;
    event.preventDefault();
    if (location.hash !== anchor.hash) location.hash = anchor.hash;
    requestAnimationFrame(() => pop(anchor, "This statement", ...contents(anchor)));
  });
}
