import { onKeys, press } from "./keys.js";

// The list is told when pointer and focus are in it: meanwhile nothing moves there. It hears of the leaving a moment later,
// so that a step from one row to the next is none.
class Held extends HTMLElement {
  connectedCallback() {
    this.addEventListener("pointerenter", () => this.note(true, this.focused));
    this.addEventListener("pointerleave", () => this.note(false, this.focused));
    this.addEventListener("focusin", () => this.note(this.pointed, true));
    this.addEventListener("focusout", event => this.note(this.pointed, this.contains(event.relatedTarget)));
  }
  disconnectedCallback() {
    clearTimeout(this.leaving);
  }
  note(pointed, focused) {
    this.pointed = pointed;
    this.focused = focused;
    clearTimeout(this.leaving);
    if (pointed || focused) this.tell(true);
    else this.leaving = setTimeout(() => this.tell(false), 300);
  }
  tell(held) {
    const box = this.querySelector("input[hidden]");
    if (!box || box.checked === held) return;
    box.checked = held;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("hmis-held", Held);

const rows = () => [...document.querySelectorAll("[data-queue] tr[data-test=row]")];
let last = null;

// the row that has the focus, else the open packet's, else the one that was gone to last
function current() {
  const all = rows();
  return all.find(r => r.contains(document.activeElement)) ?? all.find(r => r.querySelector("[aria-current]")) ?? all.find(r => r.dataset.code === last);
}

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  const from = at < 0 ? (step > 0 ? -1 : all.length) : at;
  const isIn = at >= 0 && all[at].contains(document.activeElement);
  // from a packet that is still to be worked on the first step leads back to its own row
  const next = at >= 0 && !isIn && inPacket("r") && all[at].dataset.state !== "gone" ? all[at] : all[from + step];
  if (!next) return;
  last = next.dataset.code;
  next.querySelector(".line-link").focus();
  next.scrollIntoView({ block: "nearest" });
}

const inRow = () => rows().find(r => r.contains(document.activeElement));
const inPacket = name => document.querySelector(`[data-queue] .packet [data-key=${name}]`);

function claim() {
  press((inRow()?.querySelector("[data-key=c]") ?? inPacket("c"))?.querySelector("button"));
}

// a row that is not the open packet has no acts yet: its packet is opened first
function isOpen() {
  const row = inRow();
  if (!row || row.querySelector("[aria-current]")) return true;
  row.querySelector(".line-link").click();
  return false;
}

function giveBack() {
  if (isOpen()) press(inPacket("r")?.querySelector("button"));
}

function account() {
  if (!isOpen()) return;
  const field = inPacket("a");
  field?.focus();
  field?.select();
}

// as if by the pointer: with Shift all rows from the last one on
function tick(shiftKey) {
  const box = current()?.querySelector("[data-key=x]");
  if (box && !box.disabled) box.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
}

onKeys("[data-queue]", () => ({ x: () => tick(false), X: () => tick(true), j: () => move(1), k: () => move(-1), c: claim, r: giveBack, a: account }));

document.addEventListener("keydown", event => {
  const name = event.key === "Enter" && !event.isComposing && !event.repeat && event.target.dataset?.enter;
  if (!name) return;
  event.preventDefault();
  press(event.target.closest(".packet-acts")?.querySelector(`[data-test=${name}] button`));
});
