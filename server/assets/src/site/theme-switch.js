// The box is ticked while the page shows another theme than the system's; without a script, CSS does the same.
const dark = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;

export function switchTheme(box) {
  const show = () => { box.checked = Boolean(root.dataset.theme) && root.dataset.theme !== (dark.matches ? "dark" : "light"); };
  show();
  dark.addEventListener("change", show);
  box.addEventListener("change", () => {
    root.dataset.theme = box.checked === dark.matches ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // storage is shut off: the choice lasts as long as the page
    }
  });
}
