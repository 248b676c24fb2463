import { type Address, parseAddress, parseRegion } from "../region.ts";

export interface Place {
  province: string | null;
  city: string | null;
  district: string | null;
  street: string | null;
}

interface Typed {
  province: string;
  city: string;
  district: string;
  street: string;
  /** The whole address in one cell. */
  whole: string;
}

/** Province, city and district with their full names, from columns of their own or out of one address; unknown places stay as typed. */
export function readPlace({ province, city, district, street, whole }: Typed): Place {
  const region = province + city + district === "" ? undefined : known(`${province}\t${city}\t${district}`);
  if (region?.province) {
    const rest = [region.rest, street || parseAddress(whole).rest].filter((part) => part !== "").join(" ");
    return placeOf(region, rest);
  }
  if (whole !== "" && province === "") {
    const address = parseAddress(whole);
    if (address.province) return placeOf(address, [address.rest, street].filter((part) => part !== "").join(" "));
  }
  return {
    province: province || null,
    city: city || null,
    district: district || null,
    street: [whole, street].filter((part) => part !== "").join(" ") || null,
  };
}

const placeOf = ({ province, city, district }: Address, street: string): Place => ({
  province: province ?? null,
  city: city ?? null,
  district: district ?? null,
  street: street || null,
});

/** A file names the same few thousand places again and again. */
function known(key: string): Address {
  const found = regions.get(key);
  if (found) return found;
  const [province = "", city = "", district = ""] = key.split("\t");
  const address = parseRegion(province, city, district);
  if (regions.size < 10_000) regions.set(key, address);
  return address;
}
const regions = new Map<string, Address>();
