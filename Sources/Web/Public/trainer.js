// The trainer's console: buttons and keys send orders; the stream brings what came of them.
import { live, token } from "./live.js";

const words = JSON.parse(document.body.dataset.words);
const url = document.body.dataset.sendUrl;
const line = document.querySelector("[data-state]");
let chain = Promise.resolve();

function say(text, tone) {
  line.textContent = text;
  line.className = `state ${tone || ""}`;
}

/// Orders go one after the other; one that did not arrive is sent again with the same id.
function send(fields) {
  fields.set("id", token());
  chain = chain.then(() => attempt(fields));
  return chain;
}

async function attempt(fields) {
  for (let tries = 0; ; tries++) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 8000);
    try {
      const reply = await fetch(url, {
        method: "POST", body: fields.toString(), signal: stop.signal,
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
      });
      if (reply.status < 500) {
        const body = await reply.json();
        say(reply.ok ? "" : body.message, "seal");
        return reply.ok;
      }
    } catch { /* tried again below */ } finally { clearTimeout(timer); }
    say(words.retrying, "seal");
    await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** tries, 8000)));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.send || form.hasAttribute("data-page")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  send(fields).then((ok) => { if (ok && form.dataset.send === "make") made(form); });
});

// A question that was put to the room is on stage now: its form goes out of the way.
function made(form) {
  form.reset();
  form.closest("details").open = false;
  document.querySelector("main").scrollTop = 0;
}

const keys = { " ": "next", ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back", z: "undo", b: "blank", ".": "blank" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, button, summary, a") && event.key === " ") return;
  if (event.target.closest("input, textarea, select")) return;
  const order = keys[event.key] || keys[event.key.toLowerCase()];
  if (!order) return;
  event.preventDefault();
  const blanked = document.querySelector(".slide.blanked");
  send(new URLSearchParams({ do: order === "blank" && blanked ? "unblank" : order }));
});

// The programme beside the slide follows the day; where it stands below, nobody is scrolled away.
const programme = document.querySelector(".spine");
let place = null;
live(() => {
  const now = document.querySelector(".programme .now");
  const key = now?.textContent;
  if (!now || key === place || !matchMedia("(min-width: 75.01rem)").matches) return;
  place = key;
  programme.scrollTop += now.getBoundingClientRect().top - programme.getBoundingClientRect().top - programme.clientHeight / 3;
});
