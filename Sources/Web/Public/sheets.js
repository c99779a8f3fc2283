// Paper sheets by keyboard alone: number, Enter, letters, Enter, and the next at once.
const words = JSON.parse(document.body.dataset.words);
const form = document.querySelector("form[data-sheets]");
const field = (name) => form?.elements.namedItem(name);
const item = field("item"), who = field("who"), letters = field("letters");
const whose = form?.querySelector("[data-who]"), spoken = form?.querySelector("[data-words]"), hint = form?.querySelector("[data-hint]");
let chain = Promise.resolve();
let entered = 0;

function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/// What the chosen question takes. A poll has no name.
function fit() {
  const chosen = item.selectedOptions[0]?.dataset ?? {};
  whose.hidden = Boolean(chosen.anonymous);
  if (spoken) spoken.hidden = !chosen.text;
  hint.textContent = chosen.hint ?? "";
}

function begin() {
  fit();
  who.value = letters.value = "";
  if (spoken) field("text").value = "";
  (whose.hidden ? letters : who).focus();
}

function say(text, tone) {
  const line = form.querySelector("[data-state]");
  line.textContent = text;
  line.className = `state ${tone}`;
}

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target !== who || !who.value) return;
  event.preventDefault();
  letters.focus();
});

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (whose.hidden) body.delete("who");
  body.set("id", token());
  begin();
  chain = chain.then(() => send(body));
});

/// One after the other; one that did not arrive is sent again under the same id.
async function send(body) {
  say(words.saving, "");
  for (let tries = 0; ; tries++) {
    try {
      const reply = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
      const answer = await reply.json();
      if (reply.status < 500) return note(body, answer.message, reply.ok);
    } catch { /* sent again below */ }
    say(words.retrying, "seal");
    await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** tries, 8000)));
  }
}

/// What was taken, and what was not and why, newest first.
function note(body, text, isTaken) {
  say(text, isTaken ? "saved" : "seal");
  const typed = [body.get("who"), body.get("letters")].filter(Boolean).join(" · ");
  const line = document.createElement("li");
  line.textContent = isTaken ? text : `${typed}: ${text}`;
  if (!isTaken) line.className = "seal";
  document.querySelector("[data-done]").prepend(line);
  if (isTaken) document.querySelector("[data-count]").textContent = ++entered;
}

item?.addEventListener("change", begin);
if (form) {
  fit();
  (whose.hidden ? letters : who).focus();
}
