// The learner's phone: answers wait in localStorage until the server has acknowledged them.
import { live, token } from "./live.js";

const code = document.body.dataset.code;
// Several people may share one phone: what it keeps is kept for each of them.
const mine = `guildhall/${code}/${document.body.dataset.me}`;
const words = JSON.parse(document.body.dataset.words);
let own = JSON.parse(document.body.dataset.own);

const store = {
  get(name, fallback) {
    try { return JSON.parse(localStorage.getItem(`${mine}/${name}`)) ?? fallback; } catch { return fallback; }
  },
  set(name, value) {
    try { localStorage.setItem(`${mine}/${name}`, JSON.stringify(value)); } catch { memory[name] = value; }
  },
};
const memory = {};

// What this phone kept for an entry that was merged into this person's.
for (const was of document.body.dataset.was.split(" ").filter(Boolean)) {
  try {
    const old = `guildhall/${code}/${was}/`;
    for (const key of Object.keys(localStorage).filter((key) => key.startsWith(old))) {
      const name = key.slice(old.length);
      const kept = JSON.parse(localStorage.getItem(key));
      const now = name === "queue" ? [...kept, ...store.get(name, [])] : store.get(name, kept);
      localStorage.setItem(`${mine}/${name}`, JSON.stringify(now));
      localStorage.removeItem(key);
    }
  } catch { /* it stays where it is */ }
}

// The ballot key is made here, so that only this phone can change its ballot.
function ballotKey(box) {
  let key = store.get(`key/${box}`, memory[`key/${box}`]);
  if (!key) { key = token(); store.set(`key/${box}`, key); memory[`key/${box}`] = key; }
  return key;
}

// MARK: sending

let queue = store.get("queue", []);
let sending = false;
let wait = 1000;

function keep() { store.set("queue", queue); }

function enqueue(form, submitter) {
  const fields = new URLSearchParams(new FormData(form, submitter));
  const kind = form.dataset.send;
  const about = form.dataset.item || form.dataset.question || "";
  fields.set("id", token());
  if (kind === "cast" || kind === "rate") fields.set("key", ballotKey(about));
  if (kind === "support") fields.set("key", ballotKey(`support/${about}`));
  if (kind === "ask") fields.set("question", token().slice(0, 16));
  // A changed mind takes the place of what has not been sent yet.
  if (kind !== "ask") queue = queue.filter((entry, index) => (index === 0 && sending) || entry.kind !== kind || entry.about !== about);
  queue.push({ kind, about, round: form.dataset.round ?? "", body: fields.toString(), said: contents(form) });
  keep();
  if (kind === "cast") store.set(`said/${about}`, fields.getAll("choice").map(Number));
  touched.delete(`${kind}/${about}`);
  dropped.delete(`${kind}/${about}`);
  delete form.dataset.touched;
  if (kind === "ask") form.reset();
  mark(kind, about, words.saving, "");
  pump();
}

async function pump() {
  if (sending) return;
  sending = true;
  while (queue.length) {
    const entry = queue[0];
    const outcome = await post(entry);
    if (outcome.retry) {
      mark(entry.kind, entry.about, words.retrying, "seal");
      tell();
      // A question that came too fast must not keep an answer waiting.
      if (outcome.later && queue.length > 1 && entry.kind === "ask") { queue.push(queue.shift()); keep(); }
      wait = Math.min(wait * 1.7, 15000);
      await new Promise((done) => { wake = done; setTimeout(done, wait / 2 + Math.random() * wait / 2); });
      continue;
    }
    wait = 1000;
    queue.shift();
    keep();
    if (outcome.own) own = outcome.own;
    acknowledged++;
    if (!outcome.ok && !document.querySelector(selector(entry.kind, entry.about))) lost = outcome.message;
    tell();
    const newer = queue.some((other) => other.kind === entry.kind && other.about === entry.about);
    if (!newer) mark(entry.kind, entry.about, outcome.message, outcome.ok ? "saved" : "seal");
    // What was refused is begun and not submitted: it comes back with its form, or stays to be read.
    if (!newer && !outcome.ok && entry.said?.lines.length) {
      const { kind, about, round = "", said } = entry;
      dropped.set(`${kind}/${about}`, { kind, about, round, ...said });
    }
    overlay();
    drop();
  }
  sending = false;
}
let wake = () => {};
let acknowledged = 0;
let lost = "";

