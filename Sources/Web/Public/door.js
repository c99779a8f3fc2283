// The sign-in desk: a tap is noted at once and waits here until the server has it.
import { live, token } from "./live.js";

const words = JSON.parse(document.body.dataset.words);
// Correcting has no form to tap in; what was noted before is sent all the same.
const form = document.querySelector("form[data-taps]");
const url = document.body.dataset.sendUrl;
const waiting = document.querySelector("[data-waiting]");
const trouble = document.querySelector("[data-trouble]");
const place = `guildhall/door/${location.pathname}`;
let queue = [];
try { queue = JSON.parse(localStorage.getItem(place)) || []; } catch { /* a new one */ }
// Names that mean several people: they wait here until somebody says who it is.
const choicePlace = `${place}/choices`;
let choices = [];
try { choices = JSON.parse(localStorage.getItem(choicePlace)) || []; } catch { /* a new one */ }
let sending = false;
let wake = () => {};

function keep() {
  try {
    localStorage.setItem(place, JSON.stringify(queue));
    localStorage.setItem(choicePlace, JSON.stringify(choices));
  } catch { /* kept in memory */ }
}

function paint() {
  for (const button of document.querySelectorAll(".names button.sent")) button.classList.remove("sent");
  for (const tap of queue) {
    if (!tap.person) continue;
    const button = document.querySelector(`.names button[value="${CSS.escape(tap.person)}"]`);
    button?.classList.add("sent");
  }
  const late = queue.filter((tap) => Date.now() - tap.at > 3000).length;
  waiting.textContent = late ? words.waiting.replace("{0}", late) : "";
  waiting.hidden = !late;
}

async function pump() {
  if (sending) return;
  sending = true;
  let wait = 500;
  while (queue.length) {
    const tap = queue[0];
    const ago = Math.floor((Date.now() - tap.at) / 1000);
    const body = new URLSearchParams({ ...tap.fields, ago: ago > 5 ? String(ago) : "0" });
    let settled = false;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 8000);
    try {
      const reply = await fetch(url, {
        method: "POST", body, signal: stop.signal, headers: { Accept: "application/json" },
      });
      if (reply.status < 500 && reply.status !== 429) {
        const answer = await reply.json();
        settled = true;
        if (answer.choices) {
          choices.push({ ...tap, message: answer.message, options: answer.choices });
          drawChoices();
        } else if (reply.ok && !tap.person) {
          taken.textContent = words.taken.replace("{0}", tap.name);
          taken.hidden = false;
        } else if (!reply.ok) say(`${words.notTaken.replace("{0}", tap.name)} ${answer.message}`);
      }
    } catch { /* tried again */ } finally { clearTimeout(timer); }
    if (settled) {
      queue.shift();
      wait = 500;
      keep();
    } else {
      wait = Math.min(wait * 2, 10000);
      paint();
      await new Promise((done) => { wake = done; setTimeout(done, wait / 2 + Math.random() * wait / 2); });
    }
    paint();
  }
  sending = false;
}
addEventListener("online", () => wake());

function say(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

// MARK: names that are written

const taken = document.querySelector("[data-taken]");
const box = document.querySelector("[data-choices]");

function put(tap) {
  queue.push(tap);
  keep();
  paint();
  pump();
}

for (const newcomer of document.querySelectorAll("form[data-newcomer]")) {
  newcomer.addEventListener("submit", (event) => {
    if (!form) return;
    event.preventDefault();
    say("");
    taken.hidden = true;
    const fields = Object.fromEntries(new FormData(newcomer));
    fields.id = token();
    fields.checkpoint = form.querySelector("[name=checkpoint]")?.value ?? "";
    newcomer.reset();
    put({ person: "", name: fields.name, at: Date.now(), fields });
  });
}

// The second of two taps falls on the next choice, which has come up under the finger.
let tapped = -800;
function isFirstTap() {
  const now = performance.now();
  if (now - tapped < 800) return false;
  tapped = now;
  return true;
}
// Whoever has typed since means what they tap next.
document.addEventListener("input", () => { tapped = -800; });

function drawChoices() {
  box.replaceChildren(...choices.map((tap) => {
    const part = document.createElement("section");
    part.className = "note choosing";
    const ask = document.createElement("p");
    ask.textContent = tap.message;
    part.append(ask);
    const settle = (who) => {
      choices = choices.filter((other) => other !== tap);
      keep();
      drawChoices();
      if (!who) return;
      const fields = { ...tap.fields, who, id: token() };
      put({ person: "", name: tap.name, at: tap.at, fields });
    };
    for (const option of [...tap.options, { who: "", label: words.leave }]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = option.who ? "quiet" : "link small";
      button.textContent = option.label;
      button.addEventListener("click", () => { if (isFirstTap()) settle(option.who); });
      part.append(button);
    }
    return part;
  }));
}

form?.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.value) return;
  event.preventDefault();
  say("");
  const fields = Object.fromEntries(new FormData(form));
  fields.person = button.value;
  fields.id = token();
  queue.push({ person: button.value, name: button.querySelector(".who").textContent, at: Date.now(), fields });
  keep();
  paint();
  // Ready for the next name.
  if (field.value) { field.value = ""; find(); field.focus(); }
  pump();
});

// MARK: finding

const field = document.querySelector("[data-find] input");
const none = document.querySelector("[data-none]");
document.querySelector("[data-find]").hidden = false;

function find() {
  const wish = field.value.trim().toLowerCase().replaceAll("'", "");
  let found = 0;
  for (const button of document.querySelectorAll(".names button")) {
    const fits = !wish || button.dataset.key.includes(wish);
    button.hidden = !fits;
    found += fits ? 1 : 0;
  }
  for (const group of document.querySelectorAll(".door .group")) {
    group.hidden = !group.querySelector("button:not([hidden])");
  }
  none.textContent = words.noMatch;
  none.hidden = found > 0;
}
field.addEventListener("input", find);
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const left = [...document.querySelectorAll(".names button:not([hidden])")];
  if (left.length === 1) left[0].click();
});

live(() => { find(); paint(); });
drawChoices();
paint();
pump();
