/** The people of Yuezhou Packaging, the made-up company of the demonstration, the tests and the documents. */
export const organisation = {
  key: "yuezhou",
  zh: "越州包装",
  en: "Yuezhou Packaging",
  domain: "yuezhou.test",
} as const;

export type RoleKey = "admin" | "sales_manager" | "sales_rep" | "marketer" | "service_agent" | "supervisor";
export type TeamKey =
  | "company"
  | "sales"
  | "east_one"
  | "east_two"
  | "overseas"
  | "marketing"
  | "service"
  | "service_one";
export type ClientKey = "kanghe" | "lingyin" | "yuedu";
export type CastKey = keyof typeof cast;

export type Role = { key: RoleKey; zh: string; en: string };
export type Team = { key: TeamKey; parent: TeamKey | null; zh: string; en: string };
export type Client = { key: ClientKey; zh: string; en: string };
/** `lead` heads the team. Clients are the companies a service agent works for. */
export type CastMember = {
  key: string;
  zh: string;
  en: string;
  mail: string;
  team: TeamKey;
  role: RoleKey;
  language: "zh-CN" | "en";
  lead?: true;
  clients?: ClientKey[];
};

export const roles: Role[] = [
  { key: "admin", zh: "管理员", en: "Administrator" },
  { key: "sales_manager", zh: "销售经理", en: "Sales manager" },
  { key: "sales_rep", zh: "销售代表", en: "Sales representative" },
  { key: "marketer", zh: "市场", en: "Marketer" },
  { key: "service_agent", zh: "客服坐席", en: "Service agent" },
  { key: "supervisor", zh: "班长", en: "Supervisor" },
];

export const teams: Team[] = [
  { key: "company", parent: null, zh: "越州包装", en: "Yuezhou Packaging" },
  { key: "sales", parent: "company", zh: "销售部", en: "Sales" },
  { key: "east_one", parent: "sales", zh: "华东一组", en: "East China 1" },
  { key: "east_two", parent: "sales", zh: "华东二组", en: "East China 2" },
  { key: "overseas", parent: "sales", zh: "海外组", en: "Overseas" },
  { key: "marketing", parent: "company", zh: "市场部", en: "Marketing" },
  { key: "service", parent: "company", zh: "客服部", en: "Service" },
  { key: "service_one", parent: "service", zh: "客服一组", en: "Service 1" },
];

export const clients: Client[] = [
  { key: "kanghe", zh: "康和口腔", en: "Kanghe Dental" },
  { key: "lingyin", zh: "灵隐茶业", en: "Lingyin Tea" },
  { key: "yuedu", zh: "悦读文化", en: "Yuedu Books" },
];

export const cast = {
  zhao: member("zhao", "赵启明", "Zhao Qiming", "zhaoqiming", "company", "admin", { lead: true }),
  he: member("he", "何珊", "He Shan", "heshan", "sales", "sales_manager", { lead: true }),
  zhou: member("zhou", "周敏", "Zhou Min", "zhoumin", "east_one", "sales_rep", { lead: true }),
  chen: member("chen", "陈立", "Chen Li", "chenli", "east_one", "sales_rep"),
  li: member("li", "李思远", "Li Siyuan", "lisiyuan", "east_two", "sales_rep", { lead: true }),
  wang: member("wang", "王磊", "Wang Lei", "wanglei", "east_two", "sales_rep"),
  emma: member("emma", "艾玛·克拉克", "Emma Clarke", "emma.clarke", "overseas", "sales_rep", {
    language: "en",
    lead: true,
  }),
  lars: member("lars", "拉斯·延森", "Lars Jensen", "lars.jensen", "overseas", "sales_rep", { language: "en" }),
  sun: member("sun", "孙悦", "Sun Yue", "sunyue", "marketing", "marketer", { lead: true }),
  xu: member("xu", "许薇", "Xu Wei", "xuwei", "service_one", "supervisor", {
    lead: true,
    clients: ["kanghe", "lingyin", "yuedu"],
  }),
  wu: member("wu", "吴倩", "Wu Qian", "wuqian", "service_one", "service_agent", { clients: ["kanghe"] }),
  qiang: member("qiang", "赵强", "Zhao Qiang", "zhaoqiang", "service_one", "service_agent", {
    clients: ["lingyin", "yuedu"],
  }),
} as const satisfies Record<string, CastMember>;

/** Everybody, in the order above: the owners a generated customer's index counts through are `salesPeople`. */
export const people: CastMember[] = Object.values(cast);
export const salesPeople: CastMember[] = people.filter((person) => person.role === "sales_rep");

function member(
  key: string,
  zh: string,
  en: string,
  local: string,
  team: TeamKey,
  role: RoleKey,
  more: Partial<Pick<CastMember, "lead" | "clients" | "language">> = {},
): CastMember {
  return { key, zh, en, mail: `${local}@${organisation.domain}`, team, role, language: "zh-CN", ...more };
}
