// The lines of the tree: thin from the supervisor to its children, strong between the state and the workers, where messages go.

import { s } from "../dom.js";

/** Draws them anew, where the cards are now. */
export function drawLines(svg, space, cards) {
  const origin = space.getBoundingClientRect();
  if (!origin.width) return;
  const boxes = new Map();
  for (const [place, { element }] of cards) {
    const box = element.getBoundingClientRect();
    boxes.set(place, { left: box.left - origin.left, right: box.right - origin.left, top: box.top - origin.top, bottom: box.bottom - origin.top });
  }
  svg.setAttribute("viewBox", `0 0 ${origin.width} ${origin.height}`);
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const paths = [];
  const supervisor = boxes.get("supervisor");
  const state = boxes.get("state");
  const workers = [...boxes].filter(([place]) => place.startsWith("worker "));
  if (supervisor) {
    const from = middle(supervisor);
    const children = ["spare", "state", "standby"].map((place) => boxes.get(place)).filter(Boolean);
    const bus = children.length ? (supervisor.bottom + children[0].top) / 2 : supervisor.bottom + 8;
    for (const child of children) paths.push(["parent", `M${from} ${supervisor.bottom}V${bus}H${middle(child)}V${child.top}`]);
    const others = [...boxes].filter(([place]) => !["supervisor", "spare", "state", "standby"].includes(place) && !place.startsWith("worker "));
    if (others.length) {
      const left = Math.min(...others.map(([, box]) => box.left)) - 14;
      const y = (supervisor.top + supervisor.bottom) / 2;
      paths.push(["parent", `M${supervisor.right} ${y}H${left}`]);
    }
    if (workers.length) {
      const lower = workers[0][1].top - 1.2 * rem;
      for (const [, box] of workers) paths.push(["parent", `M${from} ${bus}H4V${lower}H${box.left + 24}V${box.top}`]);
    }
  }
  if (state) {
    for (const [, box] of workers) {
      const bus = workers[0][1].top - 0.55 * rem;
      paths.push(["pipe", `M${middle(state)} ${state.bottom}V${bus}H${middle(box)}V${box.top}`]);
    }
  }
  svg.replaceChildren(...paths.map(([kind, d]) => s("path", { class: kind, d })));
}

const middle = ({ left, right }) => Math.round((left + right) / 2);
