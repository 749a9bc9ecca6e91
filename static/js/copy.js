// Copy buttons: shown only where the browser can copy.
import { copy } from "./copying.js";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const from = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", () => copy(from.textContent.trim(), button));
  }
}
