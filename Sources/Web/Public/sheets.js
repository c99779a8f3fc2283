// Paper sheets by keyboard alone: number, Enter, letters, Enter, and the next.
const words = JSON.parse(document.body.dataset.words);
const form = document.querySelector("form[data-sheets]");
const { item, who, letters } = form?.elements ?? {};
const line = form?.querySelector("[data-state]");
const whose = form?.querySelector("[data-who]");

function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/// A poll has no name: the letters come first.
function begin() {
  whose.hidden = Boolean(item.selectedOptions[0]?.dataset.anonymous);
  (whose.hidden ? letters : who).focus();
}

function say(text, tone) { line.textContent = text; line.className = `state ${tone}`; }

form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target !== who || !who.value) return;
  event.preventDefault();
  letters.focus();
});

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (whose.hidden) body.delete("who");
  body.set("id", token());
  say(words.saving, "");
  for (let tries = 0; ; tries++) {
    try {
      const reply = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
      const answer = await reply.json();
      if (reply.status < 500) { taken(answer.message, reply.ok); return; }
    } catch { /* sent again below, under the same id */ }
    say(words.retrying, "seal");
    await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** tries, 8000)));
  }
});

function taken(text, isTaken) {
  say(text, isTaken ? "saved" : "seal");
  if (!isTaken) { (whose.hidden ? letters : who).select(); (whose.hidden ? letters : who).focus(); return; }
  const done = document.querySelector("[data-done]");
  done.prepend(Object.assign(document.createElement("li"), { textContent: text }));
  document.querySelector("[data-count]").textContent = done.children.length;
  who.value = letters.value = "";
  begin();
}

item?.addEventListener("change", begin);
if (form) begin();
