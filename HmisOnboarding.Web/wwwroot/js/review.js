import { onKeys, press } from "./keys.js";

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

function decide(act) {
  const row = document.querySelector("[data-review] [data-test=certificate]:has(.review-head[aria-expanded=true])");
  const button = row?.querySelector(`[data-test=${act}] button`);
  if (!button || button.getAttribute("aria-disabled") === "true") return;
  row.querySelector(".review-head").focus();
  press(button);
}

onKeys("[data-review]",
  () => ({ j: () => move(1), k: () => move(-1), a: () => decide("accept"), r: () => decide("reject") }),
  event => {
    const head = event.target.closest?.("[data-review] .review-head");
    return head ? { ArrowDown: () => move(1, head), ArrowUp: () => move(-1, head) } : {};
  });
