import { pinyin } from "pinyin-pro";

/** Toneless pinyin of a run of Han characters, one syllable a character; ü is v. A surname at the head keeps its own reading. */
export function syllablesOf(han: string, head: "surname" | "word"): string[] {
  const result: string[] = [];
  let certain = true;
  for (const char of han) {
    const reading = readingOf(char);
    if (reading.several || (result.length === 0 && head === "surname" && char in surnames)) certain = false;
    result.push(reading.usual);
  }
  if (certain || result.length === 0) return result;
  const [first, second] = [...han];
  if (head === "surname" && result.length === 1) return [surnames[first as string] ?? (result[0] as string)];
  const precise = pinyin(han, {
    toneType: "none",
    type: "array",
    v: true,
    surname: head === "surname" ? "head" : "off",
  });
  if (precise.length !== result.length) return result;
  const named = precise.map((syllable, i) => (isSyllable(syllable) ? syllable : (result[i] as string)));
  if (head === "surname" && !compounds.has(`${first}${second}`))
    named[0] = surnames[first as string] ?? (named[0] as string);
  return named;
}

/**
 * Other readings a person may type: the everyday reading of a surname (单 as dan), a character that names read in two
 * ways (乐 as le or yue). At most three, never the given one.
 */
export function otherReadings(han: string, syllables: string[]): string[][] {
  const result: string[][] = [];
  let at = 0;
  for (const char of han) {
    for (const reading of twoWays[char] ?? []) {
      if (reading !== syllables[at] && result.length < 3) result.push(syllables.with(at, reading));
    }
    if (++at >= syllables.length) break;
  }
  return result;
}

/** How many characters the surname takes: 2 for 欧阳, 诸葛 and their kin, else 1. */
export function surnameLength(han: string): 1 | 2 {
  return han.length > 2 && compounds.has(han.slice(0, 2)) ? 2 : 1;
}

type Reading = { usual: string; several: boolean };
const readings = new Map<string, Reading>();

function readingOf(char: string): Reading {
  const known = readings.get(char);
  if (known) return known;
  const usual = pinyin(char, { toneType: "none", type: "array", v: true })[0] ?? "";
  const reading = { usual: isSyllable(usual) ? usual : "", several: wordDecides.has(char) };
  readings.set(char, reading);
  return reading;
}

/** Characters whose reading hangs on the word around them; for all others the usual reading is taken, which is five times as fast. */
const wordDecides = new Set(
  "行重长乐朝都会调得地系藏合区参更乾仔卡咖夹便降卷壳勒落绿模奇曲塞散盛识宿弹吐尾鲜削药载扎阿柏薄泊露率秘蔓埋绕血咽佣六莎莞涡蔚巷尺解折员黑繁种洗" +
    "那祭尉谌俞燕令相厦蚌埔堡圳莘茜晟筠偲夏侯俟澹淳于离呼赫拓闾台浒铅番禺亳泌犍筑济洪洞阳监歙渑枞睢荥邛岷郯鄄鄞盱眙涪汨罗察哈喀巴茨坪称奔绷藉颈咀蛤计",
);

const isSyllable = (text: string): boolean => /^[a-z]+$/.test(text);

const compounds = new Set(
  (
    "欧阳 诸葛 上官 司马 司徒 司空 东方 独孤 南宫 夏侯 尉迟 公孙 皇甫 令狐 慕容 宇文 长孙 鲜于 闾丘 端木 申屠 轩辕 万俟 " +
    "澹台 公冶 宗政 濮阳 淳于 单于 太叔 仲孙 钟离 呼延 赫连 拓跋 百里 东郭 南门 西门 闻人 第五 完颜 纳兰 叶赫 爱新"
  ).split(" "),
);

const surnames: Record<string, string> = table(
  "单shan 曾zeng 仇qiu 解xie 任ren 查zha 区ou 朴piao 盖ge 翟zhai 乐yue 员yun 黑he 繁po 秘bi 折she 召shao 种chong 洗xian " +
    "缪miao 宓mi 那na 覃qin 薄bo 牟mou 隗wei 祭zhai 车che 石shi 尉wei 都du 柏bai 葛ge 强qiang 宁ning 贾jia 谌chen 盛sheng " +
    "藏zang 晁chao 过guo 能nai 句gou 逄pang 俞yu 燕yan 卜bu 参shen 冼xian 应ying 令ling 相xiang 长zhang 重chong 行xing",
);

const twoWays: Record<string, string[]> = Object.fromEntries(
  (
    "单dan 曾ceng 仇chou 解jie 查cha 区qu 朴pu 盖gai 翟di 乐le,yue 员yuan 覃tan,qin 薄bao 缪mou 尉yu 都dou 盛cheng " +
    "晟cheng,sheng 茜xi,qian 莘xin,shen 长chang,zhang 重chong,zhong 行hang,xing 朝zhao,chao 车ju 召zhao 种zhong 洗xi " +
    "秘mi 宓fu 藏cang 厦sha,xia 会kuai,hui 调tiao,diao 禅chan,shan 娜nuo 筠yun,jun 偲si,cai 靓jing,liang " +
    "繁fan 谌shen 隗kui 石dan 黑hei 祭ji 蕃fan,bo 柏bo,bai 率shuai,lv 圳chuan 埔bu,pu 堡pu 蚌bang 绿lu 吕lu 律lu 女nu"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 1), entry.slice(1).split(",")]),
);

function table(text: string): Record<string, string> {
  return Object.fromEntries(text.split(" ").map((entry) => [entry.slice(0, 1), entry.slice(1)]));
}
