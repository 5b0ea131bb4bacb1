// Tables that sort by a click on a heading and show the rows that have some words; without a script they are whole.
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });

function key(row, column) {
  const cell = row.cells[column];
  const exact = cell.querySelector("time, data"); // what is written for a reader sorts as words
  return exact ? exact.dateTime ?? exact.value : cell.textContent.trim();
}

function sort(table, column, heading) {
  const up = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => [key(row, column), row]);
  // What is empty stays last, whichever way the rest goes: no date is neither early nor late.
  rows.sort(([one], [other]) => (!one || !other ? (one ? -1 : other ? 1 : 0) : (up ? 1 : -1) * collator.compare(one, other)));
  body.append(...rows.map(([, row]) => row));
}

function filter(table, words, status) {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLocaleLowerCase();
    row.hidden = !wanted.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  status.textContent = wanted.length ? `${shown} ${table.dataset.shown}` : "";
}

function addFilter(table) {
  const box = table.closest(".table-box");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const status = document.createElement("span");
  input.type = "search";
  status.setAttribute("role", "status");
  label.append(`${table.dataset.filter} `, input);
  const line = document.createElement("p");
  line.className = "toolbar small no-print";
  line.append(label, status);
  input.addEventListener("input", () => filter(table, input.value, status));
  box.before(line);
}

// On a phone each row becomes a card whose cells say their headings; roles keep it a table for a screen reader.
function stack(table) {
  const headings = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent.trim());
  table.setAttribute("role", "table");
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute("role", "rowgroup");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const [column, cell] of Array.from(row.cells).entries()) {
      const heading = cell.localName === "th";
      cell.setAttribute("role", heading ? (row.parentElement === table.tHead ? "columnheader" : "rowheader") : "cell");
      if (!heading || /^\d+$/.test(cell.textContent)) cell.dataset.heading = headings[column]; // "Paragraph 1", not "1"
    }
  }
  table.classList.add("stacked");
}

export function enhanceTable(table) {
  table.dataset.ready = "";
  stack(table);
  for (const [column, heading] of Array.from(table.tHead.rows[0].cells).entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => sort(table, column, heading));
  }
  if (table.dataset.filter && table.tBodies[0].rows.length > 5) addFilter(table);
}
