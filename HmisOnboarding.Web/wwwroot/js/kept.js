// What somebody typed, chose or drew and has not sent yet stays in this tab: a reload or a lost connection must not cost a signature.
// Session storage, because it ends with the tab and is sent to nobody. A password is never kept.
const prefix = "hmis-kept ";
const personKey = "hmis-person";

export function kept(key) {
  try {
    return sessionStorage.getItem(prefix + key);
  } catch {
    return null;
  }
}

export function keep(key, value) {
  try {
    if (value) sessionStorage.setItem(prefix + key, value);
    else sessionStorage.removeItem(prefix + key);
  } catch {
    // storage is switched off or full: the page works, it only forgets on a reload
  }
}

function forget(isOver) {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix) && isOver(key.slice(prefix.length))) sessionStorage.removeItem(key);
  } catch {
    // nothing was kept then
  }
}

// Around one field or one group of radios.
class Kept extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this);
    this.addEventListener("change", this);
    // the live page puts the field in after its frame
    queueMicrotask(() => this.restore());
  }
  handleEvent({ target }) {
    if (target.type === "password" || target.type === "hidden") return;
    keep(this.getAttribute("key"), target.value);
  }
  restore() {
    const value = kept(this.getAttribute("key"));
    if (value === null) return;
    const radio = this.querySelector(`input[type=radio][value="${CSS.escape(value)}"]`);
    const field = radio ?? this.querySelector("input[type=text], textarea");
    if (!field || (radio ? radio.checked : field.value === value)) return;
    if (radio) radio.checked = true;
    else field.value = value;
    field.dispatchEvent(new Event(radio ? "change" : "input", { bubbles: true }));
  }
}

// Stands where something was sent: what was kept for it is over.
class KeptDone extends HTMLElement {
  connectedCallback() {
    const done = this.getAttribute("key");
    forget(key => key === done || key.startsWith(`${done}:`));
  }
}

// Names the person of a live page. What another person left in the tab goes; and when another tab of this browser belongs to somebody
// else from now on, this page is told, because it must not act for the one who left.
class ForPerson extends HTMLElement {
  connectedCallback() {
    this.person = this.getAttribute("person");
    forget(key => !key.startsWith(`${this.person}:`));
    announce(this.person);
    this.stop = new AbortController();
    const { signal } = this.stop;
    addEventListener("storage", event => event.key === personKey && this.compare(event.newValue), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.compare(announced()), { signal });
  }
  disconnectedCallback() {
    this.stop?.abort();
  }
  compare(now) {
    // null: storage was cleared, which says nothing of a person
    if (now === null || now === this.person) return;
    const told = this.querySelector("input");
    if (!told) return;
    told.value = "another";
    told.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function announced() {
  try {
    return localStorage.getItem(personKey);
  } catch {
    return null;
  }
}

function announce(person) {
  try {
    localStorage.setItem(personKey, person);
  } catch {
    // without storage the server's own check has to do
  }
}

// Tells once that its parent is on the screen, not only on the page.
class Seen extends HTMLElement {
  connectedCallback() {
    this.watch = new IntersectionObserver(entries => {
      if (!entries.some(e => e.isIntersecting)) return;
      this.watch.disconnect();
      const told = this.querySelector("input");
      told.value = "seen";
      told.dispatchEvent(new Event("change", { bubbles: true }));
    });
    queueMicrotask(() => this.watch.observe(this.parentElement));
  }
  disconnectedCallback() {
    this.watch?.disconnect();
  }
}

customElements.define("hmis-kept", Kept);
customElements.define("hmis-kept-done", KeptDone);
customElements.define("hmis-for-person", ForPerson);
customElements.define("hmis-seen", Seen);

if (location.pathname === "/Account/SignedOut") {
  forget(() => true);
  announce("");
}
