import { labelIn } from "../../../platform/own/own_field.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { ownOf } from "../permissions.ts";

/** Heads of exported columns, and the words of closed lists, in the reader's language. */
const heads: Record<string, [zh: string, en: string]> = {
  number: ["客户编号", "Customer number"],
  kind: ["类型", "Kind"],
  name: ["客户名称", "Customer name"],
  stage: ["生命周期阶段", "Life-cycle stage"],
  source: ["来源", "Source"],
  industry: ["行业", "Industry"],
  tax_id: ["税号", "Tax id"],
  founded_on: ["成立日期", "Founded on"],
  staff_count: ["员工数", "Staff"],
  revenue_this_year: ["本年销售额", "Revenue this year"],
  revenue_last_year: ["去年销售额", "Revenue last year"],
  potential_amount: ["年采购潜力", "Yearly potential"],
  currency: ["币种", "Currency"],
  website: ["网站", "Website"],
  payment_terms: ["付款条件", "Payment terms"],
  province: ["省", "Province"],
  city: ["市", "City"],
  district: ["区县", "District"],
  street: ["街道门牌", "Street"],
  birth_on: ["生日", "Date of birth"],
  gender: ["性别", "Gender"],
  marital_status: ["婚姻状况", "Marital status"],
  occupation: ["职业", "Occupation"],
  remark: ["备注", "Remark"],
  owner: ["负责人", "Owner"],
  team: ["班组", "Team"],
  phone: ["电话", "Phone"],
  mail: ["邮箱", "Mail"],
  wechat: ["微信", "WeChat"],
  tags: ["标签", "Tags"],
  client: ["委托方", "Client"],
  created_by: ["建档人", "Created by"],
  created_at: ["建档时间", "Created"],
  updated_at: ["更新时间", "Updated"],
  trade_last_on: ["最近交易", "Last trade"],
  trade_count: ["交易笔数", "Trades"],
  trade_amount: ["累计交易额", "Trade, all time"],
  trade_amount_this_year: ["今年交易额", "Trade this year"],
  trade_amount_12_months: ["近 12 个月交易额", "Trade in 12 months"],
  trade_margin_12_months: ["近 12 个月毛利", "Margin in 12 months"],
};

const words: Record<string, [zh: string, en: string]> = {
  company: ["公司", "Company"],
  person: ["个人", "Person"],
  prospect: ["潜在", "Prospect"],
  interested: ["意向", "Interested"],
  buyer: ["购买", "Buyer"],
  loyal: ["忠诚", "Loyal"],
  high_value: ["高价值", "High value"],
  lapsed: ["流失", "Lapsed"],
  female: ["女", "Female"],
  male: ["男", "Male"],
  other: ["其他", "Other"],
  single: ["未婚", "Single"],
  married: ["已婚", "Married"],
  divorced: ["离异", "Divorced"],
  widowed: ["丧偶", "Widowed"],
};

const inLanguage = (actor: Actor, [zh, en]: [string, string]): string => (actor.locale === "en" ? en : zh);

export function headOf(actor: Actor, column: string): string {
  if (heads[column]) return inLanguage(actor, heads[column]);
  const own = ownOf(actor).find(({ key }) => key === column);
  return own ? labelIn(own.label, actor.locale) : column;
}

const listed = new Set(["kind", "stage", "gender", "marital_status"]);

export const wordOf = (actor: Actor, column: string, value: string): string =>
  listed.has(column) && words[value] ? inLanguage(actor, words[value]) : value;