/// What is still to be sent, or was refused, and has no form on the page any more to say so.
function tell() {
  const line = document.querySelector("[data-unsent]");
  const homeless = queue.filter((entry) => !document.querySelector(selector(entry.kind, entry.about)));
  const text = homeless.length ? words.unsent.replace("{0}", homeless.length) : lost;
  if (line.textContent !== text) line.textContent = text;
  line.hidden = !text;
}
addEventListener("online", () => wake());
document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });

async function post(entry) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 10000);
  try {
    const reply = await fetch(`/c/${code}/send`, {
      method: "POST", body: entry.body, signal: stop.signal, credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
    });
    if (reply.status >= 500 || reply.status === 429 || reply.status === 408) return { retry: true, later: reply.status === 429 };
    const body = await reply.json();
    if (reply.status === 401) { location.href = `/j/${code}?again=1`; return { retry: true }; }
    return { ok: reply.ok, own: body.own, message: reply.ok ? body.message : `${words.notSaved} ${body.message}` };
  } catch {
    return { retry: true };
  } finally {
    clearTimeout(timer);
  }
}

// MARK: showing

function selector(kind, about) {
  if (kind === "ask") return 'form[data-send="ask"]';
  if (kind === "checkIn") return "form[data-checkpoint]";
  return kind === "support" ? `form[data-question="${CSS.escape(about)}"]` : `form[data-item="${CSS.escape(about)}"]`;
}

const marks = new Map();

function mark(kind, about, text, tone) {
  const forms = [...document.querySelectorAll(selector(kind, about))];
  marks.set(kind + "/" + about, { text, tone, round: forms[0]?.dataset.round ?? "" });
  for (const form of forms) paint(form, text, tone);
}

function paint(form, text, tone) {
  const line = form.querySelector("[data-state]");
  if (!line) return;
  if (line.textContent !== text) line.textContent = text;
  line.className = `state ${tone}`;
}

/// As the roster calls the group, else by its number.
function groupName(team) {
  return /\D/.test(team.name ?? "") ? team.name : words.name.replace("{0}", team.name ?? team.number);
}

