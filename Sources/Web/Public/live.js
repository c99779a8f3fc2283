// Keeps a page's regions as the server says: by a stream, or by asking again and again where a
// network holds streams back. Every message carries the whole view, so one is always enough.

const HEARTBEAT_MS = 10000;
// A stream brings the view at once; one that has brought none by then is held back on the way.
const FIRST_MS = 8000;
const words = JSON.parse(document.body.dataset.words || "{}");

/// Starts. `onView(view, first)` runs after the regions of the page have been swapped.
export function live(onView = () => {}) {
  const body = document.body;
  const state = { source: null, opened: 0, heard: 0, polling: 0, wait: 1000, patience: 15000, shown: {}, first: true };

  function take(text) {
    let view;
    try { view = JSON.parse(text); } catch { return; }
    state.wait = 1000;
    const focused = [];
    for (const [name, html] of Object.entries(view.regions)) {
      if (state.shown[name] === html) continue;
      state.shown[name] = html;
      for (const region of document.querySelectorAll(`[data-region="${name}"]`)) focused.push(swap(region, html));
    }
    if (view.facts?.phase) body.dataset.phase = view.facts.phase;
    news((view.facts?.say ?? "").split("\n"), state.first);
    pulse(view.pulse);
    onView(view, state.first);
    // Only now: what came hidden may be focused once the page has shown it.
    for (const again of focused) again?.();
    state.first = false;
  }

  function say(text) {
    for (const line of document.querySelectorAll("[data-connection]")) {
      line.textContent = text;
      line.hidden = !text;
    }
  }

  function open() {
    if (state.source || document.hidden) return;
    const source = new EventSource(body.dataset.stream);
    state.source = source;
    state.opened = Date.now();
    state.heard = 0;
    source.addEventListener("view", (event) => {
      state.heard = Date.now();
      state.patience = 15000;
      stopPolling();
      say("");
      take(event.data);
    });
    source.onerror = () => {
      say(words.offline);
      // A stream that the browser has given up on is opened anew, later and later, never all at once.
      if (source.readyState === EventSource.CLOSED) { shut(); again(open); }
      poll();
    };
  }

  function shut() {
    if (state.source) state.source.close();
    state.source = null;
  }

  function again(task) {
    state.wait = Math.min(state.wait * 2, 15000);
    setTimeout(task, state.wait / 2 + Math.random() * state.wait / 2);
  }

  /// Asks again and again, one loop at a time: more slowly while nothing answers, never all at once.
  async function poll() {
    if (state.polling || document.hidden) return;
    const turn = ++turns;
    state.polling = turn;
    let pause = 2500;
    while (state.polling === turn && !document.hidden) {
      try {
        const reply = await fetch(body.dataset.view, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (state.polling !== turn) return;
        if (reply.ok) { take(await reply.text()); say(words.polling || ""); pause = 2500; }
        else if (reply.status === 401 || reply.status === 403) {
          // May no longer look (handed over, revoked, signed out): the page itself says why.
          shut();
          location.reload();
          return;
        }
        else pause = Math.min(pause * 1.5, 8000);
      } catch { if (state.polling === turn) say(words.offline); pause = Math.min(pause * 1.5, 8000); }
      await new Promise((done) => { nudge = done; setTimeout(done, pause * (0.8 + Math.random() * 0.4)); });
    }
    if (state.polling === turn) state.polling = 0;
  }
  let turns = 0;
  let nudge = () => {};
  function stopPolling() { state.polling = 0; }

  // A stream that stays silent is held back somewhere on the way, or dead: what it may still bring
  // is old. It is closed, the page asks instead, and tries a stream again now and then.
  setInterval(() => {
    if (document.hidden || !state.source) return;
    const silent = state.heard ? Date.now() - state.heard > 2.5 * HEARTBEAT_MS : Date.now() - state.opened > FIRST_MS;
    if (!silent) return;
    shut();
    poll();
    setTimeout(open, state.patience * (0.8 + Math.random() * 0.4));
    state.patience = Math.min(state.patience * 2, 300000);
  }, 1000);

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { shut(); stopPolling(); return; }
    // Where streams do not get through, nobody waits for one.
    if (state.patience > 15000) poll();
    open();
  });
  addEventListener("pagehide", shut);
  addEventListener("pageshow", () => { if (!document.hidden) open(); });
  addEventListener("online", () => { shut(); open(); nudge(); });
  open();
  return { words };
}

