// Too fast, fine, lost: one tap, sent once. What is late says nothing, so it is not kept for later.
const words = JSON.parse(document.body.dataset.words);
const form = document.querySelector("form[data-pace]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const line = form.querySelector("[data-state]");
  const say = (text, tone) => { line.textContent = text; line.className = `state small ${tone}`; };
  const chosen = event.submitter;
  const body = new URLSearchParams(new FormData(form, chosen));
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 8000);
  say(words.saving, "");
  try {
    const reply = await fetch(form.getAttribute("action"), {
      method: "POST", body, signal: stop.signal, headers: { Accept: "application/json" },
    });
    const answer = await reply.json();
    say(answer.message, reply.ok ? "saved" : "seal");
    if (reply.ok) press(chosen);
  } catch {
    say(words.paceUnsent, "seal");
  } finally {
    clearTimeout(timer);
  }
});

let fading = 0;

/// Shows what was said for as long as it counts.
function press(chosen) {
  const show = (button) => { for (const other of form.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button)); };
  show(chosen);
  clearTimeout(fading);
  fading = setTimeout(() => { show(null); form.querySelector("[data-state]").textContent = ""; }, 120000);
}
