// Lights up a line of code and its explanation together, and keeps the section when the
// language changes. Without this script code and explanations still stand beside each other.
"use strict";

/** Return the explanations of a walk: the ids of the quoted lines, and the elements to light. */
function explanations(walk) {
  const groups = [];
  for (const element of walk.querySelectorAll(":scope > dl > *")) {
    const last = groups.at(-1);
    if (element.tagName === "DT" && (!last || last.closed)) {
      groups.push({ ids: [element.id], elements: [element], closed: false });
    } else {
      if (element.tagName === "DT") last.ids.push(element.id);
      else last.closed = true;
      last.elements.push(element);
    }
  }
  return groups;
}

function connect(walk) {
  const groups = explanations(walk);
  for (const group of groups) {
    group.elements.push(...group.ids.flatMap((id) => [...walk.querySelectorAll(`[data-line="${id}"]`)]));
  }
  const light = (lit) => {
    for (const group of groups) {
      for (const element of group.elements) element.classList.toggle("lit", group === lit);
    }
  };
  const groupOf = new Map(groups.flatMap((group) => group.elements.map((element) => [element, group])));
  const follow = (event) => {
    const element = event.target.closest("dt, dd, [data-line]");
    if (groupOf.has(element)) light(groupOf.get(element));
  };
  walk.addEventListener("mouseover", follow);
  walk.addEventListener("focusin", follow);

  // While the reader scrolls, the explanation in the upper third of the window is the lit one,
  // unless a link has just led to another.
  let linked = false;
  for (const scrolls of ["wheel", "touchmove", "keydown"]) {
    addEventListener(scrolls, () => (linked = false), { passive: true });
  }
  const reading = new IntersectionObserver(
    (entries) => {
      if (linked) return;
      const entered = entries.filter(({ isIntersecting }) => isIntersecting).at(-1);
      if (entered) light(groupOf.get(entered.target));
    },
    { rootMargin: "-30% 0px -65% 0px" },
  );
  walk.querySelectorAll(":scope > dl > *").forEach((element) => reading.observe(element));

  const jump = () => {
    const target = groups.find((group) => group.ids.includes(location.hash.slice(1)));
    linked = Boolean(target);
    if (linked) light(target);
  };
  addEventListener("hashchange", jump);
  jump();
}

document.querySelectorAll(".walk").forEach(connect);

// The theme's own handler would drop the section; the page of the other language has it too.
addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[hreflang]");
    if (!link) return;
    link.hash = location.hash;
    event.stopPropagation();
  },
  true,
);
