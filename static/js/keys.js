// "/" and Ctrl/Cmd-K go to the search field, never while something is being typed.
const field = document.querySelector("[data-search-key]");

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (!field || event.altKey || event.isComposing) return;
  const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event.target);
  const isPalette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !isTyping(event.target);
  if (!isSlash && !isPalette) return;
  event.preventDefault();
  const selected = String(getSelection()).trim();
  if (selected && selected.length <= 60) field.value = selected;
  field.focus();
  field.select();
});
