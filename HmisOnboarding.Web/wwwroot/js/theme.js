// Runs before the first paint, so that the page never shows in the wrong colours.
(() => {
  const key = "hmis-theme";
  const root = document.documentElement;
  const device = matchMedia("(prefers-color-scheme: dark)");
  const read = () => {
    try {
      const kept = localStorage.getItem(key);
      return kept === "light" || kept === "dark" ? kept : "system";
    } catch {
      return "system";
    }
  };
  const show = () => {
    const choice = read();
    root.dataset.themeChoice = choice;
    root.dataset.theme = choice === "system" ? (device.matches ? "dark" : "light") : choice;
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      if (button !== root) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  };
  device.addEventListener("change", show);
  addEventListener("storage", show);
  document.addEventListener("click", event => {
    const button = event.target.closest?.("button[data-theme-choice]");
    if (!button) return;
    try {
      if (button.dataset.themeChoice === "system") localStorage.removeItem(key);
      else localStorage.setItem(key, button.dataset.themeChoice);
    } catch {
      // storage is switched off: the choice holds for this page only
      root.dataset.theme = button.dataset.themeChoice;
      return;
    }
    show();
  });
  document.addEventListener("toggle", show, true);
  // an enhanced page load merges the server's markup, which knows no theme
  new MutationObserver(() => root.dataset.theme || show()).observe(root, { attributeFilter: ["data-theme"] });
  show();
})();
