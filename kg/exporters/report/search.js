"use strict";
// Looks through all missing pages and findings, which the page holds compressed. Texts from notes reach the
// page as text nodes only.
(() => {
  const MOST = 60; // results shown at once
  const ask = document.getElementById("ask");
  const field = document.getElementById("query");
  const kind = document.getElementById("kind");
  const told = document.getElementById("told");
  const list = document.getElementById("results");
  const opening = JSON.parse(document.getElementById("opening").textContent);
  const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g; // these trick readers
  const plain = (text) => text.toLowerCase().replace(/[_\s]+/g, " ");
  const counted = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

  async function load() {
    const packed = atob(document.getElementById("index").textContent.trim());
    const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return entries(JSON.parse(await new Response(stream).text()));
  }

  function entries({ paths, checks, causes, missing, found }) {
    const pages = missing.name.map((name, row) => ({
      kind: "missing",
      name,
      said: `missing page, ${causes[missing.cause[row]]}, ${counted(missing.links[row], "link")}`,
      page: paths[missing.page[row]],
      place: [paths[missing.note[row]], missing.line[row], missing.column[row]],
    }));
    const findings = found.note.map((note, row) => ({
      kind: checks[found.check[row]].split(" ")[0],
      name: "",
      said: checks[found.check[row]] + (found.number[row] > 1 ? `, ${found.number[row].toLocaleString("en")} times` : ""),
      page: "",
      place: [paths[note], found.line[row], 0],
    }));
    const all = [...pages, ...findings];
    for (const entry of all) entry.text = plain(`${entry.name} ${entry.said} ${entry.page} ${entry.place[0]}`);
    return all;
  }

  function address([note, line, column]) {
    const values = {
      file: encodeURI(`${opening.folder}/${note}`).replace(/[#?]/g, encodeURIComponent),
      path: encodeURI(note).replace(/[#?&]/g, encodeURIComponent),
      vault: encodeURIComponent(opening.vault),
      line: line || 1,
      column: column || 1,
    };
    return opening.template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function element(name, text, className = "") {
    const made = document.createElement(name);
    made.textContent = text.replace(UNSEEN, " ");
    made.className = className;
    return made;
  }

  function shown(entry) {
    const item = document.createElement("li");
    const where = entry.place.slice(0, entry.place[2] ? 3 : entry.place[1] ? 2 : 1).join(":");
    const place = element(opening.template ? "a" : "span", where, "path");
    if (opening.template) place.href = address(entry.place);
    if (entry.name) item.append(element("b", entry.name), " ");
    item.append(element("span", entry.said, "meaning"));
    if (entry.page) item.append(element("span", `→ ${entry.page}`, "path"));
    item.append(place);
    return item;
  }

  let all = null;
  async function look() {
    all ??= load();
    const words = plain(field.value).trim().split(" ").filter(Boolean);
    const wanted = kind.value;
    if (!words.length && !wanted) {
      list.replaceChildren();
      told.textContent = "";
      return;
    }
    const fitting = (await all).filter((entry) =>
      (!wanted || entry.kind === wanted) && words.every((word) => entry.text.includes(word)));
    list.replaceChildren(...fitting.slice(0, MOST).map(shown));
    const more = fitting.length > MOST ? `; here are the first ${MOST}, another word finds fewer` : "";
    told.textContent = fitting.length ? `${counted(fitting.length, "entry").replace("entrys", "entries")}${more}` : "Nothing fits.";
  }

  if (!("DecompressionStream" in window)) return;
  field.addEventListener("input", look);
  kind.addEventListener("change", look);
  ask.hidden = false;
  look(); // a browser may bring back what was typed before the page was loaded again
})();
