// Maps of the site, richer with a script: enlarge, move, tell what lies under the pointer, play years.
// The server's SVG stays as it is: one transform on its scene, and a property by which symbols keep their size.

const STEP = 1.5;
const MOST = 32;

function button(text, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", act);
  return made;
}

class DrawnMap {
  constructor(figure) {
    this.figure = figure;
    this.svg = figure.querySelector(":scope > svg");
    this.scene = this.svg.querySelector(".dw-scene");
    [, , this.width, this.height] = this.svg.getAttribute("viewBox").split(" ").map(Number);
    this.clusters = [...this.svg.querySelectorAll(".dw-cluster")];
    this.zoom = 1;
    this.x = 0;
    this.y = 0;
    this.tools();
    this.tips();
    this.pointers();
    this.svg.addEventListener("keydown", (event) => this.key(event));
    if (figure.dataset.years) this.years();
  }

  tools() {
    const box = document.createElement("div");
    box.className = "dw-tools";
    const { in: closer, out: farther, whole } = this.figure.dataset;
    box.append(
      button("+", closer, () => this.scale(STEP)),
      button("−", farther, () => this.scale(1 / STEP)),
      button("⤢", whole, () => this.reset()),
    );
    this.figure.append(box);
    this.svg.setAttribute("tabindex", "0");
  }

  reset() {
    this.zoom = 1;
    this.x = this.y = 0;
    this.show();
  }

