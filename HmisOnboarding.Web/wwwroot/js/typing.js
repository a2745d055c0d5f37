import { kept, keep } from "./kept.js";

// Around fields whose content the server keeps while somebody types: each tells its value after a short rest, and at once when the page is left.
// With a key, the words that the server has not got yet also lie in this tab, so that a reload without a connection costs nothing; they go as soon
// as the server says that it has them: `saved` is the words, or, where `each` field is kept by its id, the instant of the last save. Ctrl+Enter presses the button of the place that `send` names.
class Typing extends HTMLElement {
  static observedAttributes = ["saved"];
  connectedCallback() {
    this.rest = Number(this.getAttribute("rest")) || 700;
    this.waiting = new Map();
    this.sent = new Set();
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.addEventListener("input", event => this.typed(event.target), { signal });
    this.addEventListener("change", event => this.told(event.target), { signal });
    this.addEventListener("keydown", event => this.pressed(event), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.tellAll(), { signal });
    addEventListener("pagehide", () => this.tellAll(), { signal });
    // the live page puts the field in after its frame
    queueMicrotask(() => this.restore());
  }
  disconnectedCallback() {
    // the page goes on to another one and has told everything: nothing is left that only this tab knows
    this.forgetSent();
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.stop?.abort();
  }
  attributeChangedCallback() {
    const key = this.getAttribute("key");
    if (this.hasAttribute("each")) this.forgetSent();
    else if (key && kept(key) === this.getAttribute("saved")) keep(key, "");
  }
  keyOf(field) {
    const key = this.getAttribute("key");
    return key && this.hasAttribute("each") ? field.id && `${key}:${field.id}` : key;
  }
  forgetSent() {
    if (!this.hasAttribute("each")) return;
    for (const field of this.sent ?? []) keep(this.keyOf(field), "");
    this.sent?.clear();
  }
  typed(field) {
    if (!field.matches("textarea, input:not([type=checkbox], [type=radio], [type=date], [type=file], [type=password])")) return;
    const key = this.keyOf(field);
    if (key) keep(key, field.value);
    this.sent.delete(field);
    clearTimeout(this.waiting.get(field));
    this.waiting.set(field, setTimeout(() => this.tell(field), this.rest));
  }
  told(field) {
    clearTimeout(this.waiting.get(field));
    this.waiting.delete(field);
    if (this.keyOf(field)) this.sent.add(field);
  }
  tell(field) {
    if (!this.waiting.has(field)) return;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  tellAll() {
    for (const field of [...this.waiting.keys()]) this.tell(field);
  }
  restore() {
    for (const field of this.querySelectorAll("textarea, input[type=text], input[type=email]")) {
      const key = this.keyOf(field);
      const value = key && kept(key);
      if (!value || field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  pressed(event) {
    const place = this.getAttribute("send");
    if (!place || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    // first the words, then the press: they arrive in this order
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById(place)?.querySelector("button")?.click();
  }
}

customElements.define("hmis-typing", Typing);
