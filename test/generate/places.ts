import { type Region, regions, shortName } from "#modules/customers/region.ts";
import type { Random } from "./random.ts";

export type ChinesePlace = {
  province: string;
  city: string;
  district: string;
  shortCity: string;
  code: string;
  areaCode: string;
};

/** A district of one of the cities the demo company sells to, mostly around the lower Yangtze. */
export function chinesePlace(random: Random): ChinesePlace {
  places ??= readPlaces();
  return random.pick(random.pick(places[random.chance(0.62) ? 0 : 1] as ChinesePlace[][]));
}

export function streetAddress(random: Random): string {
  const street =
    random.pick(streetFirst) + random.pick(streetSecond) + random.pick(["路", "路", "路", "街", "大道", "巷"]);
  const house = `${street} ${random.between(1, 1999)} 号`;
  if (random.chance(0.35))
    return `${house} ${random.between(1, 30)} 幢 ${random.between(1, 28)}0${random.between(1, 8)} 室`;
  return random.chance(0.3)
    ? `${house} ${random.pick(parks)} ${random.pick(["A", "B", "C", "1", "2", "3"])} 座`
    : house;
}

export type ForeignPlace = {
  country: string;
  cities: string[];
  dial: (random: Random) => string;
  forms: string[];
  streets: string[];
};

/** Countries with telephone numbers set aside for fiction. */
export const foreignPlaces: ForeignPlace[] = [
  place(
    "GB",
    "London Manchester Bristol Leeds Glasgow",
    "Ltd,PLC",
    "Harbour Street,Station Road,Mill Lane,King Street",
    (r) => `+447700900${pad(r.below(1000), 3)}`,
  ),
  place(
    "US",
    "Chicago Austin Seattle Denver Boston",
    "Inc.,LLC,Corp.",
    "Lake Avenue,Oak Street,Second Street,Market Street",
    (r) => `+1${r.pick(["312", "512", "206", "303", "617"])}55501${pad(r.below(100), 2)}`,
  ),
  place(
    "DE",
    "Hamburg München Köln Leipzig Stuttgart",
    "GmbH,AG,GmbH & Co. KG",
    "Hafenstraße,Lindenallee,Bahnhofstraße,Gartenweg",
    (r) => `+493023125${pad(r.below(1000), 3)}`,
  ),
  place(
    "FR",
    "Lyon Paris Lille Nantes",
    "SARL,SA,SAS",
    "rue du Port,avenue de la Gare,rue des Lilas",
    (r) => `+3319900${pad(r.below(10000), 4)}`,
  ),
  place(
    "AU",
    "Sydney Melbourne Perth",
    "Pty Ltd",
    "Wharf Road,George Street,Ocean Parade",
    (r) => `+61491570${pad(r.below(1000), 3)}`,
  ),
];

function place(
  country: string,
  cities: string,
  forms: string,
  streets: string,
  dial: ForeignPlace["dial"],
): ForeignPlace {
  return { country, cities: cities.split(" "), dial, forms: forms.split(","), streets: streets.split(",") };
}

export const pad = (value: number, width: number): string => String(value).padStart(width, "0");

const streetFirst = [..."文新和建人解中北南东西长江湖山民育光兴环"];
const streetSecond = [..."三华平设民放山京昌安一春兴明业才宁城源贤"];
const parks = ["创新园", "智慧产业园", "科技大厦", "商务中心", "包装产业园", "电商园", "国际广场"];
/** City code: telephone area code. */
const homeCities: Record<string, string> = {
  "3301": "571",
  "3302": "574",
  "3303": "577",
  "3304": "573",
  "3305": "572",
  "3306": "575",
  "3307": "579",
  "3308": "570",
  "3310": "576",
  "3101": "21",
  "3201": "25",
  "3202": "510",
  "3205": "512",
  "3206": "513",
  "3210": "514",
  "3204": "519",
};
const awayCities: Record<string, string> = {
  "1101": "10",
  "1201": "22",
  "4401": "20",
  "4403": "755",
  "4406": "757",
  "5001": "23",
  "5101": "28",
  "4201": "27",
  "4301": "731",
  "3701": "531",
  "3702": "532",
  "3401": "551",
  "3502": "592",
  "3501": "591",
  "6101": "29",
  "4101": "371",
  "2101": "24",
  "2201": "431",
  "5301": "871",
  "6501": "991",
};
let places: [ChinesePlace[][], ChinesePlace[][]] | undefined;

function readPlaces(): [ChinesePlace[][], ChinesePlace[][]] {
  return [Object.entries(homeCities).map(readCity), Object.entries(awayCities).map(readCity)];
}

function readCity([code, areaCode]: [string, string]): ChinesePlace[] {
  const province = regions().find((one) => one.code === code.slice(0, 2)) as Region;
  const city = province.children.find((one) => one.code === code) as Region;
  return city.children.map((district) => ({
    province: province.name,
    city: city.name,
    district: district.name,
    shortCity: shortName(city.name),
    code: district.code,
    areaCode,
  }));
}
