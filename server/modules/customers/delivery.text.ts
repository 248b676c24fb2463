import { dayIn } from "../../platform/filter/period.ts";
import type { Actor } from "../../platform/permission/actor.ts";
import type { Page } from "./delivery.run.ts";
import type { View } from "./view.ts";

interface Places {
  origin: string;
  link: string;
  /** Days are the organisation's. */
  timeZone: string;
}

/** The mail of a view: how many there are, the first rows as a table, and the way to all of them. */
export function deliveryText(actor: Actor, view: View, page: Page, { origin, link, timeZone }: Places) {
  const words = texts[actor.locale];
  const name = view.name.replaceAll(/[{}]/g, "");
  const count = `${page.count?.value ?? page.rows.length}${page.count?.capped ? "+" : ""}`;
  const rows = page.rows.map((row) => ({
    id: row.id,
    cells: [
      row.name ?? row.number,
      row.number,
      row.stage ? words.stage[row.stage] : "",
      row.owner?.name ?? "",
      row.phone ?? "",
      row.last_interaction ? dayIn(timeZone, new Date(row.last_interaction.happened_at)) : "",
    ],
  }));
  const lead = words.lead(name, count);
  const text = [
    lead,
    "",
    ...rows.map(({ cells }) => cells.filter(Boolean).join("  ")),
    "",
    words.all,
    link,
    "",
    words.why,
    "",
  ];
  const cell = "padding:6px 10px;border-bottom:1px solid #e3e8e8;text-align:left;white-space:nowrap";
  const html = `<div lang="${actor.locale}" style="font:14px/22px sans-serif;color:#151b1d"><p>${safe(lead)}</p>
<table style="border-collapse:collapse"><tr>${words.heads.map((head) => `<th style="${cell}">${safe(head)}</th>`).join("")}</tr>
${rows
  .map(
    ({ id, cells: [first = "", ...rest] }) =>
      `<tr><td style="${cell}"><a href="${safe(`${origin}/customers/${id}`)}">${safe(first)}</a></td>${rest.map((one) => `<td style="${cell}">${safe(one)}</td>`).join("")}</tr>`,
  )
  .join("\n")}
</table><p><a href="${safe(link)}">${safe(words.all)}</a></p><p style="color:#647174">${safe(words.why)}</p></div>`;
  return { subject: words.subject(name, count), text: text.join("\n"), html };
}

const safe = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const texts = {
  "zh-CN": {
    subject: (name: string, count: string) => `${name}：${count} 位客户`,
    lead: (name: string, count: string) => `视图“${name}”现在有 ${count} 位客户，前几位是：`,
    all: "打开全部",
    why: "这封邮件由知音定时发送，只含你有权看到的客户。不想再收，请告诉视图的主人。",
    heads: ["客户", "编号", "生命周期", "负责人", "电话", "最近互动"],
    stage: { prospect: "潜在", interested: "意向", buyer: "购买", loyal: "忠诚", high_value: "高价值", lapsed: "流失" },
  },
  en: {
    subject: (name: string, count: string) => `${name}: ${count} customers`,
    lead: (name: string, count: string) => `View “${name}” has ${count} customers now. The first of them:`,
    all: "Open all of them",
    why: "Zhiyin sends this mail on a schedule, with the customers you may see. To stop it, ask whoever owns the view.",
    heads: ["Customer", "Number", "Stage", "Owner", "Phone", "Last interaction"],
    stage: {
      prospect: "Prospect",
      interested: "Interested",
      buyer: "Buyer",
      loyal: "Loyal",
      high_value: "High value",
      lapsed: "Lapsed",
    },
  },
} as const;
