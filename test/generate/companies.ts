import { type ChinesePlace, type ForeignPlace, foreignPlaces } from "./places.ts";
import type { Random } from "./random.ts";

export type CompanyIdentity = { name: string; stem: string; industry: string };

/** 杭州 + 灵隐 + 茶业 + 有限公司, in the ways companies really mix them. */
export function chineseCompany(random: Random, place: ChinesePlace): CompanyIdentity {
  const [industry, words] = random.pick(trades);
  const stem = random.chance(0.12)
    ? random.pick(stemFirst) + random.pick(stemSecond) + random.pick(stemThird)
    : random.pick(stemFirst) + random.pick(stemSecond);
  const trade = random.pick(words);
  const district = place.district.replace(/(?:新区|区|县|市)$/u, "");
  const head = random.chance(0.16) && district.length === 2 ? place.shortCity + district : place.shortCity;
  if (random.chance(0.06)) return { name: `${stem}${trade}（${place.shortCity}）有限公司`, stem, industry };
  return { name: head + stem + trade + legalForm(random), stem, industry };
}

export function foreignCompany(random: Random, place: ForeignPlace): CompanyIdentity {
  const [industry, words] = random.pick(foreignTrades);
  const stem =
    random.pick(foreignFirst) + (random.chance(0.3) ? ` ${random.pick(["North", "West", "Bay", "Hill", "Park"])}` : "");
  return { name: `${stem} ${random.pick(words)} ${random.pick(place.forms)}`, stem, industry };
}

export function foreignPlace(random: Random): ForeignPlace {
  return random.pick(foreignPlaces);
}

function legalForm(random: Random): string {
  const dice = random.next();
  if (dice < 0.74) return "有限公司";
  if (dice < 0.82) return "股份有限公司";
  if (dice < 0.87) return "集团有限公司";
  if (dice < 0.92) return "有限责任公司";
  return random.pick(["厂", "商行", "经营部", "合作社", "集团股份有限公司"]);
}

const stemFirst = [..."恒越灵康悦瑞鑫宏达金盛嘉华永泰天海明新远博卓锦云青德润安益丰和顺启源中联浙锐百聚佳凯"];
const stemSecond = [..."瑞城隐和读源达鼎盛成丰泰隆昌兴旺通福辉诚信德润联海峰洋川科创博力驰腾翔美华味禾"];
const stemThird = [..."达兴源泰和佳"];
const trades: [industry: string, words: string[]][] = [
  ["153", ["茶业", "茶叶"]],
  ["14", ["食品", "食品科技"]],
  ["151", ["酿造", "酒业"]],
  ["152", ["饮品", "山泉饮品"]],
  ["17", ["纺织", "家纺实业"]],
  ["18", ["服饰", "服装"]],
  ["19", ["鞋材", "鞋业"]],
  ["20", ["竹木制品", "木业"]],
  ["21", ["家具", "家居"]],
  ["22", ["纸业", "包装材料"]],
  ["23", ["印务", "彩印包装"]],
  ["268", ["日化", "化妆品"]],
  ["27", ["药业", "生物医药"]],
  ["292", ["塑业", "薄膜科技", "包装"]],
  ["339", ["精密铸造", "五金制品"]],
  ["35", ["智造装备", "机械设备"]],
  ["352", ["模塑机械", "模具"]],
  ["358", ["医疗器械", "医疗科技"]],
  ["36", ["汽车配件", "汽车零部件"]],
  ["38", ["电器", "电气"]],
  ["39", ["电子", "电子科技"]],
  ["50", ["建筑装饰", "装饰工程"]],
  ["51", ["商贸", "贸易", "进出口"]],
  ["52", ["百货", "超市连锁"]],
  ["5292", ["电子商务", "跨境电商"]],
  ["54", ["物流", "冷链物流"]],
  ["59", ["仓储", "供应链"]],
  ["62", ["餐饮管理", "餐饮"]],
  ["65", ["信息技术", "软件", "网络科技"]],
  ["72", ["企业管理", "广告"]],
  ["83", ["教育科技"]],
  ["84", ["口腔门诊", "健康管理"]],
  ["88", ["文化传播", "文化创意"]],
];
const foreignFirst = (
  "Northgate Brightwell Hawthorne Silverline Kestrel Maple Redwood Ashford Bluestone Corvin Delmar Elbe Fjord Granite Halden Iris Juniper Kaiser " +
  "Lindner Marlow Norden Oakfield Pallas Quill Rivera Sonnen Tallis Ulmer Vesper Windmere Yarrow Zephyr"
).split(" ");
const foreignTrades: [industry: string, words: string[]][] = [
  ["292", ["Packaging", "Plastics"]],
  ["14", ["Foods", "Bakery"]],
  ["153", ["Tea Company", "Teas"]],
  ["268", ["Cosmetics", "Care Products"]],
  ["51", ["Trading", "Imports"]],
  ["52", ["Stores", "Retail"]],
  ["54", ["Logistics", "Freight"]],
  ["27", ["Pharma", "Life Sciences"]],
  ["65", ["Software", "Systems"]],
  ["35", ["Machinery", "Engineering"]],
  ["21", ["Furniture", "Interiors"]],
  ["24", ["Toys", "Stationery"]],
];
