// The as-of form gets a slider over the years, which can play. Each step loads the page of that day and puts its
// content in place of the one shown; other scripts hear of it by the event main:replaced on the document.
const PACE = 900;

export function playYears(form) {
  if (!form) return;
  const day = form.querySelector("input[type=date]");
  const slider = document.createElement("input");
  const shown = document.createElement("output");
  const play = document.createElement("button");
  const status = document.createElement("span");
  const last = Number(form.dataset.today.slice(0, 4));
  Object.assign(slider, { type: "range", min: form.dataset.first, max: String(last), step: "1", value: day.value.slice(0, 4) });
  slider.setAttribute("aria-label", form.dataset.year);
  shown.textContent = slider.value;
  shown.setAttribute("aria-hidden", "true");
  play.type = "button";
  status.className = "hidden";
  status.setAttribute("role", "status");
  form.append(slider, shown, play, status);

  let running = 0, loading = null;
  const label = () => {
    play.textContent = running ? "❚❚" : "▶";
    play.setAttribute("aria-label", running ? form.dataset.stop : form.dataset.play);
  };
  const stop = () => {
    clearTimeout(running);
    running = 0;
    label();
  };
  const load = async (chosen) => {
    loading?.abort();
    const control = (loading = new AbortController());
    const target = new URL(location);
    target.searchParams.set("asOf", chosen);
    target.searchParams.delete("page");
    const main = document.querySelector("main");
    main.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(target, { headers: { Accept: "text/html" }, signal: control.signal });
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      main.replaceChildren(...page.querySelector("main").childNodes);
      replaceNote(page.querySelector(".asof-note"));
      document.title = page.title;
      history.replaceState(null, "", target);
      status.textContent = "";
      keepDay(chosen);
      document.dispatchEvent(new CustomEvent("main:replaced", { detail: { day: chosen } }));
      return true;
    } catch (error) {
      if (error.name === "AbortError") return false;
      status.textContent = form.dataset.failed;
      stop();
      return false;
    } finally {
      if (loading === control) main.removeAttribute("aria-busy");
    }
  };
  const go = (year) => {
    const rest = day.value.slice(4);
    const chosen = rest === "-02-29" ? `${year}-02-28` : `${year}${rest}`;
    slider.value = String(year);
    shown.textContent = String(year);
    day.value = chosen;
    return load(chosen);
  };
  const step = async () => {
    const next = Number(slider.value) + 1;
    if (next > last) return stop();
    const done = await go(next);
    if (running && done) running = setTimeout(step, PACE);
  };

  slider.addEventListener("input", () => { shown.textContent = slider.value; });
  slider.addEventListener("change", () => { stop(); go(Number(slider.value)); });
  play.addEventListener("click", () => {
    if (running) return stop();
    if (Number(slider.value) >= last) slider.value = String(Math.max(Number(slider.min), last - 36));
    running = setTimeout(step, 0);
    label();
  });
  label();
}

function replaceNote(note) {
  const old = document.querySelector(".asof-note");
  if (old) old.remove();
  if (note) document.querySelector(".dateline > .wrap").append(document.adoptNode(note));
}

function keepDay(day) {
  for (const link of document.querySelectorAll(".site-header a[href^='/']")) {
    const target = new URL(link.href);
    target.searchParams.set("asOf", day);
    link.setAttribute("href", target.pathname + target.search);
  }
  for (const form of document.querySelectorAll("form.search")) {
    let field = form.querySelector("input[name=asOf]");
    if (!field) {
      field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "asOf" });
      form.append(field);
    }
    field.value = day;
  }
}