  // Enlarge about a point of the viewBox, its midst if none is given.
  scale(factor, u = this.width / 2, v = this.height / 2) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST);
    this.x = u - ((u - this.x) * zoom) / this.zoom;
    this.y = v - ((v - this.y) * zoom) / this.zoom;
    this.zoom = zoom;
    this.show();
  }

  move(right, down) {
    this.x += right;
    this.y += down;
    this.show();
  }

  show() {
    this.x = Math.min(0, Math.max(this.x, this.width * (1 - this.zoom)));
    this.y = Math.min(0, Math.max(this.y, this.height * (1 - this.zoom)));
    this.scene.setAttribute("transform", `translate(${this.x} ${this.y}) scale(${this.zoom})`);
    this.svg.style.setProperty("--dw-zoom", this.zoom);
    this.figure.classList.toggle("dw-zoomed", this.zoom > 1);
    for (const cluster of this.clusters) {
      cluster.classList.toggle("dw-apart", this.zoom >= Number(cluster.dataset.parting || Infinity));
    }
    this.hide();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const far = this.width / 8;
    const acts = {
      "+": () => this.scale(STEP),
      "=": () => this.scale(STEP),
      "-": () => this.scale(1 / STEP),
      "0": () => this.reset(),
      Escape: () => this.hide(),
      ArrowLeft: () => this.move(far, 0),
      ArrowRight: () => this.move(-far, 0),
      ArrowUp: () => this.move(0, far),
      ArrowDown: () => this.move(0, -far),
    };
    if (event.key.startsWith("Arrow") && this.zoom === 1) return; // the page scrolls
    const act = acts[event.key];
    if (!act) return;
    act();
    event.preventDefault();
  }

  point(event) {
    const box = this.svg.getBoundingClientRect();
    return [((event.clientX - box.left) * this.width) / box.width, ((event.clientY - box.top) * this.height) / box.height];
  }

  // Drag when enlarged, pinch with two fingers, wheel with Ctrl (so that the page scrolls), double click.
  pointers() {
    const down = new Map();
    let dragged = 0;
    this.svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      down.set(event.pointerId, this.point(event));
      dragged = 0;
    });
    this.svg.addEventListener("pointermove", (event) => {
      const before = down.get(event.pointerId);
      if (!before) return;
      const now = this.point(event);
      const others = [...down].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      down.set(event.pointerId, now);
      if (others.length === 1) {
        const [other] = others;
        const ratio = Math.hypot(now[0] - other[0], now[1] - other[1]) / Math.hypot(before[0] - other[0], before[1] - other[1]);
        if (Number.isFinite(ratio) && ratio > 0) this.scale(ratio, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        dragged = Infinity;
      } else if (this.zoom > 1) {
        dragged += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
        this.move(now[0] - before[0], now[1] - before[1]);
      }
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      this.svg.addEventListener(end, (event) => down.delete(event.pointerId));
    }
    this.svg.addEventListener("click", (event) => dragged > 6 && event.preventDefault(), true);
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    this.svg.addEventListener("dblclick", (event) => this.scale(STEP * STEP, ...this.point(event)));
    this.svg.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.scale(Math.exp(-event.deltaY / 300), ...this.point(event));
      },
      { passive: false },
    );
  }

  // What the <title> of a symbol says, shown at once and on focus; the title becomes its name for screen readers.
  tips() {
    this.tip = document.createElement("div");
    this.tip.className = "dw-tip";
    this.tip.hidden = true;
    this.tip.setAttribute("aria-hidden", "true");
    this.figure.append(this.tip);
    for (const title of this.scene.querySelectorAll("title")) {
      const owner = title.parentNode;
      owner.setAttribute("aria-label", title.textContent);
      if (owner.localName === "g") owner.setAttribute("role", "img");
      title.remove();
      owner.addEventListener("pointerenter", () => this.tell(owner));
      owner.addEventListener("pointerleave", () => this.hide());
      owner.addEventListener("focus", () => this.tell(owner));
      owner.addEventListener("blur", () => this.hide());
    }
  }

  tell(owner) {
    const box = owner.getBoundingClientRect();
    const room = this.figure.getBoundingClientRect();
    this.tip.textContent = owner.getAttribute("aria-label");
    this.tip.hidden = false;
    const wide = this.tip.offsetWidth;
    const left = Math.min(Math.max(box.left + box.width / 2 - wide / 2 - room.left, 0), Math.max(room.width - wide, 0));
    const above = box.top - room.top - this.tip.offsetHeight - 6;
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${above >= 0 ? above : box.bottom - room.top + 6}px`;
  }

  hide() {
    this.tip.hidden = true;
  }

  // A slider of years, and a button that plays them: what has data-held is shown in the years it was held.
  years() {
    const [first, last] = this.figure.dataset.years.split(" ").map(Number);
    const { year: label, play, stop, always, at } = this.figure.dataset;
    const row = document.createElement("div");
    row.className = "dw-year";
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: first, max: last, step: 1, value: at || last });
    slider.setAttribute("aria-label", label);
    const shown = document.createElement("output");
    const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let timer = 0;
    const halt = () => {
      clearInterval(timer);
      timer = 0;
      player.textContent = "▶";
      player.setAttribute("aria-label", play);
      player.title = play;
    };
    const player = button("▶", play, () => {
      if (timer) return halt();
      if (Number(slider.value) >= last) slider.value = first;
      player.textContent = "❚❚";
      player.setAttribute("aria-label", stop);
      player.title = stop;
      timer = setInterval(() => {
        slider.value = Number(slider.value) + 1;
        this.at(Number(slider.value), shown);
        if (Number(slider.value) >= last) halt();
      }, quiet ? 1500 : 500);
    });
    slider.addEventListener("input", () => {
      halt();
      this.at(Number(slider.value), shown);
    });
    row.append(player, slider, shown);
    this.svg.after(row);
    if (at) return this.at(Number(at), shown);
    const all = button(always, always, () => {
      halt();
      slider.value = last;
      this.at(null, shown);
    });
    all.classList.add("dw-always");
    row.append(all);
    this.at(null, shown);
  }

  // Show a year; null shows all that ever was.
  at(year, shown) {
    shown.textContent = year ?? "";
    this.figure.querySelector(".dw-always")?.setAttribute("aria-pressed", String(year === null));
    for (const thing of this.scene.querySelectorAll("[data-held]")) {
      const held = thing.dataset.held.split(" ").some((period) => {
        const [first, last] = period.split("/");
        return (!first || first.slice(0, 4) <= year) && (!last || last.slice(0, 10) > `${year}-01-01` || last === String(year));
      });
      thing.classList.toggle("dw-past", year !== null && !held);
    }
    for (const cluster of this.clusters) {
      const members = cluster.querySelectorAll(".dw-members > .dw-spot");
      if (!members.length) continue;
      const count = cluster.querySelectorAll(".dw-members > .dw-spot:not(.dw-past)").length;
      cluster.querySelector(".dw-badge text").textContent = count;
      cluster.classList.toggle("dw-past", count === 0);
    }
    this.figure.dispatchEvent(new CustomEvent("dw:year", { bubbles: true, detail: { year } }));
  }
}

function enlarge() {
  for (const figure of document.querySelectorAll("figure[data-map]:not([data-ready])")) {
    figure.dataset.ready = "";
    new DrawnMap(figure);
  }
}

enlarge();
document.addEventListener("main:replaced", enlarge); // a part of the page has come anew, with another map
