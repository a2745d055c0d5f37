import { keep, kept } from "./kept.js";

// The box of a signature; Domain/Agreements/InkDrawing.cs has the same numbers.
const width = 3000;
const height = 1000;
const penWidth = 22;

// Points closer than this are the same point to the eye; so no hand, however quick, makes more than the server takes.
const nearest = 6;
const mostPoints = 8000;
const mostStrokes = 150;

class Ink extends HTMLElement {
  connectedCallback() {
    this.strokes = [];
    this.stop = new AbortController();
    queueMicrotask(() => this.isConnected && this.begin());
  }
  disconnectedCallback() {
    this.stop.abort();
    this.sizes?.disconnect();
  }

  begin() {
    this.canvas = this.querySelector("canvas");
    try {
      this.pen = this.canvas?.getContext("2d") ?? null;
    } catch {
      this.pen = null;
    }
    if (!this.pen) return;
    const on = { signal: this.stop.signal };
    this.canvas.addEventListener("pointerdown", e => this.down(e), on);
    this.canvas.addEventListener("pointermove", e => this.move(e), on);
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) this.canvas.addEventListener(end, e => this.up(e), on);
    this.addEventListener("click", e => this.press(e.target.closest?.("[data-ink]")?.dataset.ink), on);
    this.strokes = read(kept(this.getAttribute("key")) ?? "");
    // turning the phone gives the box another size; the strokes are kept in units of their own
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.canvas);
    this.changed();
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [Math.round(((event.clientX - box.left) / box.width) * width), Math.round(((event.clientY - box.top) / box.height) * height)];
  }

  get isFull() {
    return this.strokes.length >= mostStrokes || this.strokes.reduce((sum, s) => sum + s.length, 0) >= mostPoints;
  }

  down(event) {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    if (this.isFull) return this.say();
    try {
      this.canvas.setPointerCapture(event.pointerId);
    } catch {
      // the pointer is up again already
    }
    this.stroke = [this.at(event)];
    this.strokes.push(this.stroke);
    this.draw();
  }

  move(event) {
    if (!this.stroke || !event.isPrimary) return;
    for (const each of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) this.add(this.at(each));
  }

  add(point) {
    const last = this.stroke.at(-1);
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < nearest) return;
    this.stroke.push(point);
    this.line(this.pen, last, point);
    if (this.isFull) this.up();
  }

  up(event) {
    if (!this.stroke || event?.isPrimary === false) return;
    this.stroke = null;
    this.changed();
  }

  press(act) {
    if (!act) return;
    if (act === "undo") this.strokes.pop();
    else this.strokes = [];
    this.stroke = null;
    this.changed();
    this.say(this.strokes.length ? `${this.strokes.length} ${this.strokes.length === 1 ? "stroke" : "strokes"} left.` : "The box is empty.");
  }

  // kept, drawn, shown beside what will be recorded; the server hears only whether there is ink at all
  changed() {
    keep(this.getAttribute("key"), write(this.strokes));
    this.draw();
    this.say("");
    const path = document.getElementById(this.getAttribute("preview"))?.querySelector("path");
    path?.setAttribute("d", this.strokes.map(s => `M${s.length > 1 ? s.map(p => p.join(" ")).join("L") : `${s[0].join(" ")}l1 0`}`).join(""));
    const told = this.querySelector("input[type=hidden]");
    const ink = this.strokes.length ? "ink" : "";
    if (!told || told.value === ink) return;
    told.value = ink;
    told.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(words) {
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = words || (this.isFull ? "The box is full of ink. Undo the last stroke, or clear the box and sign again." : "");
  }

  draw() {
    const ratio = devicePixelRatio || 1;
    const box = this.canvas.getBoundingClientRect();
    if (!box.width) return;
    this.canvas.width = Math.round(box.width * ratio);
    this.canvas.height = Math.round(box.height * ratio);
    this.pen.setTransform(this.canvas.width / width, 0, 0, this.canvas.height / height, 0, 0);
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.pen.lineWidth = penWidth;
    this.pen.strokeStyle = getComputedStyle(this.canvas).color;
    for (const stroke of this.strokes) {
      this.pen.beginPath();
      this.pen.moveTo(...stroke[0]);
      if (stroke.length === 1) this.pen.lineTo(stroke[0][0] + 1, stroke[0][1]);
      for (const point of stroke.slice(1)) this.pen.lineTo(...point);
      this.pen.stroke();
    }
  }

  line(pen, from, to) {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  }
}

function write(strokes) {
  return strokes.map(s => s.map(p => p.join(" ")).join(" ")).join(";");
}

function read(text) {
  return text
    .split(";")
    .map(s => s.split(" ").map(Number))
    .filter(n => n.length > 1 && n.length % 2 === 0 && n.every(Number.isFinite))
    .map(n => Array.from({ length: n.length / 2 }, (_, i) => [n[2 * i], n[2 * i + 1]]));
}

if (!customElements.get("hmis-ink")) customElements.define("hmis-ink", Ink);

// Whether this browser lets the page draw at all; some are told not to.
export function works(pad) {
  return Boolean(pad.pen);
}

// The strokes as bytes, so that they travel as a stream and no message grows with the drawing. Never empty: an empty stream would not end.
export function strokes(pad) {
  return new TextEncoder().encode(`${write(pad.strokes)} `);
}
