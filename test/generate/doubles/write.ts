import { Converter } from "opencc-js";
import { pinyin } from "pinyin-pro";
import type { Random } from "../random.ts";

/** How the same words get written in another way: by another keyboard, another hand, another form. */
const toTraditional = Converter({ from: "cn", to: "hk" });

export const traditional = (text: string): string => toTraditional(text);

export const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

export const syllables = (text: string): string[] => pinyin(text, { toneType: "none", type: "array", v: true });

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

export const plain = (text: string): string =>
  text.replace(/ø/g, "o").replace(/Ø/g, "O").replace(/ß/g, "ss").normalize("NFD").replace(/\p{M}/gu, "");

export const german = (text: string): string =>
  text.replace(/[äöüÄÖÜß]/g, (letter) => ({ ä: "ae", ö: "oe", ü: "ue", Ä: "Ae", Ö: "Oe", Ü: "Ue" })[letter] ?? "ss");

/** One character replaced by one of the same sound; two changed places when none is known. */
export function homophone(random: Random, text: string): string {
  return replaced(random, text, sounds) ?? swapped(random, text);
}

export function lookAlike(random: Random, text: string): string {
  return replaced(random, text, shapes) ?? homophone(random, text);
}

export function swapped(random: Random, text: string): string {
  const letters = [...text];
  const places = letters.flatMap((letter, at) => {
    const after = letters[at + 1];
    return (at > 0 || letters.length === 2) &&
      after &&
      after !== letter &&
      /\p{L}/u.test(letter) &&
      /\p{L}/u.test(after)
      ? [at]
      : [];
  });
  if (places.length === 0) return text + text.slice(-1);
  const at = random.pick(places);
  [letters[at], letters[at + 1]] = [letters[at + 1]!, letters[at]!];
  return letters.join("");
}

export function dropped(random: Random, text: string): string {
  const letters = [...text];
  const places = letters.flatMap((letter, at) => (at > 0 && /\p{L}/u.test(letter) ? [at] : []));
  const at = random.pick(places);
  return letters.filter((_, i) => i !== at).join("");
}

/** What a hurried typist makes of a Latin word. */
export function mistyped(random: Random, text: string): string {
  const dice = random.below(4);
  if (dice === 0) return dropped(random, text);
  if (dice === 1) return swapped(random, text);
  const places = [...text].flatMap((letter, at) => (at > 0 && letter in neighbours ? [at] : []));
  if (places.length === 0) return dropped(random, text);
  const at = random.pick(places);
  const letter = text.charAt(at);
  return text.slice(0, at) + (dice === 2 ? letter + letter : neighbours[letter]) + text.slice(at + 1);
}

/** One of the last two digits wrong: any other might leave the numbers set aside for fiction. */
export function misdialled(random: Random, number: string): string {
  const at = number.length - random.between(1, 2);
  return number.slice(0, at) + String((Number(number[at]) + random.between(1, 9)) % 10) + number.slice(at + 1);
}

function replaced(random: Random, text: string, pairs: Map<string, string>): string | undefined {
  const places = [...text].flatMap((letter, at) => (pairs.has(letter) ? [at] : []));
  if (places.length === 0) return undefined;
  const at = random.pick(places);
  return text.slice(0, at) + pairs.get(text.charAt(at)) + text.slice(at + 1);
}

const pairsOf = (text: string): Map<string, string> => {
  const pairs = new Map<string, string>();
  for (const [one, other] of text.split(" ") as unknown as string[][]) {
    if (!one || !other) continue;
    if (!pairs.has(one)) pairs.set(one, other);
    if (!pairs.has(other)) pairs.set(other, one);
  }
  return pairs;
};

const sounds = pairsOf(
  "恒衡 灵玲 瑞锐 鑫新 宏鸿 达大 盛胜 嘉佳 永勇 泰太 明铭 远源 博伯 云芸 青清 德得 益宜 丰峰 和禾 启起 中忠 联连 百柏 聚巨 " +
    "凯楷 城诚 成诚 鼎顶 隆龙 昌畅 兴星 旺望 通同 福富 辉晖 信欣 川传 科柯 力立 驰池 腾藤 翔祥 晓小 丽莉 燕艳 梅玫 霞夏 萍平 蓉荣 " +
    "洁杰 志智 建健 军君 斌彬 梓子 涵函 怡宜 萱轩 彤童 妍研 琪琦 瑶遥 悦玥 浩昊 宇羽 俊骏 然燃 豪毫 睿瑞 晨辰 阳洋 航杭 文雯 静靖 " +
    "伟炜 涛滔 英瑛 兰蓝 珍真 芬芳 香湘 华桦 张章 余于 徐许 敏闵 超朝 刚钢 鹏朋 飞菲 雪学 红虹 秀绣 玉钰 翠崔 春椿 月岳 思丝 语雨 诗师 奕弈 佩珮",
);
const shapes = pairsOf(
  "瑞端 锦绵 恒桓 嘉喜 华毕 润涧 博搏 源原 未末 天夫 大太 王玉 晴睛 鑫金 海悔 佳住 城域 诚城 洋详 科料 信倍 辉挥 峰蜂 梅海 莉荊 涵函 彤形 " +
    "杨扬 陈阵 徐除 沈沉 肖尚 汪注 候侯 茅矛 俊峻 浩洁 明朋 晨晟 琳淋 婷停 丽而 志态 军车 伟纬 建健 美羡 兴兰 昌冒 泰秦 和利 达迭",
);
const neighbours: Record<string, string> = {
  a: "s",
  e: "r",
  i: "o",
  o: "p",
  n: "m",
  t: "r",
  l: "k",
  s: "d",
  r: "t",
  m: "n",
  g: "h",
  d: "f",
};
