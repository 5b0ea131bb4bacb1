// Queries side by side as tabs, kept for as long as the browser's tab lives.

const KEY = "depositary.sparql";

/** Read what was kept; storage may be refused, or hold what another version wrote. */
function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY));
    if (Array.isArray(found?.tabs) && found.tabs.every((tab) => typeof tab.text === "string")) return found;
  } catch {
    // nothing is kept then
  }
  return { tabs: [], active: 0 };
}

/** The tabs in `list`, an element of the role tablist; `shown` is told which one is to be shown. */
export class Tabs {
  constructor(list, panel, { shown, untitled }) {
    Object.assign(this, { list, panel, shown, untitled }, kept());
    this.active = Math.min(Math.max(this.active, 0), Math.max(this.tabs.length - 1, 0));
    list.addEventListener("click", (event) => {
      const place = [...list.children].indexOf(event.target.closest("[role=tab]"));
      if (place >= 0) this.choose(place);
    });
    list.addEventListener("keydown", (event) => this.steer(event));
  }

  get current() {
    return this.tabs[this.active];
  }

  /** Open a tab with a query, or the one that has it already. */
  open(tab) {
    const place = this.tabs.findIndex((other) => other.text.trim() === tab.text.trim());
    if (place >= 0) Object.assign(this.tabs[place], tab);
    else this.tabs.push({ title: "", ...tab });
    this.choose(place >= 0 ? place : this.tabs.length - 1);
  }

  close() {
    this.tabs.splice(this.active, 1);
    if (!this.tabs.length) this.tabs.push({ title: "", text: "" });
    this.choose(Math.min(this.active, this.tabs.length - 1));
  }

  choose(place) {
    this.active = place;
    this.draw();
    this.shown(this.current);
  }

  /** Keep the text of the tab that is shown. */
  keep(text) {
    this.current.text = text;
    this.save();
  }

  save() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ tabs: this.tabs, active: this.active }));
    } catch {
      // without storage, tabs last as long as the page
    }
  }

  /** Arrow keys, Home and End move between tabs, Delete closes one (ARIA Authoring Practices, Tabs). */
  steer(event) {
    const last = this.tabs.length - 1;
    const forward = getComputedStyle(this.list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const steps = { [forward]: this.active === last ? 0 : this.active + 1, [back]: this.active ? this.active - 1 : last, Home: 0, End: last };
    if (event.key in steps) this.choose(steps[event.key]);
    else if (event.key === "Delete") this.close();
    else return;
    event.preventDefault();
    this.list.children[this.active].focus();
  }

  draw() {
    this.list.replaceChildren(
      ...this.tabs.map((tab, place) => {
        const button = document.createElement("button");
        button.type = "button";
        button.id = `tab-${place}`;
        button.dir = "auto";
        button.setAttribute("role", "tab");
        button.setAttribute("aria-selected", String(place === this.active));
        button.setAttribute("aria-controls", this.panel.id);
        button.tabIndex = place === this.active ? 0 : -1;
        button.textContent = tab.title || this.untitled.replace("{number}", place + 1);
        return button;
      }),
    );
    this.panel.setAttribute("aria-labelledby", `tab-${this.active}`);
    this.save();
  }
}