const sent = new WeakMap();

/// Replaces what has changed in a region: pieces that are sent as before are not touched, so that
/// whoever types there goes on typing. In the others, what is typed, ticked or opened stays.
/// Returns what brings the focus back, where it was lost.
function swap(region, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = [...template.content.childNodes];
  const texts = fresh.map((node) => node.outerHTML ?? node.textContent);
  const known = sent.get(region) || [];
  sent.set(region, texts);
  const old = [...region.childNodes];
  const same = known.length === old.length;
  let head = 0;
  while (same && head < texts.length && head < known.length && texts[head] === known[head]) head++;
  let tail = 0;
  while (same && tail < texts.length - head && tail < known.length - head
    && texts[texts.length - 1 - tail] === known[known.length - 1 - tail]) tail++;

  const kept = keep(region);
  const active = region.contains(document.activeElement) ? document.activeElement : null;
  const mark = active && describe(region, active);
  for (const node of old.slice(head, old.length - tail)) node.remove();
  const next = region.childNodes[head] || null;
  for (const node of fresh.slice(head, fresh.length - tail)) region.insertBefore(node, next);
  if (!old.length && !fresh.length) return;
  restore(region, kept);
  if (active && !active.isConnected) return () => refocus(region, mark);
}

const keyed = "form[data-item], form[data-question]";

function keep(region) {
  const forms = new Map();
  for (const form of region.querySelectorAll(keyed)) {
    const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
    forms.set(name(form), { form, fields: fields.map((field) => [field.name, field.type, field.value, field.checked]) });
  }
  const open = new Map([...region.querySelectorAll("details[data-keep]")].map((part) => [part.dataset.keep, part.open]));
  return { forms, open };
}

function restore(region, { forms, open }) {
  for (const form of region.querySelectorAll(keyed)) {
    const before = forms.get(name(form));
    if (!before || before.form === form) continue;
    if (before.form.dataset.touched) form.dataset.touched = before.form.dataset.touched;
    // Several lists of one form may have one name: each finds its own by its place among them.
    const seen = new Map();
    for (const [field, type, value, checked] of before.fields) {
      const kind = type + " " + field;
      const place = seen.get(kind) || 0;
      seen.set(kind, place + 1);
      const same = [...form.elements].filter((element) => element.name === field && element.type === type);
      if (type === "radio" || type === "checkbox") {
        for (const element of same) if (element.value === value) element.checked = checked;
      } else if (same[place] && value) {
        same[place].value = value;
      }
    }
  }
  for (const part of region.querySelectorAll("details[data-keep]")) {
    if (open.has(part.dataset.keep)) part.open = open.get(part.dataset.keep);
  }
}

function name(form) { return (form.dataset.item || "") + "/" + (form.dataset.question || ""); }

const controls = "button, input:not([type=hidden]), textarea, select, summary, a[href]";

/// Where the focused control stands, to find it again among new ones.
function describe(region, element) {
  const form = element.closest("form");
  const own = element.name
    ? `[name="${CSS.escape(element.name)}"]` + (/^(radio|checkbox|submit)$/.test(element.type) ? `[value="${CSS.escape(element.value)}"]` : "")
    : element.tagName.toLowerCase();
  const about = form?.dataset.item ? `form[data-item="${CSS.escape(form.dataset.item)}"]`
    : form?.dataset.question ? `form[data-question="${CSS.escape(form.dataset.question)}"]` : null;
  const caret = element.matches("textarea, input[type=text]") ? [element.selectionStart, element.selectionEnd] : null;
  return { own, about, caret, index: [...region.querySelectorAll(controls)].indexOf(element) };
}

