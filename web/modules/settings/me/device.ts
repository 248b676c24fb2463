export interface Device {
  /** With its main version, as "Chrome 142"; null when unknown. */
  browser: string | null;
  system: string | null;
}

/** Browser and system in words that people know, from what the browser says of itself. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? "";
  return { browser: browserOf(text), system: systems.find(([pattern]) => pattern.test(text))?.[1] ?? null };
}

function browserOf(text: string): string | null {
  for (const [pattern, name] of browsers) {
    const found = pattern.exec(text);
    if (found) return found[1] ? `${name} ${found[1]}` : name;
  }
  return null;
}

/** Most of them call themselves Chrome and Safari too, so the particular ones come first. */
const browsers: readonly [RegExp, string][] = [
  [/MicroMessenger\/(\d+)/, "WeChat"],
  [/M?QQBrowser\/(\d+)/, "QQ Browser"],
  [/Edg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/OPR\/(\d+)/, "Opera"],
  [/SamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/Version\/(\d+)[\d.]* .*Safari\//, "Safari"],
];

const systems: readonly [RegExp, string][] = [
  [/Windows NT/, "Windows"],
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/HarmonyOS|OpenHarmony/, "HarmonyOS"],
  [/Android/, "Android"],
  [/Macintosh|Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];