/// What is one's own, laid over what all see.
function overlay() {
  for (const form of document.querySelectorAll("form[data-checkpoint]")) form.hidden = own.here.includes(form.dataset.checkpoint);
  const answers = new Map(own.answers.map((answer) => [answer.item, answer]));
  for (const form of document.querySelectorAll("form[data-item]")) {
    const item = form.dataset.item;
    const kind = form.dataset.send;
    // What was said in the first of two rounds is no answer to the second.
    const round = form.dataset.round ?? "";
    const answer = answers.get(item)?.round === (Number(round) || undefined) ? answers.get(item) : undefined;
    const unsent = queue.find((entry) => entry.about === item && entry.kind === kind);
    const said = unsent ? new URLSearchParams(unsent.body).getAll("choice").map(Number)
      : kind === "respond" ? answer?.choices
      : own.took.includes(item) ? store.get(`said/${item}`, null) : null;
    const touched = form.dataset.touched;
    if (said && !touched) {
      for (const input of form.querySelectorAll('input[name="choice"]')) input.checked = said.includes(Number(input.value));
      form.querySelectorAll('select[name="choice"]').forEach((select, line) => { select.value = said[line] ?? ""; });
    }
    const written = unsent ? new URLSearchParams(unsent.body).get("text") : answer?.text;
    const field = form.querySelector('input[type="text"][name="text"]');
    if (field && written && !touched) field.value = written;
    const saved = item === "evaluation" ? own.rated : answer !== undefined || own.took.includes(item);
    const mark = marks.get(kind + "/" + item);
    const known = mark?.round === round ? mark : undefined;
    if (mark && !known) {
      paint(form, "", "");
      if (form.dataset.begun !== round && !touched) {
        form.dataset.begun = round;
        for (const input of form.querySelectorAll('input[name="choice"]')) input.checked = false;
      }
    }
    if (unsent && !known) paint(form, words.retrying, "seal");
    else if (known) paint(form, known.text, known.tone);
    else if (saved) paint(form, item === "evaluation" ? words.rated : words.saved, "saved");
    const button = form.querySelector("button:not([data-own-word])");
    if (button) button.textContent = saved || unsent ? words.resubmit : words.submit;
  }
  for (const form of document.querySelectorAll("form[data-question]")) {
    const known = marks.get("support/" + form.dataset.question);
    if (known) paint(form, known.text, known.tone);
  }
  const team = own.team;
  for (const part of document.querySelectorAll("[data-group]")) {
    if (team) part.textContent = " · " + groupName(team);
  }
  for (const part of document.querySelectorAll("[data-pen]")) {
    part.textContent = !team ? "" : team.isScribe ? words.youWrite : team.hasScribe ? words.otherWrites : words.nobodyWrites;
  }
  for (const form of document.querySelectorAll("form[data-send=pen]")) form.hidden = !team || team.isScribe;
  for (const form of document.querySelectorAll("form[data-scribe]")) {
    form.hidden = !team?.isScribe;
    const field = form.querySelector("textarea");
    const waits = queue.find((entry) => entry.about === form.dataset.item);
    if (!form.dataset.touched && team?.report && document.activeElement !== field && !waits) field.value = team.report;
  }
  for (const part of document.querySelectorAll("[data-shown]")) {
    const choices = answers.get(part.dataset.shown)?.choices
      ?? (own.took.includes(part.dataset.shown) ? store.get(`said/${part.dataset.shown}`, []) : []) ?? [];
    const verdict = part.querySelector("[data-own]");
    const right = answers.get(part.dataset.shown)?.right;
    if (verdict && typeof right === "boolean") {
      verdict.hidden = false;
      verdict.textContent = right ? words.ownRight : words.ownWrong;
    }
    for (const line of part.querySelectorAll("[data-choice]")) {
      const tag = line.querySelector(".mine");
      if (tag) tag.hidden = !choices.includes(Number(line.dataset.choice));
    }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  // What one person has not sent yet would wait until the phone is theirs again.
  if (form.hasAttribute("data-switch") && queue.length) {
    event.preventDefault();
    paint(form, words.unsent.replace("{0}", queue.length), "seal");
    return;
  }
  // A form that leaves the page: nothing may come in its way.
  if (!form.dataset.send) { leaving = true; return; }
  event.preventDefault();
  enqueue(form, event.submitter);
});

// MARK: what was begun and not submitted

// When the trainer closes, a form goes. What somebody had chosen or written in it stays to be read, and comes
// back with the form.
const touched = new Map();
const dropped = new Map();

/// What a form holds that was chosen or written: to be read, and to be filled in again.
function contents(form) {
  const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  const lines = fields.map((field) => {
    const label = field.labels?.[0]?.textContent.trim() ?? "";
    if (field.type === "radio" || field.type === "checkbox") {
      const about = field.closest("fieldset.aspect")?.querySelector("legend")?.textContent.trim();
      return field.checked ? [about, label].filter(Boolean).join(" ") : "";
    }
    if (field.tagName === "SELECT") return field.value ? `${field.closest("label")?.querySelector("span")?.textContent.trim() ?? ""} ${field.selectedOptions[0].textContent}` : "";
    return field.value.trim();
  }).filter(Boolean);
  return {
    title: (form.querySelector("legend, h2") ?? form.parentElement.querySelector("h2") ?? form.querySelector(".field span"))?.textContent.trim() ?? "",
    lines, fields: fields.map((field) => [field.name, field.type, field.value, field.checked]),
  };
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.send || form.hasAttribute("data-tap")) return;
  const about = form.dataset.item || form.dataset.question || "";
  form.dataset.touched = "yes";
  touched.set(`${form.dataset.send}/${about}`, { kind: form.dataset.send, about, round: form.dataset.round ?? "", ...contents(form) });
});

function isGone(form) {
  return !form || form.hidden || (form.matches(".until-closed") && document.body.dataset.phase === "closed");
}

