export type Locale = "zh-CN" | "en";

/** The nearest of our two languages. */
export const localeOf = (tag: string): Locale => (/^zh\b/i.test(tag) ? "zh-CN" : "en");

const zh = {
  open: "请回电",
  title: "留下电话，我们打给您",
  close: "关闭",
  number: "电话号码",
  name: "怎么称呼您",
  words: "想聊什么",
  optional: "选填",
  when: "什么时候",
  now: "现在",
  later: "另选时间",
  slot: "时间",
  shut: "现在是休息时间，请选一个时间。",
  send: "请回电",
  consent: "我同意 {organisation} 为此事给我打电话，并为此保存我填写的内容。",
  agree: "请先勾选同意",
  fill: "请填写电话号码",
  done_now: "收到，我们尽快打给您",
  done_later: "约好了",
  will_call: "我们会拨打 {number}，请保持电话畅通。若没接通，我们会再打。",
  will_call_at: "我们会在 {at} 拨打 {number}。",
  reference: "编号",
  withdraw: "不用回电了",
  withdrawn: "已取消，我们不会打给您",
  again: "重新请求回电",
  problem: {
    not_a_number: "这不像一个完整的电话号码",
    emergency: "这是紧急号码，不能回电",
    premium: "这类收费号码不能回电",
    country: "我们打不到这个国家或地区的号码",
    prefix: "这个号码不能回电",
    number: "这个号码不能回电",
    slot_gone: "这个时间已经不可选，请另选",
    too_many: "请求太多了，请过一会儿再试",
    offline: "连不上，请检查网络后再试",
    failed: "没有成功，请稍后再试",
  },
};
export type Words = typeof zh;

const en: Words = {
  open: "Call me back",
  title: "Leave your number and we will call you",
  close: "Close",
  number: "Telephone number",
  name: "Your name",
  words: "What is it about",
  optional: "optional",
  when: "When",
  now: "Now",
  later: "Choose a time",
  slot: "Time",
  shut: "We are closed at the moment. Please choose a time.",
  send: "Call me back",
  consent: "I agree that {organisation} calls me about this and keeps what I write here for it.",
  agree: "Please tick this first",
  fill: "Please give a telephone number",
  done_now: "We will call you shortly",
  done_later: "That is settled",
  will_call: "We will call {number}. Please keep your phone at hand; if we miss you, we will try again.",
  will_call_at: "We will call {number} on {at}.",
  reference: "Reference",
  withdraw: "I do not need the call",
  withdrawn: "Taken back. We will not call you",
  again: "Ask for a call again",
  problem: {
    not_a_number: "This does not look like a whole telephone number",
    emergency: "This is an emergency number; we cannot call it",
    premium: "We cannot call numbers of this kind",
    country: "We cannot call numbers of this country",
    prefix: "We cannot call this number",
    number: "We cannot call this number",
    slot_gone: "This time is not free any more. Please choose another",
    too_many: "That was too often. Please try again later",
    offline: "There is no connection. Please check your network and try again",
    failed: "That did not work. Please try again later",
  },
};

export const wordsIn = (locale: Locale): Words => (locale === "en" ? en : zh);

/** "{number}" and the like are filled in. */
export const fill = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");

/** A moment by the visitor's own clock. */
export function momentIn(locale: Locale, at: string): string {
  const day = { weekday: "short", month: "short", day: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { ...day, ...time }).format(new Date(at));
}
