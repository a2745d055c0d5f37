// Ctrl K or Cmd K opens the palette; arrows go through it, Enter goes there.
const palette = () => document.getElementById("palette");
const links = box => [...box.querySelectorAll("a")];

function open(box) {
  if (box.open || document.querySelector("[role=dialog]")) return;
  box.showModal();
  const field = box.querySelector("input");
  field.focus();
  field.select();
}

document.addEventListener("keydown", event => {
  const box = palette();
  if (!box || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (box.open) box.close();
    else open(box);
    return;
  }
  if (!box.open) return;
  const all = links(box);
  const at = all.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const to = at + (event.key === "ArrowDown" ? 1 : -1);
    (to < 0 ? box.querySelector("input") : all[Math.min(to, all.length - 1)])?.focus();
  } else if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    all[0]?.click();
  }
});

document.addEventListener("click", event => {
  const box = palette();
  if (!box) return;
  if (event.target.closest?.("[data-palette]")) open(box);
  // after the page router has taken the link
  else if (box.open && (event.target === box || event.target.closest?.("#palette a, [data-palette-close]"))) setTimeout(() => box.close());
});
