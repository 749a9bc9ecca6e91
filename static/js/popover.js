// One box for what is told beside a link. The browser's own popover: Escape or a click elsewhere closes it, the focus goes
// back to the link, and the pointer may move into it, because it stays until it is closed.
export const canPop = "popover" in HTMLElement.prototype;

let box = null;
const GAP = 4;
const EDGE = 8;

function made() {
  const element = document.createElement("div");
  element.id = "pop";
  element.className = "pop";
  element.popover = "auto";
  element.tabIndex = -1;
  element.setAttribute("role", "dialog");
  document.body.append(element);
  return element;
}

function place(link) {
  const at = link.getBoundingClientRect();
  const widest = document.documentElement.clientWidth - box.offsetWidth - EDGE;
  const below = at.bottom + GAP;
  const fits = below + box.offsetHeight <= innerHeight || at.top < box.offsetHeight + GAP;
  box.style.left = `${scrollX + Math.max(EDGE, Math.min(at.left, widest))}px`;
  box.style.top = `${scrollY + (fits ? below : at.top - GAP - box.offsetHeight)}px`;
}

export function announce(link) {
  link.setAttribute("aria-haspopup", "dialog");
}

export function pop(link, label, ...content) {
  box ??= made();
  if (box.matches(":popover-open")) box.hidePopover();
  box.setAttribute("aria-label", label);
  box.replaceChildren(...content);
  link.focus();
  box.showPopover();
  place(link);
  box.focus({ preventScroll: true });
}

export function isPlainClick(event) {
  return !event.defaultPrevented && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}
