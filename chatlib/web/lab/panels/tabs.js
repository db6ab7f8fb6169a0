// The large panel below: one message's way, the question, or the faults.

import { h, setAttribute, setText } from "../dom.js";

/** `panels`: [name, element]. Returns the element that holds them all. */
export function tabs({ model, loop, words }, panels) {
  const names = panels.map(([name]) => name);
  const choose = (name, focus) => {
    model.tab = name;
    loop.mark("tab");
    if (focus) buttons[names.indexOf(name)].focus();
  };
  const key = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    choose(names[(names.indexOf(model.tab) + by + names.length) % names.length], true);
  };
  const buttons = panels.map(([name]) =>
    h(
      "button",
      { type: "button", role: "tab", id: `tab-${name}`, aria: { controls: `panel-${name}` }, onclick: () => choose(name), onkeydown: key },
      words(`tab_${name}`),
    ),
  );
  for (const [name, element] of panels) {
    element.id = `panel-${name}`;
    element.setAttribute("role", "tabpanel");
    element.setAttribute("aria-labelledby", `tab-${name}`);
  }
  const draw = () => {
    for (const [n, [name, element]] of panels.entries()) {
      const here = name === model.tab;
      setAttribute(buttons[n], "aria-selected", here);
      setAttribute(buttons[n], "tabindex", here ? 0 : -1);
      if (element.hidden === here) element.hidden = !here;
    }
  };
  loop.on("tab", draw);
  loop.on("faults", () => {
    const count = model.faults.length;
    setText(buttons[names.indexOf("faults")], count ? words("tab_faults_active", { count }) : words("tab_faults"));
  });
  draw();
  return h("section", { class: "panel stage" }, h("div", { class: "tabs", role: "tablist" }, ...buttons), ...panels.map(([, element]) => element));
}
