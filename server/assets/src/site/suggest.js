// A search box with suggestions: a combobox with a list box (ARIA Authoring Practices, "Editable Combobox With List
// Autocomplete"). Without an arrow key the form is sent as it would be without a script.
const PAUSE = 120;
let boxes = 0;

export function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("span");
  form.dataset.ready = "";
  list.id = `suggestions-${++boxes}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  list.hidden = true;
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) {
    input.setAttribute(name, value);
  }

  let chosen = -1, timer = 0, asked = null;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    chosen = -1;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    const all = options();
    if (!all.length) return;
    chosen = (number + all.length) % all.length;
    all.forEach((each, place) => each.setAttribute("aria-selected", String(place === chosen)));
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  };
  const show = (results) => {
    list.replaceChildren(...results.map((result, place) => option(result, `${list.id}-${place}`)));
    if (!results.length) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "presentation");
      none.textContent = input.dataset.empty;
      list.append(none);
    }
    list.hidden = false;
    chosen = -1;
    input.setAttribute("aria-expanded", String(results.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = results.length ? input.dataset.status : input.dataset.empty;
  };
  const ask = async () => {
    asked?.abort();
    const words = input.value.trim();
    if (words.length < 2) return close();
    asked = new AbortController();
    const target = new URL(form.dataset.suggest, location);
    target.search = new URLSearchParams({ q: words, limit: "10", lang: document.documentElement.lang, ...asOf(form) });
    try {
      const response = await fetch(target, { headers: { Accept: "application/json" }, signal: asked.signal });
      if (response.ok && document.activeElement === input) show((await response.json()).results);
      else close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      if (open) choose(chosen + 1);
      else ask();
    } else if (event.key === "ArrowUp" && open) {
      event.preventDefault();
      choose(chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Enter" && open && chosen >= 0) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.page);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const page = event.target.closest("[role=option]")?.dataset.page;
    if (page) location.assign(page);
  });
}

function asOf(form) {
  const day = form.querySelector("input[name=asOf]")?.value;
  return day ? { asOf: day } : {};
}

function option(result, id) {
  const item = document.createElement("li");
  item.id = id;
  item.dataset.page = result.page;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const parts = [["label", result.label], ["kind", result.kind]];
  if (result.matched && result.matched !== result.label) parts.push(["also", result.matched]);
  for (const [name, text] of parts) {
    const part = document.createElement("bdi");
    part.className = name;
    part.textContent = text;
    item.append(part, " ");
  }
  return item;
}
