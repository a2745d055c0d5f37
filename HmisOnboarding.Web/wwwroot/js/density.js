// How high the rows of tables are is the reader's choice on this computer.
const key = "hmis-density";
const root = document.documentElement;
let here = false;

function isCompact() {
  try {
    return localStorage.getItem(key) === "compact";
  } catch {
    return here;
  }
}

function choose(compact) {
  here = compact;
  try {
    if (compact) localStorage.setItem(key, "compact");
    else localStorage.removeItem(key);
  } catch {
    // storage is switched off: the choice holds for this page only
  }
}

function show() {
  if (isCompact()) root.dataset.density = "compact";
  else delete root.dataset.density;
  for (const button of document.querySelectorAll("hmis-density button")) button.setAttribute("aria-pressed", String(isCompact()));
}

// Around the button that switches.
class Density extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    // the live page puts the button in after its frame
    queueMicrotask(show);
  }
  handleEvent({ target }) {
    if (!target.closest("button")) return;
    choose(!isCompact());
    show();
  }
}

customElements.define("hmis-density", Density);
addEventListener("storage", show);
show();
