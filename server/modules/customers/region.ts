import { regionData } from "element-china-area-data";

/** A place of mainland China, Taiwan, Hong Kong and Macao by its GB/T 2260 code: two digits a province, four a city, six a district. */
export type Region = { code: string; name: string; children: Region[] };

/** An address in parts, names in full (浙江省, 杭州市, 西湖区). `code` is the deepest part found. */
export type Address = { province?: string; city?: string; district?: string; code?: string; rest: string };

/** All provinces with their cities and districts. In a municipality the city bears the province's name. */
export function regions(): Region[] {
  tree ??= regionData.map((province) => readRegion(province, province.label));
  return tree;
}

/** Splits an address as people type it: 浙江杭州西湖区文三路 1 号, 上海浦东…, 杭州市余杭区…; what is left stays in `rest`. */
export function parseAddress(typed: string): Address {
  const text = typed
    .normalize("NFKC")
    .trim()
    .replace(/^中国(?=.)/u, "");
  const start = skip(text, 0);
  const province = longest(provinceNames(), text, start);
  if (province) return below(province.region, text, province.end);
  const city = longest(cityNames(), text, start);
  if (city) return inCity(city.region.parent, city.region.city, text, city.end);
  const district = longest(districtNames(), text, start);
  if (district)
    return found(district.region.parent, district.region.city, district.region.district, text, district.end);
  return { rest: text };
}

/** The same from three columns of a file, any of which may be short (浙江, 杭州) or empty. */
export function parseRegion(province: string, city: string, district: string): Address {
  const parts = [province, city, district].map((part) => part.normalize("NFKC").trim());
  return parseAddress(parts.filter((part, i) => part !== "" && part !== parts[i - 1]).join(""));
}

function below(province: Region, text: string, from: number): Address {
  let at = skip(text, from);
  if (text.startsWith("市辖区", at)) at = skip(text, at + 3);
  const city = longest(
    namesOf(province.children, (one) => one),
    text,
    at,
  );
  const isMunicipality = province.children.length > 0 && province.children.every((one) => one.name === province.name);
  if (city && !isMunicipality) return inCity(province, city.region, text, city.end);
  if (isMunicipality && city) at = skip(text, city.end);
  const every = province.children.flatMap((one) => one.children.map((child) => ({ city: one, child })));
  const district = longest(
    namesOf(every, ({ child }) => child),
    text,
    at,
  );
  if (district) return found(province, district.region.city, district.region.child, text, district.end);
  if (isMunicipality) return found(province, province.children[0], undefined, text, at);
  return found(province, undefined, undefined, text, at);
}

function inCity(province: Region, city: Region, text: string, from: number): Address {
  const at = skip(text, from);
  const district = longest(
    namesOf(city.children, (one) => one),
    text,
    at,
  );
  return district
    ? found(province, city, district.region, text, district.end)
    : found(province, city, undefined, text, at);
}

function found(
  province: Region,
  city: Region | undefined,
  district: Region | undefined,
  text: string,
  end: number,
): Address {
  const parts: Address = { province: province.name, rest: text.slice(skip(text, end)) };
  if (city) parts.city = city.name;
  if (district) parts.district = district.name;
  parts.code = (district ?? city ?? province).code;
  return parts;
}

const skip = (text: string, from: number): number =>
  from + (/^[\s,，、/\\|·-]*/u.exec(text.slice(from))?.[0].length ?? 0);

type Names<T> = Map<string, T>;

function longest<T>(names: Names<T>, text: string, from: number): { region: T; end: number } | undefined {
  for (let length = Math.min(20, text.length - from); length >= 2; length--) {
    const region = names.get(text.slice(from, from + length));
    if (region) return { region, end: from + length };
  }
  return undefined;
}

type Placed = { parent: Region; city: Region };
let tree: Region[] | undefined;
let provinces: Names<Region> | undefined;
let cities: Names<Placed> | undefined;
let districts: Names<Placed & { district: Region }> | undefined;

function provinceNames(): Names<Region> {
  provinces ??= namesOf(regions(), (one) => one);
  return provinces;
}

function cityNames(): Names<Placed> {
  cities ??= namesOf(
    regions().flatMap((parent) => parent.children.map((city) => ({ parent, city }))),
    ({ city }) => city,
  );
  return cities;
}

/** Only the names that one district has, and in full: 鼓楼区 alone says nothing. */
function districtNames(): Names<Placed & { district: Region }> {
  if (districts) return districts;
  const every = regions().flatMap((parent) =>
    parent.children.flatMap((city) => city.children.map((district) => ({ parent, city, district }))),
  );
  const counts = new Map<string, number>();
  for (const { district } of every) counts.set(district.name, (counts.get(district.name) ?? 0) + 1);
  districts = new Map(
    every.filter(({ district }) => counts.get(district.name) === 1).map((one) => [one.district.name, one]),
  );
  return districts;
}

function namesOf<T>(list: T[], region: (one: T) => Region): Names<T> {
  const names: Names<T> = new Map();
  for (const one of list) {
    const short = shortName(region(one).name);
    if (short.length >= 2 && !names.has(short)) names.set(short, one);
  }
  for (const one of list) names.set(region(one).name, one);
  return names;
}

/** 浙江省 is typed 浙江, 广西壮族自治区 is typed 广西. */
export function shortName(name: string): string {
  const short = name.replace(/(?:壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|新区|地区|省|市|盟|区|县)$/u, "");
  return short.replace(/.{2}?(?:(?:[\p{Script=Han}]{1,3}族)+自治[州县])$/u, (whole) => whole.slice(0, 2));
}

type Source = { value: string; label: string; children?: Source[] };

function readRegion(source: Source, above: string): Region {
  const isPlaceholder = source.label === "市辖区" || source.label === "县" || source.label.endsWith("直辖县级行政区划");
  const name = isPlaceholder && above.endsWith("市") ? above : source.label;
  return { code: source.value, name, children: (source.children ?? []).map((child) => readRegion(child, name)) };
}
