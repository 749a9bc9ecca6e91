// A change form while it is open: counters, the checks of publishing beside the fields, who else is there, and
// whether the page is still signed in. The form works without any of it.
(() => {
  "use strict";
  const CHECK_AFTER = 1200;
  const BEAT_EVERY = 30000;

  let form, watch, typedSinceBeat = false, isSignedIn = true, timer = 0, asked = 0;

  // -- counters

  function count(field) {
    const limit = Number(field.dataset.limit);
    const shown = field.closest(".fieldBox")?.querySelector(":scope > .counter");
    if (!shown) return;
    const length = field.value.trim().length;
    shown.textContent = `${length} of ${limit}`;
    shown.classList.toggle("over", length > limit);
  }

  function equip(within) {
    for (const field of within.querySelectorAll("[data-limit]")) {
      if (field.closest("template") || field.closest(".fieldBox")?.querySelector(":scope > .counter")) continue;
      const shown = document.createElement("p");
      shown.className = "counter";
      shown.setAttribute("aria-hidden", "true"); // the checks say the same in words once it matters
      field.closest(".fieldBox")?.append(shown);
      count(field);
    }
  }

  // -- checks

  function told(problem) {
    const made = document.createElement("p");
    made.className = `told ${problem.blocks ? "blocks" : "warns"}`;
    made.dataset.told = "";
    made.textContent = `${problem.blocks ? "Before publishing:" : "Look again:"} ${problem.message}`;
    return made;
  }

  function place(id, made) {
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.matches("[data-rows]")) target.querySelector(".rows-list").before(made);
    else if (target.matches("[data-row]")) target.querySelector(".row-body").before(made);
    else target.closest(".fieldBox")?.append(made);
  }

  function summary(problems) {
    const all = form.querySelector("[data-told-all]");
    const words = problems.length === 1 ? "1 thing to look at" : `${problems.length} things to look at`;
    all.hidden = problems.length === 0;
    all.querySelector("summary").textContent = words;
    all.querySelector("ul").replaceChildren(...problems.map((problem) => {
      const item = document.createElement("li");
      item.className = problem.blocks ? "blocks" : "warns";
      item.append(problem.blocks ? "Before publishing: " : "Look again: ");
      if (problem.id) {
        const link = document.createElement("a");
        link.href = `#${problem.id}`;
        link.textContent = problem.where;
        item.append(link, ": ");
      }
      if (!problem.id && problem.where) item.append(`${problem.where}: `);
      item.append(problem.message);
      return item;
    }));
    const said = watch.querySelector("[data-checked]");
    if (said.textContent !== words) said.textContent = words;
  }

  function draw(problems) {
    const top = document.activeElement?.getBoundingClientRect().top;
    for (const old of form.querySelectorAll("[data-told]")) old.remove();
    for (const problem of problems) place(problem.id, told(problem));
    summary(problems);
    // What stands above the field that is being written in may have grown: the field stays where it was.
    const now = document.activeElement?.getBoundingClientRect().top;
    if (form.contains(document.activeElement) && now !== top) window.scrollBy(0, now - top);
  }

  async function check() {
    if (!watch.dataset.check || !isSignedIn) return;
    const mine = ++asked;
    try {
      const answer = await fetch(watch.dataset.check, { method: "POST", body: new FormData(form) });
      if (!answer.ok || answer.redirected || mine !== asked) return;
      draw((await answer.json()).problems);
    } catch {
      // Without a connection there is nothing to say about the words; the heartbeat tells of the connection.
    }
  }

  function later() {
    typedSinceBeat = true;
    clearTimeout(timer);
    timer = setTimeout(check, CHECK_AFTER);
  }

  // -- who else is there, and are we still signed in

  function say(place, text) {
    if (place.textContent !== text) place.textContent = text;
  }

  function signed(isIn) {
    const place = watch.querySelector("[data-signed]");
    if (!isIn && isSignedIn) {
      const link = document.createElement("a");
      link.href = watch.dataset.login;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "Sign in in another tab";
      place.replaceChildren("You are signed out. What you typed is still here. ", link, "; then save here.");
    } else if (isIn && !isSignedIn) {
      place.replaceChildren("You are signed in again. Save as usual.");
    }
    isSignedIn = isIn;
  }

  async function beat() {
    if (!watch.dataset.presence) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("version", watch.dataset.version);
    body.set("typed", typedSinceBeat ? "1" : "");
    try {
      const answer = await fetch(watch.dataset.presence, { method: "POST", body });
      if (!answer.ok) return;
      const found = await answer.json();
      typedSinceBeat = false;
      for (const token of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) token.value = found.token;
      signed(found.signed_in);
      say(watch.querySelector("[data-others]"), [found.others, found.saved].filter(Boolean).join(" "));
    } catch {
      say(watch.querySelector("[data-others]"), "The site cannot be reached. Leave this page open: what you type is kept in this browser.");
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    watch = document.querySelector("[data-watch]");
    form = watch?.closest("form");
    if (!form) return;
    equip(form);
    form.addEventListener("input", (event) => {
      if (event.target.dataset.limit) count(event.target);
      later();
    });
    form.addEventListener("change", later);
    form.addEventListener("rows:moved", later);
    document.addEventListener("formset:added", (event) => equip(event.target));
    // The autocompletes tell jQuery alone.
    window.django?.jQuery(form).on("change", "select", later);
    beat();
    setInterval(beat, BEAT_EVERY);
    window.addEventListener("focus", beat);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) beat();
    });
  });
})();
