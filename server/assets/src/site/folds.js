// On a phone a long table or list shows its first entries, and a button the others; on a wide screen, on paper and
// without a script it is whole (site.css hides the others). Rows found by a filter, and what a link leads to, are shown.
const FIRST = 5; // as in site.css
const WORTH = 3; // fewer are not worth a button

export function fold(list) {
  list.dataset.folds = "";
  const entries = list.tBodies ? list.tBodies[0].rows : list.children;
  const others = entries.length - FIRST;
  if (others < WORTH) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "unfold";
  button.textContent = list.dataset.more.replace("{}", others);
  button.addEventListener("click", () => {
    const next = entries[FIRST].querySelector("a, button, summary");
    unfold(list);
    next?.focus(); // or the focus would be lost with the button
  });
  list.classList.add("folded");
  (list.closest(".table-box") ?? list).after(button);
}

function unfold(list) {
  list.classList.remove("folded");
}

function reveal(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  const list = target && target.closest(".folded");
  if (list) unfold(list);
}

export function revealTargets() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link) reveal(link.hash);
  });
  reveal(location.hash);
}
