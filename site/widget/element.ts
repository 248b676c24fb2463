type Child = Node | string | false | undefined;

/** An element with its attributes; `false` and `undefined` leave one out, `true` is one without a value. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  made.append(...children.filter((child) => child !== false && child !== undefined));
  return made;
}

const paths = {
  phone:
    "M5.2 2.5h2.3l1.2 3-1.6 1.2a9.6 9.6 0 0 0 4.2 4.2l1.2-1.6 3 1.2v2.3c0 .9-.7 1.7-1.6 1.6C8.3 14 4 9.700 3.600 4.100c-.1-.9.7-1.600 1.600-1.600Z",
  close: "m4.500 4.500 9 9m0-9-9 9",
  done: "m3.500 9.500 3.800 3.800 7.200-8",
} as const;

export function icon(name: keyof typeof paths): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
