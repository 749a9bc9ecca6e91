// Codes lately looked at, kept in this browser alone. Nothing is sent anywhere.
const NAME = "recent-codes";
const MOST = 8;

export function recentCodes() {
  try {
    const found = JSON.parse(localStorage.getItem(NAME) || "[]");
    return Array.isArray(found) ? found.filter(({ code, name, url }) => code && name && /^\/modifiers\/[a-z0-9]{2}\/$/.test(url)) : [];
  } catch {
    return [];
  }
}

function remember(seen) {
  try {
    const others = recentCodes().filter(({ code }) => code !== seen.code);
    localStorage.setItem(NAME, JSON.stringify([seen, ...others].slice(0, MOST)));
  } catch {
    // Private windows may refuse: then nothing is remembered.
  }
}

const page = document.querySelector("[data-viewed]");
if (page) remember({ code: page.dataset.viewed, name: page.dataset.name, url: location.pathname });
