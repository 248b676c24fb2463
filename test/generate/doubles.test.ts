import assert from "node:assert/strict";
import { test } from "node:test";
import { Converter } from "opencc-js";
import { checkCreditCode } from "#platform/text/credit_code.ts";
import { normalisePhone } from "#platform/text/phone.ts";
import { type Double, doubles } from "./doubles.ts";

const set = doubles(3, 3000);
const simplified = Converter({ from: "hk", to: "cn" });
const same = (text: string): string =>
  simplified(text.normalize("NFKC").toLowerCase()).replace(/[\s.,'"()。（）]/g, "");
/** The numbers set aside for drama: 1990 and 5550 in China, Ofcom, NANP 555-01xx, Bundesnetzagentur, Arcep, ACMA. */
const fiction =
  /^\+(861990\d{7}|86\d{2,3}5550\d{4}|44(7700900|1632960|2079460|1134960|1214960|1614960)\d{3}|1\d{3}55501\d\d|49(3023125|6990009|4066969|2214710|8999998)\d{3}|33(19900|26191|35301|46571|53649|63998)\d{4}|61[2378]5550\d{4})$/;
const share = (part: Double[]): number => part.length / set.length;

test("the same seed gives the same set, another seed another", () => {
  assert.deepEqual(doubles(3, 3000), set);
  assert.notDeepEqual(doubles(4, 3000).slice(0, 5), set.slice(0, 5));
});

test("ids are unique; a third are copies, as many look like some; a third come from abroad", () => {
  assert.equal(new Set(set.map(({ id }) => id)).size, set.length);
  assert.ok(Math.abs(set.length - 3000) < 20);
  const copies = share(set.filter(({ isCopy }) => isCopy));
  const lookAlikes = share(set.filter(({ isCopy, band }) => !isCopy && band !== "original" && band !== "plain"));
  const abroad = share(set.filter(({ profile }) => !/\p{Script=Han}/u.test(JSON.stringify(profile))));
  for (const part of [copies, lookAlikes, abroad])
    assert.ok(part > 0.27 && part < 0.39, `${copies} ${lookAlikes} ${abroad}`);
});

test("every fact is made up and well formed", () => {
  for (const { band, profile } of set) {
    for (const phone of profile.phones ?? []) {
      const read = normalisePhone(phone);
      assert.ok(!("error" in read) && read.e164 === phone, phone);
      assert.match(phone, fiction);
    }
    for (const mail of profile.mails ?? [])
      assert.match(mail.normalize("NFKC").toLowerCase(), /^[a-z0-9._]+@[a-z0-9]+\.test$/);
    if (profile.tax_id && band !== "code_mistyped") assert.ok(checkCreditCode(profile.tax_id).ok, profile.tax_id);
    if (profile.birth_on) assert.match(profile.birth_on, /^(19|20)\d\d-(0[1-9]|1[0-2])-([012]\d)$/);
    assert.ok(profile.name.trim().length > 0);
  }
});

test("a copy has a fact besides a person's name in common with another record of its entity, exactly or nearly", () => {
  const byEntity = Map.groupBy(set, ({ entity }) => entity);
  for (const copy of set.filter(({ isCopy }) => isCopy)) {
    const others = byEntity.get(copy.entity)!.filter((one) => one !== copy);
    assert.ok(
      others.some((one) => !one.isCopy) && others.some((one) => inCommon(one, copy).length > 0),
      describe(copy, others),
    );
  }
  for (const [, records] of byEntity) assert.equal(records.filter(({ isCopy }) => !isCopy).length, 1);
});

test("two entities never share a credit code, nor the name together with a number, mailbox or account", () => {
  const owner = new Map<string, string>();
  for (const { entity, band, profile } of set) {
    const { name, tax_id, phones = [], mails = [], wechat = [] } = profile;
    const keys = [...phones, ...mails, ...wechat].map((value) => same(`${name}|${value}`));
    if (tax_id && band !== "code_mistyped") keys.push(same(tax_id));
    for (const key of keys) {
      assert.equal(owner.get(key) ?? entity, entity, key);
      owner.set(key, entity);
    }
  }
});

function inCommon({ profile: a }: Double, { profile: b }: Double): string[] {
  const both = (one: string[] = [], other: string[] = []): boolean =>
    one.some((x) => other.some((y) => isNear(same(x), same(y))));
  return [
    both(a.phones, b.phones) && "phone",
    both(a.mails, b.mails) && "mail",
    both(a.wechat, b.wechat) && "wechat",
    a.website && b.website && siteOf(a.website) === siteOf(b.website) && "website",
    a.tax_id && b.tax_id && isNear(same(a.tax_id), same(b.tax_id)) && "tax_id",
    a.birth_on && a.birth_on === b.birth_on && "birth",
    a.street && b.street && isSameStreet(same(a.street), same(b.street)) && "address",
    a.kind === "company" && (isNear(same(a.name), same(b.name)) || same(a.name).includes(same(b.name))) && "name",
  ].filter((fact) => typeof fact === "string");
}

const siteOf = (url: string): string =>
  url
    .toLowerCase()
    .replace(/^https?:\/\/|^www\.|\/.*$/g, "")
    .replace(/^www\.|\/.*$/g, "");

/** Equal, or of one length with one character another. */
function isNear(one: string, other: string): boolean {
  return one.length === other.length && [...one].filter((letter, at) => letter !== other[at]).length <= 1;
}

function isSameStreet(one: string, other: string): boolean {
  const digits = (text: string): string => text.replace(/\D/g, "");
  const start = one.replace(/^\d+/, "").slice(0, 3);
  return digits(one) === digits(other) && (other.includes(start) || one.includes(other.slice(-6)));
}

const describe = (copy: Double, others: Double[]): string => JSON.stringify([copy, ...others], null, 1);
