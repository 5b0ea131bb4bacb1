// What every page does better with a script; none needs it.
import { switchTheme } from "./site/theme-switch.js";
import { suggest } from "./site/suggest.js";
import { playYears } from "./site/years.js";
import { closeMenus } from "./site/menus.js";
import { enhanceTable } from "./site/tables.js";
import { fold, revealTargets } from "./site/folds.js";

switchTheme(document.querySelector("#theme"));
closeMenus();
playYears(document.querySelector("form.asof"));
const enhance = () => {
  document.querySelectorAll("form[data-suggest]:not([data-ready])").forEach(suggest);
  document.querySelectorAll("table[data-sortable]:not([data-ready])").forEach(enhanceTable);
  document.querySelectorAll("[data-more]:not([data-folds])").forEach(fold);
};
enhance();
revealTargets();
document.addEventListener("main:replaced", enhance);
