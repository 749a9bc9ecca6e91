// Sentences of a language model beside the statements they rest on: they come in one by one and are taken back if the
// end is not good. Only text is put on the page. A summary is asked for at once; the argument of a letter when the
// reader says so, and its last line bears what the letter needs to take it over. Without this script a summary is not
// asked for, and the argument comes as a page of its own.
const box = document.querySelector("[data-summary]");
const STREAM = "application/x-ndjson";

async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const whole = (waiting + value).split("\n");
    waiting = whole.pop();
    yield* whole.filter(Boolean).map((line) => JSON.parse(line));
  }
}

function sentence({ text, numbers }) {
  const item = document.createElement("li");
  const rests = document.createElement("span");
  rests.className = "marks";
  numbers.forEach((number, place) => {
    const link = document.createElement("a");
    link.href = `#quote-${number}`;
    link.textContent = `statement ${number}`;
    rests.append(place ? ", " : "(", link);
  });
  rests.append(")");
  item.append(text, " ", rests);
  return item;
}

async function sumUp() {
  const form = box.querySelector("[data-summary-ask]");
  const list = box.querySelector("[data-summary-text]");
  const state = box.querySelector("[data-summary-state]");
  const stop = box.querySelector("[data-summary-stop]");
  const then = box.querySelector("[data-summary-then]");
  const words = box.dataset;
  const asked = new AbortController();
  const cut = () => asked.abort();
  stop.addEventListener("click", cut);
  addEventListener("pagehide", cut);
  state.textContent = words.begun;
  list.replaceChildren();
  if (then) then.hidden = true;
  box.hidden = stop.hidden = false;
  words.summary = "asked";
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: STREAM }, signal: asked.signal });
    if (!answer.ok || !answer.headers.get("Content-Type").startsWith(STREAM)) throw new Error("refused");
    let last = {};
    for await (const line of lines(answer.body)) {
      if (line.text) list.append(sentence(line));
      if (line.end) last = line;
    }
    if (last.end !== "done") throw new Error(last.end);
    state.textContent = words.done ?? "";
    words.summary = "done";
    if (then) {
      then.querySelector("[data-summary-token]").value = last.token;
      then.hidden = false;
    }
  } catch (error) {
    list.replaceChildren();
    state.textContent = error.name === "AbortError" ? words.stopped : words.failed;
    words.summary = "none";
  }
  stop.hidden = true;
  stop.removeEventListener("click", cut);
  removeEventListener("pagehide", cut);
}

if (box && window.TextDecoderStream) {
  if (box.dataset.summary === "on-demand") {
    box.querySelector("[data-summary-ask]").addEventListener("submit", (event) => {
      event.preventDefault();
      if (box.dataset.summary !== "asked") sumUp();
    });
  } else {
    sumUp();
  }
}
