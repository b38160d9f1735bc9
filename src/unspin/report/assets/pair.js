"use strict";
/* Comfort only: everything on the page is read without it. It filters, counts anew, and walks. */
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const rows = document.getElementById("rows");
  const form = document.getElementById("filters");
  const counts = JSON.parse(form.dataset.figure);
  const many = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

  /* Numbers as Python writes them: a tie goes to the even digit. */
  function fixed(x, digits) {
    const scaled = x * 10 ** digits;
    const tie = Number.isInteger(x * 2 ** (digits + 1)) && Math.abs(scaled % 1) === 0.5;
    if (!tie) return x.toFixed(digits);
    const low = Math.floor(scaled);
    return ((low % 2 ? low + 1 : low) / 10 ** digits).toFixed(digits);
  }
  function percent(share) {
    if (share > 0 && share < 0.005) return "under 1 %";
    if (share >= 0.995 && share < 1) return "over 99 %";
    return `${fixed(100 * share, 0)} %`;
  }

  function chosen() {
    const on = (name) => new Set(all(`input[name=${name}]:checked`, form).map((box) => box.value));
    return { severity: on("severity"), kind: on("kind"), without: on("without"), least: Number(form.elements.least.value) || 0 };
  }
  const left = (without, quoted, frame) =>
    (quoted && without.has("quotes")) || (frame && without.has("frame"));

  function count(side, want) {
    let matched = 0, words = 0, same = 0;
    for (const [quoted, frame, passage, n, verbatim] of counts[side]) {
      if (left(want.without, quoted, frame)) continue;
      words += n;
      if (passage && passage >= want.least) { matched += n; same += verbatim; }
    }
    return { matched, words, same, share: words ? matched / words : 0 };
  }
  function figure(side, want) {
    const found = count(side, want);
    const card = document.getElementById(`cover-${side}`);
    const put = (name, text) => { const at = card.querySelector(name); if (at) at.textContent = text; };
    put(".share", percent(found.share));
    put(".exact", fixed(found.share, 4));
    for (const name of ["matched", "words", "same"]) put(`.${name}`, many(found[name]));
    card.parentElement.querySelector(".bar .part").setAttribute("width", (100 * found.share).toFixed(1));
    return `${side}: ${many(found.matched)} of ${many(found.words)} words matched, ${percent(found.share)}.`;
  }
  function apply() {
    const want = chosen();
    let shown = 0, every = 0;
    for (const [severity, kind, quoted, frame, n] of counts.changes) {
      every += n;
      if (want.severity.has(severity) && want.kind.has(kind) && !left(want.without, quoted, frame)) shown += n;
    }
    for (const mark of all(".m", rows)) {
      const kind = mark.classList[1];
      mark.classList.toggle("off", !(want.severity.has(mark.dataset.s) && want.kind.has(kind)));
    }
    const told = counts.a.length ? [figure("a", want), figure("b", want)] : [];
    document.getElementById("status").textContent =
      [`${many(shown)} of ${many(every)} changes shown.`, ...told].join(" ");
  }
  form.hidden = false;
  if (!counts.a.length) form.querySelector("[name=least]").closest("label").hidden = true;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();

  /* Walking. A change is stopped at once: at its mark in a, or in b when only b has it. */
  const stops = all(".m[id]", rows).filter((mark) => mark.id.startsWith("a-") || !document.getElementById(mark.id.replace("b-", "a-")));
  let now = null;
  function visit(mark) {
    if (!mark) return;
    mark.closest("details:not([open])")?.setAttribute("open", "");
    now?.classList.remove("now");
    now = mark;
    mark.classList.add("now");
    if (!mark.hasAttribute("tabindex")) mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "center" });
  }
  function walk(step) {
    const open = stops.filter((mark) => !mark.classList.contains("off") && mark.getClientRects().length);
    if (!open.length) return;
    const held = now && (open.includes(now) ? now : document.getElementById(now.id.replace(/^b-/, "a-")));
    const at = open.indexOf(held);
    visit(open[at < 0 ? (step > 0 ? 0 : open.length - 1) : (at + step + open.length) % open.length]);
  }
  function counterpart(mark) {
    const link = mark.matches("a[href]") ? mark : mark.querySelector(":scope > a.tag");
    return link ? document.getElementById(link.hash.slice(1)) : null;
  }
  const sides = ["", "only-a", "only-b"];
  function side(step) {
    const at = sides.findIndex((name) => name && rows.classList.contains(name));
    const next = sides[(Math.max(at, 0) + step + sides.length) % sides.length];
    rows.classList.remove("only-a", "only-b");
    if (next) rows.classList.add(next);
  }
  function fold() {
    const folds = all(".fold > details", rows);
    const open = folds.some((one) => !one.open);
    folds.forEach((one) => { one.open = open; });
  }
  const keys = {
    n: () => walk(1), N: () => walk(-1), s: () => side(1), S: () => side(-1), u: fold,
    "?": () => { const help = document.getElementById("help"); help.open = !help.open; help.scrollIntoView({ block: "nearest" }); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const mark = document.activeElement?.closest?.(".m");
    if (event.key === "Enter" && mark && rows.contains(mark)) {
      const other = counterpart(mark);
      if (other) { event.preventDefault(); visit(other); }
    } else if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  window.addEventListener("beforeprint", () => all(".fold > details", rows).forEach((one) => { one.open = true; }));
})();
