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

/// Orders go one after the other; one that did not arrive is sent again with the same id. Asking for the
/// same again while it is under way (a line that is slow or gone) asks for nothing more.
function send(fields) {
  fields.delete("id");
  // A key and a button of the same order name its fields in orders of their own.
  fields.sort();
  const wish = fields.toString();
  if (pending.has(wish)) return Promise.resolve(false);
  pending.add(wish);
  fields.set("id", token());
  chain = chain.then(() => attempt(fields)).finally(() => pending.delete(wish));
  return chain;
}
const pending = new Set();
// Where the class stands by the last reply, until a view says so too: keys follow each other fast.
let ground = "";

function shownGround() {
  return ground || (document.querySelector("[data-region=controls] [name=ground]")?.value ?? "");
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
        if (body.ground) ground = body.ground;
        say(reply.ok ? "" : body.message, "seal");
        return reply.ok;
      }
    } catch { /* tried again below */ } finally { clearTimeout(timer); }
    say(words.waiting, "seal");
    await new Promise((done) => setTimeout(done, Math.min(500 * 2 ** tries, 8000)));
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.send || form.hasAttribute("data-page")) return;
  event.preventDefault();
  if (event.submitter?.hasAttribute("aria-disabled")) { say(words.twice, ""); return; }
  if (event.submitter) tapped(event.submitter);
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  // Forms that do not change with every page name the ground that is shown, here.
  if (["jump", "closeSection"].includes(fields.get("do"))) fields.set("ground", shownGround());
  send(fields).then((ok) => { if (ok && form.dataset.send === "make") made(form); });
});

// A question that was put to the room is on stage now: its form goes out of the way.
function made(form) {
  form.reset();
  form.closest("details").open = false;
  document.querySelector("main").scrollTop = 0;
}

// MARK: the second of two taps

// A stream may put the next order under the finger between two taps of one double tap. Whatever button comes
// there, or has just taken on another meaning, is deaf for a moment; turning pages may go on sooner.
const DOUBLE_MS = 800;
const TURN_MS = 400;
const tap = { at: -DOUBLE_MS, x: 0, y: 0 };
const middle = { meaning: "", at: -DOUBLE_MS };
let pointer = { at: -DOUBLE_MS };
document.addEventListener("pointerdown", (event) => {
  pointer = { at: performance.now(), x: event.clientX, y: event.clientY };
}, true);

// Whoever has typed or ticked something since means what they tap next.
document.addEventListener("input", () => {
  tap.at = -DOUBLE_MS;
  hush();
}, true);

function tapped(button) {
  const box = button.getBoundingClientRect();
  const now = performance.now();
  // By keyboard there is no pointer: the middle of the button is where it stood.
  const byPointer = now - pointer.at < 1000 && pointer.x >= box.left && pointer.x <= box.right && pointer.y >= box.top && pointer.y <= box.bottom;
  Object.assign(tap, byPointer ? pointer : { x: box.left + box.width / 2, y: box.top + box.height / 2 }, { at: now });
  hush();
}

function isDeaf(button, now) {
  const pause = ["next", "back", "undo"].includes(button.value) ? TURN_MS : DOUBLE_MS;
  if (now - tap.at < pause) {
    const box = button.getBoundingClientRect();
    const near = 12;
    if (tap.x > box.left - near && tap.x < box.right + near && tap.y > box.top - near && tap.y < box.bottom + near) return true;
  }
  return pause === DOUBLE_MS && now - middle.at < DOUBLE_MS && button === middleButton();
}

function middleButton() { return document.querySelectorAll("[data-region=controls] button")[1]; }

/// Tells buttons, and those who read them, whether they listen; again when the next one listens anew.
let wakeup = 0;
function hush() {
  clearTimeout(wakeup);
  const now = performance.now();
  const ends = [tap.at + TURN_MS, tap.at + DOUBLE_MS, middle.at + DOUBLE_MS].filter((end) => end > now);
  for (const button of document.querySelectorAll("form[data-send] button")) {
    if (ends.length && isDeaf(button, now)) button.setAttribute("aria-disabled", "true");
    else if (button.hasAttribute("aria-disabled")) button.removeAttribute("aria-disabled");
  }
  if (ends.length) wakeup = setTimeout(hush, Math.min(...ends) - now + 5);
}

const keys = { " ": "next", ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back", z: "undo", b: "blank", ".": "blank" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, button, summary, a") && event.key === " ") return;
  if (event.target.closest("input, textarea, select")) return;
  const order = keys[event.key] || keys[event.key.toLowerCase()];
  if (!order) return;
  event.preventDefault();
  // A key held down is one wish.
  if (event.repeat) return;
  const blanked = document.querySelector(".slide.blanked");
  const fields = new URLSearchParams({ do: order === "blank" && blanked ? "unblank" : order });
  fields.set("ground", shownGround());
  send(fields);
});

// The programme beside the slide follows the day; where it stands below, nobody is scrolled away.
const programme = document.querySelector(".spine");
let place = null;
function follow() {
  const now = document.querySelector(".programme .now");
  const key = now?.textContent;
  if (!now || key === place || !matchMedia("(min-width: 75.01rem)").matches) return;
  place = key;
  programme.scrollTop += now.getBoundingClientRect().top - programme.getBoundingClientRect().top - programme.clientHeight / 3;
}

live(() => {
  ground = "";
  const button = middleButton();
  const meaning = button ? `${button.value} ${button.form.elements.item?.value ?? ""}` : "";
  if (middle.meaning && meaning !== middle.meaning) middle.at = performance.now();
  middle.meaning = meaning;
  if (performance.now() - Math.max(tap.at, middle.at) < DOUBLE_MS) hush();
  follow();
});
