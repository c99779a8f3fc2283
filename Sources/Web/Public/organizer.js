// The class page of the organizer: the roll stays live, and its buttons work without a reload.
import { live } from "./live.js";

let last = null;
const trouble = document.querySelector("[data-trouble]");
const { words } = live(() => {
  // The button that was pressed is gone after the change: the keyboard stays with its person.
  if (last && (document.activeElement === document.body || !document.activeElement)) {
    document.getElementById(last)?.focus({ preventScroll: true });
    last = null;
  }
});

function say(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
  if (text) trouble.scrollIntoView({ block: "nearest" });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-roll]") || !button?.name) return;
  event.preventDefault();
  const body = new URLSearchParams([[button.name, button.value]]);
  button.disabled = true;
  last = "p-" + button.value;
  try {
    const reply = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
    const answer = await reply.json();
    if (reply.ok) { say(""); return; }
    say(answer.message);
  } catch {
    say(words.notSaved + " " + words.offline);
  }
  // Still here when the view has not changed: may be pressed again.
  last = null;
  button.disabled = false;
});