/// The same control; else its neighbour of the same form; else, where no form is about one thing,
/// whatever stands in its place. Never a like button of something else.
function refocus(region, { own, about, caret, index }) {
  let found;
  if (about) {
    const form = region.querySelector(about);
    found = form?.querySelector(own) ?? form?.querySelector(controls);
  } else {
    found = region.querySelectorAll(controls)[index];
  }
  found?.focus({ preventScroll: true });
  if (caret && found?.matches("textarea, input[type=text]")) found.setSelectionRange(...caret);
}

// Running times come as seconds left and are counted down here.
const clock = { at: 0, segment: null, behind: 0, break: null, timer: null, paused: false };

function pulse(times) {
  if (!times) return;
  Object.assign(clock, times, { at: Date.now() });
  tick();
}

// MARK: what a screen reader is told

// One live region a page, outside of all regions: it is written to, never swapped.
const told = { lines: [], waiting: [], at: 0, timer: 0 };

/// Tells the lines that were not there before; on arriving, the page itself says it all.
function news(lines, first) {
  const fresh = lines.filter((text) => text && !told.lines.includes(text));
  told.lines = lines;
  if (!first) for (const text of fresh) announce(text);
}

/// What comes together is told together, and nothing takes the place of what was told just now.
function announce(text) {
  told.waiting.push(text);
  if (told.timer) return;
  told.timer = setTimeout(() => {
    told.timer = 0;
    told.at = Date.now();
    const line = document.querySelector("[data-announce]");
    if (line) line.textContent = told.waiting.join(" ");
    told.waiting = [];
  }, Math.max(50, told.at + 1500 - Date.now()));
}

// Five minutes and one before the end, and the end: when a time runs through them, not when it jumps.
const marks = [300, 60, 0];
const before = {};

function passing(name, left, say) {
  const was = before[name];
  before[name] = left;
  if (left === null || was === null || was === undefined || was - left > 15) return;
  const mark = marks.find((mark) => was > mark && left <= mark);
  if (mark !== undefined) announce(say(mark / 60));
}

function tick() {
  if (!clock.at) return;
  const passed = clock.paused ? 0 : Math.floor((Date.now() - clock.at) / 1000);
  const left = clock.segment === null ? null : clock.segment - passed;
  for (const part of document.querySelectorAll('[data-clock="segment"]')) {
    const label = part.dataset.label ? part.dataset.label + " " : "";
    write(part, left === null ? "" : label + countdown(left));
    part.classList.toggle("seal", left !== null && left < 0);
  }
  // The trainer's timer runs on while the clock of the day stands.
  const timer = clock.timer === null ? null : Math.max(0, clock.timer - Math.floor((Date.now() - clock.at) / 1000));
  for (const part of document.querySelectorAll('[data-clock="timer"]')) {
    write(part, timer === null ? "" : (part.dataset.label ? part.dataset.label + " " : "") + countdown(timer));
    part.classList.toggle("seal", timer === 0);
  }
  passing("segment", left, (minutes) => minutes ? words.left?.replace("{0}", minutes) : words.over);
  passing("timer", timer, (minutes) => minutes ? words.timer?.replace("{0}", minutes) : words.timeUp);
  for (const part of document.querySelectorAll('[data-clock="break"]')) {
    const minutes = clock.break === null ? null : Math.max(0, Math.ceil((clock.break - passed) / 60));
    write(part, minutes === null ? "" : part.dataset.template.replace("{0}", minutes));
  }
  const late = clock.behind + (left !== null && left < 0 ? Math.min(passed, -left) : 0);
  for (const part of document.querySelectorAll('[data-clock="behind"]')) {
    const minutes = Math.trunc(late / 60);
    write(part, clock.segment === null ? "" : minutes > 0 ? words.behind.replace("{0}", minutes) : minutes < 0 ? words.ahead.replace("{0}", -minutes) : words.onTime);
    part.classList.toggle("seal", minutes > 0);
  }
}

function write(part, text) { if (part.textContent !== text) part.textContent = text; }

function countdown(seconds) {
  const size = Math.abs(seconds);
  return (seconds < 0 ? "-" : "") + Math.floor(size / 60) + ":" + String(size % 60).padStart(2, "0");
}

setInterval(tick, 1000);

/// 32 hexadecimal digits; works where the page is no secure context.
export function token() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
