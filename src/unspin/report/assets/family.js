"use strict";
/* Comfort only: a word of the heat map shows its variants beside the text instead of below it. */
(() => {
  const look = document.getElementById("look");
  const words = [...document.querySelectorAll(".heat .h")];
  const names = new Map([...document.querySelectorAll(".time tr[id]")].map((row) =>
    [row.id.slice(1), row.querySelector(".wname").textContent]));
  let now = -1;
  const make = (tag, text, name) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };
  function reading(rd, most) {
    const item = make("li", "");
    const who = [...rd.querySelectorAll("a")].map((a) => a.textContent);
    item.append(make("i", rd.querySelector("i").textContent), make("span", ` ${who.length}`, "muted"));
    const bar = make("span", "", "bars");
    bar.style.width = `${100 * who.length / most}%`;
    const list = make("span", who.map((n) => `${n} ${names.get(n)}`).join(", "), "who");
    item.append(bar, list);
    return item;
  }
  function show(i) {
    if (now >= 0) words[now].classList.remove("now");
    now = (i + words.length) % words.length;
    const word = words[now];
    word.classList.add("now");
    const row = document.getElementById(word.hash.slice(1));
    const found = [...row.querySelectorAll(".rd")];
    const most = Math.max(...found.map((rd) => rd.querySelectorAll("a").length));
    const list = make("ul", "");
    list.append(...found.map((rd) => reading(rd, most)));
    look.replaceChildren(make("h3", row.querySelector("b").textContent), list);
    look.hidden = false;
  }
  words.forEach((word, i) => {
    word.addEventListener("click", (event) => { event.preventDefault(); show(i); });
    word.addEventListener("focus", () => show(i));
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const step = { n: 1, N: -1 }[event.key];
    if (step && words.length) {
      words[(now + step + words.length) % words.length].focus();
      event.preventDefault();
    }
  });
})();
