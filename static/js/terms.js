// Terms of the glossary: what a word means, told in place. Without this script the link leads to the glossary.
import { announce, canPop, isPlainClick, pop } from "./popover.js";

function meaningOf(link) {
  return document.querySelector(`template[data-meaning="${CSS.escape(link.dataset.term)}"]`);
}

if (canPop) {
  for (const link of document.querySelectorAll("a[data-term]")) if (meaningOf(link)) announce(link);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-term]");
    const meaning = link && meaningOf(link);
    if (!meaning || !isPlainClick(event)) return;
    event.preventDefault();
    pop(link, `What “${link.textContent}” means`, meaning.content.cloneNode(true));
  });
}
