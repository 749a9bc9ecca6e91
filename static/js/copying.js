// Copies a text and says so: on the button for a moment, and to whoever listens instead of looking.
const SHOWN = 1600;

export async function copy(text, button) {
  const said = document.getElementById("page-status");
  const label = button.dataset.label ??= button.textContent;
  const done = await navigator.clipboard.writeText(text).then(() => "Copied", () => "Could not copy");
  button.textContent = done;
  if (said) said.textContent = done;
  setTimeout(() => {
    button.textContent = label;
    if (said) said.textContent = "";
  }, SHOWN);
}
