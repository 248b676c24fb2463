import type { Random } from "./random.ts";

export type TalkKind = "note" | "visit" | "call" | "mail" | "meeting";

/** What somebody wrote down after a touch with a customer: a subject and one to three sentences, put together from parts. */
export function talk(
  random: Random,
  kind: TalkKind,
  language: "zh" | "en",
  person: string,
): { subject: string; body: string } {
  const words = language === "zh" ? chinese : english;
  const topic = random.pick(words.topics);
  const fill = (text: string): string =>
    text
      .replace("{who}", person)
      .replace("{topic}", topic)
      .replace("{n}", String(random.pick(amounts)))
      .replace("{day}", random.pick(words.days));
  const parts = [random.pick(words.opening[kind]), random.pick(words.findings)];
  if (random.chance(0.75)) parts.push(random.pick(words.next));
  return { subject: fill(random.pick(words.subjects)), body: parts.map(fill).join(words.joint) };
}

const amounts = [2, 3, 5, 8, 12, 15, 20, 30, 50];

type Words = {
  joint: string;
  topics: string[];
  days: string[];
  subjects: string[];
  opening: Record<TalkKind, string[]>;
  findings: string[];
  next: string[];
};

const chinese: Words = {
  joint: "",
  topics: [
    "尼龙膜",
    "封口机",
    "礼盒包装",
    "自立袋",
    "气泡袋",
    "茶叶罐内膜",
    "冷链保温袋",
    "可降解膜",
    "标签印刷",
    "年框协议",
    "色差问题",
    "交期",
    "付款条件",
    "样品",
    "宽幅封口机",
    "电商快递袋",
  ],
  days: ["周三", "下周一", "本周五", "月底前", "下周二上午", "节后", "明天下班前", "10 号之前"],
  subjects: ["{topic}", "关于{topic}", "{topic}沟通", "{topic}跟进", "和{who}谈{topic}"],
  opening: {
    note: [
      "{who}提到他们在看{topic}。",
      "内部同步：{topic}这件事由我跟。",
      "{who}换了办公室，老机位靠窗。",
      "看了客户公众号，他们正在扩产，可能用得上{topic}。",
    ],
    visit: [
      "上门拜访{who}，看了车间，主要谈{topic}。",
      "到客户厂里送样，{who}接待，谈了{topic}。",
      "和技术部一起去现场看{topic}。",
      "顺路拜访，{who}在开会，和采购聊了{topic}。",
    ],
    call: [
      "电话{who}，问{topic}的进展。",
      "{who}来电，问{topic}。",
      "回访{who}，{topic}用得还顺。",
      "打了两次才接通，{who}在出差，简单说了{topic}。",
    ],
    mail: [
      "发邮件给{who}，附上{topic}的资料。",
      "{who}回信，确认了{topic}。",
      "邮件发了{topic}的报价和两张照片。",
      "{who}来信要{topic}的检测报告。",
    ],
    meeting: [
      "和{who}开会对{topic}。",
      "三方会议，{who}、质检和我们，议题是{topic}。",
      "线上会议，过了一遍{topic}的方案。",
      "季度回顾会，{who}最关心{topic}。",
    ],
  },
  findings: [
    "月用量大约 {n} 吨，现在的供应商常常晚到。",
    "预算还没有批，要等{day}总经理定。",
    "嫌价格高 {n}%，但是认可质量。",
    "上一批有 {n} 卷边缘起皱，已拍照。",
    "愿意先试 {n} 箱。",
    "对手报得更低，交期比我们长。",
    "要求账期 {n} 天。",
    "图纸改了宽度，要重新打样。",
    "希望能分两批送货。",
    "老板娘说秋茶季要提前备货。",
    "新产线{day}装好。",
    "对售后很满意，愿意介绍同行。",
    "仓库紧，希望按周送。",
    "检测报告缺一页。",
    "明年想签年框。",
    "现在机器停了半天，比较着急。",
  ],
  next: [
    "答应{day}给报价。",
    "{day}再联系。",
    "约了{day}上门。",
    "要发样册和检测报告。",
    "请技术{day}回电。",
    "等客户内部确认。",
    "下次带一套新样品过去。",
    "先不催，{day}看一下。",
    "已转给售后处理。",
    "需要经理批 {n}% 的折扣。",
  ],
};

const english: Words = {
  joint: " ",
  topics: [
    "nylon film",
    "the sealing machine",
    "gift boxes",
    "stand-up pouches",
    "bubble mailers",
    "tea tin liners",
    "insulated bags",
    "compostable film",
    "label printing",
    "the frame agreement",
    "the shade of green",
    "lead times",
    "payment terms",
    "the samples",
    "sea freight",
    "mailer bags",
  ],
  days: [
    "Wednesday",
    "next Monday",
    "Friday",
    "the end of the month",
    "Tuesday morning",
    "after the holidays",
    "tomorrow evening",
    "the 10th",
  ],
  subjects: [
    "About {topic}",
    "Follow-up: {topic}",
    "Talked through {topic}",
    "Next steps on {topic}",
    "{who} and {topic}",
  ],
  opening: {
    note: [
      "{who} mentioned they are looking at {topic}.",
      "For the record: I follow up on {topic}.",
      "They are growing and may soon need {topic}.",
      "{who} moved to the new office.",
    ],
    visit: [
      "Visited {who} at the plant to go through {topic}.",
      "Dropped off samples; {who} showed me round and we spoke about {topic}.",
      "On site with engineering to see {topic}.",
      "Met {who} at the fair, mostly about {topic}.",
    ],
    call: [
      "Called {who} about {topic}.",
      "{who} rang to ask about {topic}.",
      "Check-in call with {who}; no trouble with {topic}.",
      "Reached {who} at the second try and went over {topic}.",
    ],
    mail: [
      "Sent {who} the documents on {topic}.",
      "{who} wrote back to confirm {topic}.",
      "Mailed the offer for {topic} with two photographs.",
      "{who} asks for the test report on {topic}.",
    ],
    meeting: [
      "Video meeting with {who} on {topic}.",
      "Quarterly review; {who} cares most about {topic}.",
      "Walked the team through our plan for {topic}.",
      "Three-way meeting with their quality people about {topic}.",
    ],
  },
  findings: [
    "They use about {n} tonnes a month.",
    "The budget is still open until {day}.",
    "They find us {n}% dear but like the quality.",
    "{n} rolls of the last batch had wrinkled edges.",
    "They would try {n} cartons first.",
    "A rival is cheaper but slower.",
    "They ask for {n} days to pay.",
    "The drawing changed, so we need a new sample.",
    "Two deliveries would suit them better.",
    "They want to stock up before the season.",
    "The new line is ready by {day}.",
    "They are pleased with our service and will recommend us.",
    "The warehouse is full; weekly deliveries would help.",
    "One page of the test report is missing.",
    "They want a yearly contract.",
    "Their machine stood still for half a day.",
  ],
  next: [
    "Promised an offer by {day}.",
    "Will call again {day}.",
    "Visit agreed for {day}.",
    "To send: samples and the test report.",
    "Engineering to call back {day}.",
    "Waiting for their decision.",
    "Bring new samples next time.",
    "No push before {day}.",
    "Handed over to service.",
    "Needs a {n}% discount approved.",
  ],
};
