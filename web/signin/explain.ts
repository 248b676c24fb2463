import { ProblemError } from "../api/problem.ts";
import type { Say, Word } from "./words.ts";

const known: Record<string, Word> = {
  network: "network",
  "session.wrong_code": "wrong_code",
  "session.expired": "expired",
  "password.too_common": "too_common",
};

/** The sentence for a refused sign-in: how many tries are left, or until when it is locked. */
export function explain(error: unknown, say: Say): string {
  if (!(error instanceof ProblemError)) return say("network");
  const { tries_left, locked_until } = error.detail;
  if (error.id === "session.locked" || locked_until) {
    return typeof locked_until === "string" ? say("locked", { time: clock(locked_until) }) : say("locked_plain");
  }
  if (error.id === "session.wrong_password") {
    return say("wrong") + (typeof tries_left === "number" ? sentence(say("tries", { count: tries_left })) : "");
  }
  const word = known[error.id];
  if (word && typeof tries_left === "number") return say(word) + sentence(say("tries", { count: tries_left }));
  return word ? say(word) : say("unknown", { id: error.requestId });
}

function sentence(text: string): string {
  return document.documentElement.lang === "en" ? ` ${text}` : text;
}

function clock(iso: string): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  }).format(new Date(iso));
}
