interface Props {
  name: string;
  size?: "s" | "m" | "l";
  look?: "accent" | "grey" | "blue" | "amber";
  square?: boolean;
}

const looks = { accent: "", grey: "g", blue: "b", amber: "w" } as const;

/** A person's or a company's first telling sign; the name stands beside it, so it is silent for screen readers. */
export function Avatar({ name, size = "m", look = "accent", square = false }: Props) {
  return (
    <span className={`av ${size === "m" ? "" : size} ${looks[look]} ${square ? "sq" : ""}`} aria-hidden="true">
      {signOf(name)}
    </span>
  );
}

/** 杭州灵隐茶业 -> 灵, 周敏 -> 周, Zhou Min -> Z. Places at the head of a company name say little. */
function signOf(name: string): string {
  const plain = name.replace(/^[（(【].*?[)）】]/, "").trim();
  const isCompany = plain.length > 5 && /^[\u4e00-\u9fff]/.test(plain);
  const rest = isCompany ? plain.replace(place, "") : plain;
  return ((rest || plain).at(0) ?? "?").toUpperCase();
}

const place =
  /^(北京|上海|天津|重庆|广州|深圳|杭州|宁波|苏州|南京|无锡|常州|绍兴|嘉兴|湖州|温州|台州|金华|武汉|成都|西安|青岛|济南|厦门|福州|长沙|郑州|合肥|东莞|佛山|珠海|大连|沈阳|哈尔滨|长春|昆明|贵阳|南宁|南昌|石家庄|太原|浙江|江苏|广东|福建|山东|四川|湖北|湖南|安徽|河南|河北|江西|中国)(省|市)?/;
