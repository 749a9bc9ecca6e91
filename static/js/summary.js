// The answer in short, below the statements: sentences come in one by one and are taken back if the end is not good.
// Only text is put on the page. Without this script, or without a model, the statements are all there is.
const box = document.querySelector("[data-summary]");

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
  const form = box.querySelector("form");
  const list = box.querySelector("[data-summary-text]");
  const state = box.querySelector("[data-summary-state]");
  const stop = box.querySelector("[data-summary-stop]");
  const asked = new AbortController();
  const leave = (words) => {
    list.replaceChildren();
    stop.hidden = true;
    state.textContent = words;
    box.dataset.summary = "none";
  };
  stop.addEventListener("click", () => asked.abort());
  addEventListener("pagehide", () => asked.abort());
  state.textContent = "A summary is being worded.";
  box.hidden = false;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: asked.signal });
    if (!answer.ok) throw new Error("refused");
    let end = "";
    for await (const line of lines(answer.body)) {
      if (line.text) list.append(sentence(line));
      if (line.end) end = line.end;
    }
    if (end !== "done") throw new Error(end);
    state.textContent = "";
    stop.hidden = true;
    box.dataset.summary = "done";
  } catch (error) {
    leave(error.name === "AbortError" ? "Stopped. The statements above are the answer." : "There is no summary this time. The statements above are the answer.");
  }
}

if (box && window.TextDecoderStream) sumUp();