function drop() {
  for (const [name, entry] of touched) {
    if (!isGone(document.querySelector(selector(entry.kind, entry.about)))) continue;
    touched.delete(name);
    if (entry.lines.length) dropped.set(name, entry);
  }
  for (const [name, entry] of dropped) {
    const form = document.querySelector(selector(entry.kind, entry.about));
    // What was begun in the first of two rounds is no answer to the second.
    if (isGone(form) || (form.dataset.round ?? "") !== entry.round) continue;
    dropped.delete(name);
    // What is written there since is newer.
    if (touched.has(name)) continue;
    touched.set(name, entry);
    form.dataset.touched = "yes";
    const seen = new Map();
    for (const [field, type, value, checked] of entry.fields) {
      const place = seen.get(field) ?? 0;
      seen.set(field, place + 1);
      const element = [...form.elements].filter((element) => element.name === field)[place];
      if (!element) continue;
      if (type === "radio" || type === "checkbox") element.checked = checked;
      else element.value = value;
    }
  }
  tellDropped();
}

function tellDropped() {
  const box = document.querySelector("[data-dropped]");
  box.hidden = !dropped.size;
  const list = box.querySelector("[data-dropped-list]");
  const text = [...dropped.values()].map((entry) => [entry.title, ...entry.lines].filter(Boolean).join("\n")).join("\n\n");
  if (list.textContent !== text) list.textContent = text;
}

document.querySelector("[data-dropped-ok]").addEventListener("click", () => { dropped.clear(); tellDropped(); });

// One tap: choosing is sending.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form?.dataset.send) return;
  if (form.hasAttribute("data-tap")) enqueue(form);
  else form.dataset.touched = "yes";
});

/// Who was seated in another room looks at that room from now on. What is unsent is kept.
function sitDown() {
  if (!leaving && (own.room ?? "") !== (document.body.dataset.room ?? "")) location.reload();
}
let leaving = false;
addEventListener("pageshow", () => { leaving = false; });

// MARK: the text of a case

// A stream says which text the room reads; the text itself is fetched once.
const texts = new Map();

function fillTexts() {
  for (const part of document.querySelectorAll("[data-text]")) {
    const { text: key, source } = part.dataset;
    if (!part.querySelector(`a[href="${CSS.escape(source)}"]`)) { texts.set(key, part.innerHTML); continue; }
    if (texts.has(key)) { if (texts.get(key)) part.innerHTML = texts.get(key); continue; }
    texts.set(key, "");
    fetch(source, { headers: { Accept: "application/json" }, cache: "no-store" })
      .then((reply) => (reply.ok ? reply.json() : Promise.reject(reply.status)))
      .then((body) => { texts.set(body.key, body.html); fillTexts(); })
      // The link that stands there leads to the text too; the next view tries again.
      .catch(() => texts.delete(key));
  }
}

/// Asks for what is one's own.
function askOwn() {
  const before = acknowledged;
  fetch(document.body.dataset.ownUrl, { headers: { Accept: "application/json" }, cache: "no-store" })
    .then((reply) => (reply.ok ? reply.json() : null))
    .then((body) => { if (body && !sending && acknowledged === before) { own = body; overlay(); drop(); sitDown(); } })
    .catch(() => { connected = false; });
}

// Whether one's answer was right is one's own, and not known before the result is shown: asked for once,
// and not by the whole hall in one moment.
const judged = new Set();
function askVerdict() {
  for (const part of document.querySelectorAll("[data-shown]")) {
    const answer = own.answers.find((answer) => answer.item === part.dataset.shown);
    if (!answer || typeof answer.right === "boolean" || !part.querySelector("[data-own]")) continue;
    const name = `${answer.item}/${answer.round ?? 1}`;
    if (judged.has(name)) continue;
    judged.add(name);
    setTimeout(askOwn, 1500 * Math.random());
  }
}

let connected = false;
let groupsSeen;
fillTexts();
live((view, first) => {
  fillTexts();
  // A scribe's form comes hidden, and is not gone.
  overlay();
  drop();
  // What became of the own group is one's own, and asked for when anything became of the groups.
  const changes = view?.facts?.groups;
  const changed = groupsSeen !== changes;
  groupsSeen = changes;
  tell();
  if (first || !connected || changed) {
    connected = true;
    wake();
    askOwn();
  } else askVerdict();
});
addEventListener("offline", () => { connected = false; });
overlay();
tell();
pump();
