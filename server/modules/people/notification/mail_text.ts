import type { Actor } from "../../../platform/permission/actor.ts";

export interface ToldNotice {
  kind: string;
  /** What happened, in the reader's language. */
  text: string;
  title: string;
  path: string;
}

/** The mail of one notice, or of a day's notices. */
export function noticeMail(locale: Actor["locale"], told: readonly ToldNotice[], origin: string) {
  const words = texts[locale];
  const [first] = told;
  const subject = told.length === 1 && first ? `${first.text}: ${first.title}` : words.many(told.length);
  const lines = told.flatMap(({ text, title, path }) => [`${text}: ${title}`, `${origin}${path}`, ""]);
  return {
    subject: subject.replaceAll(/\s+/g, " "),
    text: [...lines, words.why, `${origin}/settings/me`, ""].join("\n"),
  };
}

const texts = {
  "zh-CN": {
    many: (count: number) => `知音：${count} 条通知`,
    why: "想换一种方式接收，或不再接收，在个人设置里改：",
  },
  en: {
    many: (count: number) => `Zhiyin: ${count} notices`,
    why: "Choose in your settings how notices reach you:",
  },
} as const;
