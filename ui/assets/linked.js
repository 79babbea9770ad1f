// Rows that lead somewhere: real links, so that they can be opened in another tab, copied
// and read out.  A plain click goes there as the Forward button would, without loading the
// program anew.  Everything from outside is put in as text.

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

const sign = (icon) => {
  const made = element("span", "icon", icon);
  made.setAttribute("aria-hidden", "true");
  return made;
};

const badge = ({ icon, word, color }) => {
  const made = element("span", `badge ${color}`);
  made.append(sign(icon), " ", word);
  return made;
};

const fill = (place, { badges = [], text = "", note = "" }) => {
  for (const one of badges) place.append(badge(one), " ");
  if (text) place.append(text);
  if (note) place.title = note;
  return place;
};

const link = (row, cell) => {
  const made = element("a");
  if (row.icon) made.append(sign(row.icon), " ");
  fill(made, cell);
  made.href = row.address;
  made.dataset.id = row.id;
  return made;
};

// Laid out as lines on a narrow screen, it would not be read out as a table without these.
const ROLES = {
  table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell",
};

const table = ({ headings, rows, name }) => {
  const made = element("table");
  made.setAttribute("aria-label", name);
  const head = made.createTHead().insertRow();
  for (const { text, note, kind } of headings) {
    const cell = element("th", kind, text);
    cell.scope = "col";
    if (note) cell.title = note;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.cells.forEach((cell, n) => {
      const { kind, text } = headings[n];
      const place = line.insertCell();
      place.className = kind;
      place.dataset.heading = text;
      if (kind === "link") place.append(link(row, cell));
      else fill(place, cell);
      if (cell.text && !cell.note) place.title = cell.text;  // it may be cut
    });
  }
  for (const [tag, role] of Object.entries(ROLES)) {
    for (const one of [made, ...made.querySelectorAll("*")]) {
      if (one.localName === tag) one.setAttribute("role", role);
    }
  }
  return made;
};

const list = ({ rows, name, layout, least }) => {
  const made = element("ul", layout);
  made.setAttribute("role", "list");  // Safari takes it for none where it has no bullets
  made.style.setProperty("--least", `${least}px`);
  made.setAttribute("aria-label", name);
  for (const row of rows) {
    const [first, ...others] = row.cells;
    const item = element("li");
    item.append(link(row, first));
    for (const cell of others) item.append(fill(element("div", "about"), cell));
    made.append(item);
  }
  return made;
};

const isPlain = (event) =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

const go = (address) => {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
};

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".linked");
  const told = JSON.stringify(data);
  if (place.told === told) return;
  place.told = told;

  const held = place.getRootNode().activeElement?.dataset.id;
  place.replaceChildren(data.layout === "table" ? table(data) : list(data));
  place.getRootNode().host?.setAttribute("data-filled", "");  // its room is no longer kept free
  if (held) place.querySelector(`a[data-id="${CSS.escape(held)}"]`)?.focus();

  place.onclick = (event) => {
    const at = event.target.closest("a") ?? event.target.closest("tbody tr, li")?.querySelector("a");
    // Who marks words of a row wants to copy them.
    const isMarking = !event.target.closest("a") && String(getSelection()) !== "";
    if (!at || !isPlain(event) || isMarking) return;
    event.preventDefault();
    go(at.href);
  };
}
