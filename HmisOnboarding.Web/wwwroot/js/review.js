// Review by keyboard: each key presses a button that is on the page, so that it can do no more than a click.
const key = "hmis-review-letters";
let here = true;

function lettersOn() {
  try {
    return localStorage.getItem(key) !== "off";
  } catch {
    return here;
  }
}

function keep(on) {
  here = on;
  try {
    if (on) localStorage.removeItem(key);
    else localStorage.setItem(key, "off");
  } catch {
    // storage is switched off: the choice holds for this page only
  }
}

const typing = element => element.closest?.("input, textarea, select, [contenteditable], [role=textbox]");
const heads = () => [...document.querySelectorAll("[data-review] .review-head")];

function move(step, from) {
  const all = heads();
  const at = all.indexOf(from ?? all.find(h => h.getAttribute("aria-expanded") === "true"));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  if (!next) return;
  next.focus();
  if (next.getAttribute("aria-expanded") === "true") return;
  // the row before closes at the same time and everything moves up
  const opened = new MutationObserver(() => {
    opened.disconnect();
    next.scrollIntoView({ block: "start" });
  });
  opened.observe(next, { attributeFilter: ["aria-expanded"] });
  next.click();
}

function press(act) {
  const row = document.querySelector("[data-review] [data-test=certificate]:has(.review-head[aria-expanded=true])");
  const button = row?.querySelector(`[data-test=${act}] button`);
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  row.querySelector(".review-head").focus();
  button.click();
}

function help() {
  const list = document.querySelector("[data-review-help]");
  list.open = !list.open;
  list.querySelector("summary").focus();
}

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (!document.querySelector("[data-review]") || typing(event.target) || document.querySelector("[role=dialog]")) return;
  const head = event.target.closest?.("[data-review] .review-head");
  const act = { ArrowDown: head && (() => move(1, head)), ArrowUp: head && (() => move(-1, head)) }[event.key]
    ?? (lettersOn() ? { j: () => move(1), k: () => move(-1), a: () => press("accept"), r: () => press("reject"), "?": help }[event.key] : null);
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("toggle", event => {
  const tick = event.target.matches?.("[data-review-help]") && event.target.querySelector("[data-review-letters]");
  if (tick) tick.checked = lettersOn();
}, true);

document.addEventListener("change", event => {
  if (event.target.matches?.("[data-review-letters]")) keep(event.target.checked);
});
