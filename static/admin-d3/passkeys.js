// Asks the browser to use a passkey, or to make one, and sends the answer with the form around the button.
// Without this script, and in browsers that know no passkeys, the button stays hidden and codes work as ever.

const binary = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const described = (list) => (list ?? []).map((one) => ({ ...one, id: binary(one.id) }));

const ASK = {
  get: (options) =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: binary(options.challenge),
        allowCredentials: described(options.allowCredentials),
      },
    }),
  create: (options) =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: binary(options.challenge),
        user: { ...options.user, id: binary(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      },
    }),
};

// What Credential.toJSON() would say, which not all browsers and password managers have.
function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

const FAILED = {
  get: {
    NotAllowedError: "No passkey was used. You can try again, or type a code.",
    other: "The passkey cannot be used here. Type a code instead.",
  },
  create: {
    NotAllowedError: "No passkey was added. You can try again.",
    InvalidStateError: "This device or password manager holds a passkey of yours already.",
    other: "A passkey cannot be added here.",
  },
};
const TOO_OFTEN = "That was too often. Wait a few minutes and try again.";
const NO_QUESTION = "Your session may have ended. Load this page again and try once more.";

async function question(url, form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ csrfmiddlewaretoken: token }),
    headers: { Accept: "application/json" },
    redirect: "error",
  });
  if (!answer.ok) throw new Error(answer.status === 429 ? TOO_OFTEN : NO_QUESTION);
  return answer.json();
}

function prepare(box) {
  const button = box.querySelector("button");
  const status = box.querySelector("[role=status]");
  const { passkey: way, url } = box.dataset;
  const form = button.form;
  let isAsking = false; // a button that is switched off would lose the focus
  const say = (words) => (status.textContent = words);

  // What the page came with is put in again, for only what changes is read out.
  const told = status.textContent;
  if (told) {
    say("");
    setTimeout(() => say(told), 200);
  }

  async function ask() {
    const name = form.elements.name;
    if (isAsking || (way === "create" && name && !name.reportValidity())) return;
    say("");
    isAsking = true;
    try {
      const options = await question(url, form).catch((error) => {
        say(error instanceof TypeError ? NO_QUESTION : error.message);
      });
      if (!options) return;
      const credential = await ASK[way](options);
      form.elements.passkey.value = written(credential);
      form.submit();
    } catch (error) {
      say(FAILED[way][error.name] ?? FAILED[way].other);
    } finally {
      isAsking = false;
    }
  }

  form.hidden = button.hidden = false;
  button.addEventListener("click", ask);
  if (way === "create") {
    // Enter in the name does what the button does.
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
  }
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const box of document.querySelectorAll("[data-passkey]")) prepare(box);
  for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = true;
}
