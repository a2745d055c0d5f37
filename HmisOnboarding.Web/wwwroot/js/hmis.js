import { clock, length, spans } from "./time.js";
import "./kept.js";
import "./review.js";
import "./queue.js";
import "./density.js";
import "./palette.js";

// One tick a minute for all clocks of the page: the server draws nothing while time passes.
const clocks = new Set();
setInterval(() => clocks.forEach(c => c.draw()), 60_000);
document.addEventListener("visibilitychange", () => document.hidden || clocks.forEach(c => c.draw()));

class Ticking extends HTMLElement {
  connectedCallback() {
    // the server's time counts: many computers are minutes off
    const now = Date.parse(this.getAttribute("now"));
    this.offset ??= Number.isNaN(now) ? 0 : now - Date.now();
    clocks.add(this);
    this.draw();
  }
  disconnectedCallback() {
    clocks.delete(this);
  }
  attributeChangedCallback() {
    if (this.isConnected) this.draw();
  }
  now() {
    return Date.now() + this.offset;
  }
  time(name) {
    const value = Date.parse(this.getAttribute(name));
    return Number.isNaN(value) ? null : value;
  }
}

const icons = {
  good: "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16zm.5-13H11v6l5.2 3.2.8-1.3-4.5-2.7z",
  soon: "M6 2v6l4 4-4 4v6h12v-6l-4-4 4-4V2zm10 14.5V20H8v-3.5l4-4zm-4-5-4-4V4h8v3.5z",
  late: "M12 6 19.5 19h-15zm0-4L1 21h22zm1 14h-2v2h2zm0-6h-2v4h2z",
  paused: "M9 16h2V8H9zm3-14a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 18a8 8 0 1 1 0-16 8 8 0 0 1 0 16zm1-4h2V8h-2z",
};

class Clock extends Ticking {
  static observedAttributes = ["target", "limit", "paused", "open"];
  draw() {
    const target = this.time("target");
    const state = this.hasAttribute("paused") ? { words: "paused", kind: "paused" } : target === null ? null : clock(target, this.time("limit"), this.now(), spans(this.getAttribute("open")));
    this.drawAtMark(target);
    if (!state || (this.shown === state.kind + state.words)) return;
    this.shown = state.kind + state.words;
    this.className = `clock clock-${state.kind}`;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", "icon");
    svg.setAttribute("fill", "currentColor");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", icons[state.kind]);
    svg.append(path);
    this.replaceChildren(svg, document.createTextNode(state.words));
  }
  // a mark is drawn when it passes, not at the next full tick
  drawAtMark(target) {
    clearTimeout(this.atMark);
    const wait = Math.min(...[target, this.time("limit")].map(at => (at === null ? Infinity : at - this.now())).filter(w => w >= 0));
    if (wait < 60_000) this.atMark = setTimeout(() => this.isConnected && this.draw(), wait + 20);
  }
}

class Since extends Ticking {
  static observedAttributes = ["at", "words"];
  draw() {
    const at = this.time("at");
    if (at === null) return;
    const words = `since ${this.getAttribute("words")} (${length(this.now() - at)})`;
    if (this.textContent !== words) this.textContent = words;
  }
}

customElements.define("hmis-clock", Clock);
customElements.define("hmis-since", Since);

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // without HTTPS or permission the old way is left
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    button.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.classList.add("copied");
  say("Copied");
  setTimeout(() => button.classList.remove("copied"), 2000);
}

let region;
function say(words) {
  if (!region?.isConnected) {
    region = document.createElement("div");
    region.className = "visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => (region.textContent = words), 50);
}

document.addEventListener("click", event => {
  const hit = selector => event.target.closest?.(selector);
  const copyButton = hit("[data-copy]");
  if (copyButton) copy(copyButton);
  if (hit("[data-reload]")) {
    event.preventDefault();
    event.stopPropagation();
    const to = hit("[data-reload]").getAttribute("href");
    if (to) location.assign(to);
    else location.reload();
  }
  if (hit("[data-skip]")) {
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("content")?.focus();
  }
  const reveal = hit("[data-reveal]");
  if (reveal) {
    const shown = reveal.getAttribute("aria-pressed") !== "true";
    reveal.setAttribute("aria-pressed", String(shown));
    for (const id of reveal.dataset.reveal.split(" ")) document.getElementById(id).type = shown ? "text" : "password";
  }
  if (hit("[data-print]")) print();
  if (hit("#person-menu a, #person-menu button[type=submit]")) document.getElementById("person-menu")?.hidePopover?.();
}, true);

document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const search = document.getElementById("search");
  if (!search) return;
  event.preventDefault();
  search.focus();
});

// The connection: one notice, one sentence for each state.
const notice = document.getElementById("components-reconnect-modal");
if (notice) {
  const show = state => {
    for (const part of notice.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(state);
    notice.hidden = false;
  };
  const back = async () => {
    try {
      if ((await Blazor.reconnect()) || (await Blazor.resumeCircuit())) notice.hidden = true;
      else location.reload();
    } catch {
      show("failed");
    }
  };
  const whenSeen = () => document.hidden || back();
  notice.addEventListener("components-reconnect-state-changed", ({ detail: { state } }) => {
    document.removeEventListener("visibilitychange", whenSeen);
    if (state === "hide") notice.hidden = true;
    else if (state === "rejected") location.reload();
    else show(state);
    if (state === "failed") document.addEventListener("visibilitychange", whenSeen);
  });
  document.getElementById("connection-retry").addEventListener("click", back);
  document.getElementById("connection-reload").addEventListener("click", () => location.reload());
}
