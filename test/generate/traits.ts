import type { Stage } from "./customers.ts";

export const stageShares: Stage[] = [
  ...(Array(26).fill("prospect") as Stage[]),
  ...(Array(22).fill("interested") as Stage[]),
  ...(Array(24).fill("buyer") as Stage[]),
  ...(Array(13).fill("loyal") as Stage[]),
  ...(Array(5).fill("high_value") as Stage[]),
  ...(Array(10).fill("lapsed") as Stage[]),
];
export const sources = ["展会", "老客户介绍", "网站留言", "电话咨询", "阿里巴巴", "老系统迁移", "地推", "公众号"];
export const foreignSources = ["Trade fair", "Referral", "Website", "Marketplace", "Partner"];
export const tags = ["重点", "华东", "账期客户", "大客户", "茶行业", "电商", "样品阶段", "VIP", "要发票", "需回访"];
export const remarks = [
  "老机位靠窗。",
  "发货前先打电话。",
  "发票要专票，抬头别写错。",
  "午休 12 点到 13 点半，别打电话。",
  "仓库在后门。",
  "只收顺丰。",
  "对色差很敏感。",
];
export const foreignRemarks = [
  "Call after ten in the morning.",
  "Invoices to accounting only.",
  "Prefers mail to telephone.",
  "Ships through Ningbo.",
];
export const occupations = [
  "教师",
  "工程师",
  "个体经营",
  "医生",
  "会计",
  "店主",
  "设计师",
  "司机",
  "公务员",
  "退休",
  "销售",
  "程序员",
];
export const titles: [string, string][] = [
  ["采购经理", "采购部"],
  ["总经理", "总经办"],
  ["采购主管", "采购部"],
  ["生产经理", "生产部"],
  ["财务主管", "财务部"],
  ["仓储主管", "仓储部"],
  ["质量经理", "质检部"],
  ["副总经理", "总经办"],
  ["市场经理", "市场部"],
  ["行政", "行政部"],
];
export const foreignTitles: [string, string][] = [
  ["Purchasing Manager", "Purchasing"],
  ["Managing Director", "Management"],
  ["Buyer", "Purchasing"],
  ["Operations Manager", "Operations"],
  ["Head of Finance", "Finance"],
  ["Quality Manager", "Quality"],
];
