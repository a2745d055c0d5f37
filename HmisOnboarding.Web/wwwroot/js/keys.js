// Keys of a page: each presses or focuses what is on it, so that it can do no more than a click. Letters can be switched off for all pages.
const key = "hmis-letters";
let here = true;
const pages = [];

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

const typing = element => element.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=textbox]");

/** Presses a button unless it cannot be pressed; returns whether it was. */
export function press(button) {
  if (!button || button.getAttribute("aria-disabled") === "true") return false;
  button.click();
  return true;
}

/**
 * The keys of the page that holds something of this selector. `always` and `letters` get the event and return the acts by key;
 * `always` works without letters too.
 */
export function onKeys(selector, letters, always = () => ({})) {
  pages.push({ selector, letters, always });
}

function help() {
  const list = document.querySelector("[data-keys-help]");
  if (!list) return;
  list.open = !list.open;
  list.querySelector("summary").focus();
}

document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  const page = pages.find(p => document.querySelector(p.selector));
  if (!page || typing(event.target) || document.querySelector("[role=dialog], dialog[open]")) return;
  const act = page.always(event)[event.key] ?? (lettersOn() ? { ...page.letters(event), "?": help }[event.key] : null);
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("toggle", event => {
  const tick = event.target.matches?.("[data-keys-help]") && event.target.querySelector("[data-keys-letters]");
  if (tick) tick.checked = lettersOn();
}, true);

document.addEventListener("change", event => {
  if (event.target.matches?.("[data-keys-letters]")) keep(event.target.checked);
});
