import { streetAddress } from "../places.ts";
import type { Profile, World } from "./facts.ts";
import type { Citizen } from "./truths.ts";
import { anotherBirth, named, rewriteAddress, toTraditional, type Way } from "./ways.ts";
import { capital, homophone, lookAlike, misdialled, syllables } from "./write.ts";

export const citizenWays: Way<Citizen>[] = [
  { band: "retyped", keep: [["phones"], ["wechat"], ["mails"]], alter: (_, seen) => seen },
  { band: "formatted", keep: [["phones"], ["mails"], ["wechat"]], alter: formatCitizen },
  { band: "traditional", keep: [["phones"], ["mails"], ["birth_on", "address"]], alter: toTraditional },
  {
    band: "partial",
    keep: [],
    only: [
      ["phones", "birth_on"],
      ["phones", "mails", "address"],
    ],
    alter: (_, seen) => seen,
  },
  { band: "partial", keep: [], only: [["wechat", "phones"], ["wechat"]], alter: (_, seen) => seen },
  {
    band: "titled",
    keep: [["phones"], ["wechat", "address"]],
    alter: (w, p) => named(p, p.name + w.random.pick(titles)),
  },
  {
    band: "family_name_and_title",
    keep: [
      ["phones", "address"],
      ["phones", "wechat"],
    ],
    alter: (w, p, t) => named(p, t.family + w.random.pick(["总", "经理", "老师", "工"])),
  },
  {
    band: "nickname",
    keep: [["phones"], ["wechat"], ["mails"]],
    alter: (w, p, t) => named(p, `${p.name}${nickname(w, t)}`),
  },
  { band: "pinyin", keep: [["phones"], ["mails"], ["wechat"]], alter: (w, p, t) => named(p, latinCitizen(w, t)) },
  {
    band: "english_first_name",
    keep: [
      ["phones", "mails"],
      ["wechat", "phones"],
    ],
    alter: (w, p, t) => named(p, `${w.random.pick(english)} ${capital(syllables(t.family).join(""))}`),
  },
  {
    band: "typo_homophone",
    keep: [["phones"], ["wechat"], ["mails"], ["birth_on", "address"]],
    alter: (w, p, t) => typoCitizen(w, p, t, homophone),
  },
  {
    band: "typo_look_alike",
    keep: [["phones"], ["wechat"], ["mails"]],
    alter: (w, p, t) => typoCitizen(w, p, t, lookAlike),
  },
  {
    band: "new_phone",
    keep: [
      ["phones", "birth_on", "mails"],
      ["phones", "wechat"],
      ["phones", "birth_on", "address"],
    ],
    alter: (w, p) => ({ ...p, phones: [w.mobile()] }),
  },
  { band: "second_phone", keep: [["phones"]], alter: (w, p) => ({ ...p, phones: [w.mobile(), ...p.phones!] }) },
  {
    band: "address_rewritten",
    keep: [
      ["birth_on", "address"],
      ["address", "mails"],
    ],
    alter: rewriteAddress,
  },
  {
    band: "moved",
    keep: [
      ["phones", "address"],
      ["wechat", "address"],
    ],
    alter: (w, p) => ({ ...p, street: streetAddress(w.random) }),
  },
  {
    band: "screen_name",
    keep: [
      ["phones", "wechat"],
      ["phones", "wechat", "address"],
    ],
    alter: (w, p) => named(p, w.random.pick(screenNames)),
  },
  {
    band: "phone_mistyped",
    keep: [
      ["phones", "birth_on"],
      ["phones", "address"],
    ],
    alter: (w, p) => ({ ...p, phones: p.phones!.map((one) => misdialled(w.random, one)) }),
  },
  {
    band: "birth_mistyped",
    keep: [
      ["phones", "birth_on"],
      ["wechat", "birth_on"],
    ],
    alter: (w, p) => ({ ...p, birth_on: anotherBirth(w, p.birth_on!) }),
  },
];

const titles = ["先生", "女士", "经理", "总", "总经理", "主任", "老师", " 采购"];
const english = "Kevin Jason Vivian Tina Leo Cindy Eric Amy Tony Lily".split(" ");
const screenNames = [
  "静水流深",
  "A小鱼儿",
  "阳光正好",
  "追风少年",
  "一叶知秋",
  "花开富贵",
  "Sunny🌞",
  "平安是福",
  "大海",
  "兜兜妈妈",
];

function formatCitizen({ random }: World, seen: Profile): Profile {
  const profile = named(
    seen,
    random.pick([
      [...seen.name].join(" "),
      ` ${seen.name} `,
      [...seen.name].join("\u3000"),
      `${seen.name}1`,
      `${seen.name}.`,
    ]),
  );
  if (seen.mails) profile.mails = seen.mails.map((mail) => mail.toUpperCase());
  if (seen.wechat) profile.wechat = seen.wechat.map((id) => capital(id));
  return profile;
}

function typoCitizen(
  world: World,
  seen: Profile,
  { family, given }: Citizen,
  slip: (random: World["random"], text: string) => string,
): Profile {
  const known = slip(world.random, given);
  return named(seen, family + (known.length > given.length ? given + given : known));
}

function latinCitizen({ random }: World, { family, given }: Citizen): string {
  const [last, first] = [capital(syllables(family).join("")), capital(syllables(given).join(""))];
  return random.pick([
    `${last} ${first}`,
    `${first} ${last}`,
    `${last}${first}`.toLowerCase(),
    `${last.toUpperCase()}, ${first}`,
  ]);
}

function nickname({ random }: World, { family, given }: Citizen): string {
  return random.pick([
    `（老${family}）`,
    `(小${given.slice(-1)})`,
    `（阿${given.slice(-1)}）`,
    `【${given.slice(-1)}哥】`,
    "（群主）",
  ]);
}
