// Copy buttons: shown only where the browser can copy; each says for a moment that it has.
export async function copy(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Could not copy";
  }
  setTimeout(() => { button.textContent = label; }, 1600);
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy], [data-copy-text]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const from = button.dataset.copy && document.getElementById(button.dataset.copy);
      copy(from ? from.textContent.trim() : button.dataset.copyText, button);
    });
  }
}
