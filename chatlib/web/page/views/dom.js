// Makes elements. Text is only ever text: whatever somebody is called or says becomes a text node.

const SVG = "http://www.w3.org/2000/svg";

/** An element; `props`: `on…` listeners, `class`, `data` and `aria` as objects, other attributes (false: none). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "aria") for (const [key, said] of Object.entries(value)) element.setAttribute(`aria-${key}`, said);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Strokes in a square of 24. */
const ICONS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  search: "M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14M16 16l4.5 4.5",
  people: "M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 5.5a3.3 3.3 0 0 1 0 6.2M18 14.4c2.2.9 3.5 2.9 3.5 5.6",
  popout: "M13 4h7v7M20 4l-9 9M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4",
  leave: "M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-7.5-5 15.5-3.5-6.5zM11.5 13.5L20 4.5",
  attach: "M19.5 11.5l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8.2-8.2a3 3 0 0 1 4.3 4.3l-8.2 8.2a1.5 1.5 0 0 1-2.1-2.1l7-7",
  down: "M12 5v14M6 13l6 6 6-6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  save: "M12 4v11M7 11l5 5 5-5M5 20h14",
  terminal: "M4 5h16v14H4zM7.5 9.5l3 2.5-3 2.5M12.5 15h4",
  answer: "M9 6l-5 5 5 5M4 11h9a6 6 0 0 1 6 6v2",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
  dots: "M5.5 11.5v1M12 11.5v1M18.5 11.5v1",
  rules: "M12 3l7.5 3v5.5c0 4.4-3 7.9-7.5 9.5-4.5-1.6-7.5-5.1-7.5-9.5V6zM9 12l2 2 4-4",
  hand: "M7 13V6.5a1.5 1.5 0 0 1 3 0V11V4.5a1.5 1.5 0 0 1 3 0V11V6a1.5 1.5 0 0 1 3 0v8a6 6 0 0 1-11 3.3L3 13a1.5 1.5 0 0 1 2.5-1.6L7 13",
  lesson: "M12 4L2 9l10 5 10-5zM6 11.5V16c3 3 9 3 12 0v-4.5",
  more: "M4 7h16M4 12h16M4 17h16",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that is only a picture; `label` is what it is called. */
export function iconButton(name, label, onclick, props = {}) {
  const button = h("button", { type: "button", class: "icon-button", title: label, aria: { label }, onclick, ...props });
  button.append(icon(name));
  return button;
}

/** Hands what is at a URL to the browser, to be saved under a name. */
export function download(url, name) {
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

/** Milliseconds; of the time that drawing takes, four times as much is left for what somebody types. */
const LONGEST_PAUSE = 500;
const SHARE = 4;

/** Does `work` in the next frame, however often it is asked for, and later the longer it takes; never where nobody looks. */
export function framed(work) {
  let asked = false;
  let next = 0;
  const frame = () =>
    requestAnimationFrame(() => {
      asked = false;
      const from = performance.now();
      work();
      const now = performance.now();
      next = now + Math.min(LONGEST_PAUSE, (now - from) * SHARE);
    });
  return () => {
    if (asked) return;
    asked = true;
    const pause = next - performance.now();
    if (pause > 0) setTimeout(frame, pause);
    else frame();
  };
}

/** Makes the children of `parent` those that `items` want, in order: [key, make, update]. What stays keeps its node. */
export function reconcile(parent, known, items) {
  const wanted = new Set(items.map(([key]) => key));
  for (const [key, node] of known) {
    if (wanted.has(key)) continue;
    node.remove();
    known.delete(key);
  }
  let cursor = parent.firstChild;
  for (const [key, make, update] of items) {
    let node = known.get(key);
    if (!node) {
      node = make();
      known.set(key, node);
    }
    update?.(node);
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Sets a text only where it is another one. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
