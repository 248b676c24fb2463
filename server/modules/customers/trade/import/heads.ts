import type { Static } from "typebox";
import type { TradeImport, tradeTargets } from "./import.contract.ts";

export type TradeTarget = (typeof tradeTargets)[number];
export type TradeColumn = Static<typeof TradeImport>["columns"][number];

const names: Record<Exclude<TradeTarget, "">, string> = {
  customer_number: "客户编号 客户号 customernumber customerno customerid",
  tax_id: "税号 统一社会信用代码 信用代码 纳税人识别号 taxid vat vatid",
  phone: "电话 手机 手机号 联系电话 客户电话 phone mobile telephone",
  customer_name: "客户 客户名称 客户名 名称 公司 公司名称 单位名称 购货单位 customer customername company name account",
  traded_on: "日期 交易日期 成交日期 订单日期 开票日期 下单日期 date tradedon orderdate invoicedate",
  amount: "金额 交易额 销售额 订单金额 含税金额 价税合计 成交金额 amount total revenue sales ordertotal",
  cost: "成本 成本金额 销售成本 cost costs cogs",
  currency: "币种 货币 currency",
  product_group: "产品类别 产品组 类别 品类 产品 商品类别 productgroup category product",
  channel: "渠道 销售渠道 channel saleschannel",
  reference: "单号 订单号 订单编号 合同号 发票号 编号 reference ordernumber orderno invoicenumber number",
};

const keyOf = (header: string): string =>
  header
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]/g, "")
    .replace(/[\s_\-*:/.#'"]+/g, "");

const byName = new Map(
  Object.entries(names).flatMap(([target, words]) =>
    words.split(" ").map((word): [string, TradeTarget] => [keyOf(word), target as TradeTarget]),
  ),
);

/** What the columns are by their heads, each at most once. */
export function guessTradeColumns(header: readonly string[], closed: readonly TradeTarget[]): TradeTarget[] {
  const taken = new Set<TradeTarget>(closed);
  return header.map((head) => {
    const target = byName.get(keyOf(head)) ?? "";
    if (target === "" || taken.has(target)) return "";
    taken.add(target);
    return target;
  });
}
