// The plan's editor: while the text is typed, what is found stands beside its line. The server checks;
// nothing is saved before the button is pressed, and nothing typed is lost with the page.
const editor = document.querySelector("[data-editor]");
const area = editor.querySelector("textarea");
const mirror = editor.querySelector(".mirror");
const margin = editor.querySelector(".margin");
const details = editor.closest("details");
const state = document.querySelector("[data-state]");
const words = JSON.parse(editor.dataset.words);
const version = details.querySelector("[name=version]").value;
const memory = `plan ${editor.dataset.check} ${version}`;
const saved = area.value;

/// What the server said last, and of which text; `asked` is the text under way.
let checked = { text: null, findings: [] };
let asked = null;
let timer = 0;
let restored = false;

// MARK: The mirror lies behind the text with the same lines, so that it knows where each one stands.

let keys = [];

function paint() {
  const lines = area.value.split("\n");
  const marks = checked.text === area.value ? marksByLine(lines) : new Map();
  const next = lines.map((line, index) => line + "\u0000" + JSON.stringify(marks.get(index) || []));
  let head = 0;
  while (head < keys.length && head < next.length && keys[head] === next[head]) head++;
  let tail = 0;
  while (tail < keys.length - head && tail < next.length - head && keys.at(-1 - tail) === next.at(-1 - tail)) tail++;
  const fresh = document.createDocumentFragment();
  for (let index = head; index < next.length - tail; index++) fresh.append(row(lines[index], marks.get(index) || []));
  for (let count = keys.length - tail - head; count > 0; count--) mirror.children[head].remove();
  mirror.insertBefore(fresh, mirror.children[head] || null);
  keys = next;
  area.style.height = `${mirror.offsetHeight}px`;
  place();
}

function row(line, marks) {
  const block = document.createElement("div");
  let done = 0;
  for (const [from, to] of marks) {
    block.append(line.slice(done, from));
    const mark = document.createElement("mark");
    mark.append(line.slice(from, to));
    block.append(mark);
    done = to;
  }
  block.append(line.slice(done) || "\u200b");
  return block;
}

/// Ranges within each line, in order and apart.
function marksByLine(lines) {
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1) + line.length + 1);
  const found = new Map();
  for (const finding of checked.findings) {
    if (finding.tone === "note") continue;
    const index = finding.line - 1;
    const marks = found.get(index) || [];
    const from = Math.max(finding.from - starts[index], marks.at(-1)?.[1] || 0);
    const to = Math.min(finding.to - starts[index], lines[index].length);
    if (from < to) found.set(index, [...marks, [from, to]]);
  }
  return found;
}

/// Whether there is room for cards beside the text.
const besides = () => matchMedia("(min-width: 75.01rem)").matches;

/// Each card beside its line, or below the card before it.
function place() {
  const cards = [...margin.children];
  if (!besides()) {
    for (const card of cards) card.style.top = "";
    editor.style.minHeight = "";
    return;
  }
  const tops = cards.map((card) => mirror.children[card.dataset.line - 1]?.offsetTop ?? 0);
  const heights = cards.map((card) => card.offsetHeight);
  let bottom = 0;
  cards.forEach((card, index) => {
    const top = Math.max(tops[index], bottom);
    card.style.top = `${top}px`;
    bottom = top + heights[index] + 8;
  });
  editor.style.minHeight = `${bottom}px`;
}

// MARK: Checking

async function check() {
  clearTimeout(timer);
  const text = area.value;
  if (asked !== null || text === checked.text) return;
  asked = text;
  state.textContent = words.checking;
  try {
    const body = new FormData();
    body.set("text", text);
    const reply = await fetch(editor.dataset.check, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await reply.json();
    if (!reply.ok) throw answer.message;
    checked = { text, findings: answer.findings };
    show(answer);
    state.textContent = restored ? words.restored : words.checked;
  } catch (trouble) {
    state.textContent = typeof trouble === "string" ? trouble : words.offline;
    if (typeof trouble !== "string") timer = setTimeout(check, 3000);
    asked = null;
    return;
  }
  asked = null;
  if (area.value !== checked.text) timer = setTimeout(check, 200);
}

function show(answer) {
  for (const [name, html] of Object.entries(answer.regions)) {
    const region = document.querySelector(`[data-region="${name}"]`);
    if (region.innerHTML === html) continue;
    const open = region.querySelector("details")?.open;
    region.innerHTML = html;
    if (open && region.querySelector("details")) region.querySelector("details").open = true;
  }
  const holds = document.activeElement?.closest(".margin .card")?.dataset.line;
  margin.replaceChildren(...answer.findings.map((finding, index) => {
    const card = document.createElement("div");
    card.className = "card";
    card.dataset.line = finding.line;
    card.dataset.index = index;
    card.innerHTML = finding.html;
    return card;
  }));
  paint();
  // The button that was pressed is gone: the keyboard goes on in the text.
  if (holds) area.focus({ preventScroll: true });
}

// MARK: Mending

margin.addEventListener("submit", (event) => {
  const form = event.target;
  const finding = checked.findings[form.closest(".card").dataset.index];
  if (form.elements.do.value !== "fix") {
    // A case's file is made on the server, together with the text as it stands here.
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "text", value: area.value }));
    forget();
    return;
  }
  event.preventDefault();
  if (!finding.fix || area.value !== checked.text) return;
  area.focus({ preventScroll: true });
  area.setSelectionRange(finding.fix.from, finding.fix.to);
  // Through the browser's own typing, so that it can be undone.
  const done = finding.fix.text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, finding.fix.text);
  if (!done) area.setRangeText(finding.fix.text);
  typed();
  check();
});

margin.addEventListener("click", (event) => {
  const card = event.target.closest(".card");
  if (!card || event.target.closest("button, summary, input, label, a")) return;
  const finding = checked.findings[card.dataset.index];
  if (area.value !== checked.text) return;
  area.focus({ preventScroll: true });
  area.setSelectionRange(finding.from, finding.to);
  if (!besides()) mirror.children[finding.line - 1].scrollIntoView({ block: "center" });
});

// MARK: Typing

function typed() {
  restored = false;
  paint();
  try { localStorage.setItem(memory, area.value); } catch { /* a full or forbidden store only loses this comfort */ }
  clearTimeout(timer);
  timer = setTimeout(check, 250);
}

function forget() {
  try { localStorage.removeItem(memory); } catch { /* as above */ }
}

function begin() {
  editor.classList.add("live");
  document.querySelector(".plan-text").classList.toggle("editing", details.open);
  if (!details.open) return;
  paint();
  check();
}

area.addEventListener("input", typed);
document.getElementById("save").addEventListener("submit", forget);
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s" || !details.open) return;
  event.preventDefault();
  document.getElementById("save").requestSubmit();
});
details.addEventListener("toggle", begin);
addEventListener("resize", () => { if (details.open) paint(); });

let kept = null;
try { kept = localStorage.getItem(memory); } catch { /* as above */ }
if (kept !== null && kept !== saved) {
  area.value = kept;
  restored = true;
  details.open = true;
  begin();
} else if (details.open) {
  begin();
}
document.fonts?.ready.then(() => { if (details.open) paint(); });
