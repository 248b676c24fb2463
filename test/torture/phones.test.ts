import assert from "node:assert/strict";
import { test } from "node:test";
import { type CountryCode, getExampleNumber, type PhoneNumber } from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import { createCustomerContract } from "#modules/customers/customer.contract.ts";
import { importing } from "#modules/customers/import/import.fixture.ts";
import { searchContract } from "#modules/customers/search.contract.ts";
import { updateOrganisationContract } from "#modules/people/organisation.contract.ts";
import { randomOf } from "../generate/random.ts";
import { startHarness } from "../harness.ts";
import { none, seed, share, someOf, steady } from "./steady.ts";

const house = await startHarness();
const zhao = await house.as("zhao");
const check = steady(house, zhao);
const { send, map, run, rejections } = importing(house);

/** The library's own example of each country: right in form, nobody's in particular. */
const all =
  "CN HK TW MO JP KR SG MY TH VN ID PH IN PK BD AE SA IL TR RU KZ UA PL DE FR GB IE ES PT IT NL BE CH AT SE NO DK FI US CA MX BR AR CL ZA NG EG KE AU NZ".split(
    " ",
  ) as CountryCode[];
const countries = someOf(all, share(10, all.length), randomOf(seed, 73));
const numbers = countries.map((country) => ({ country, phone: getExampleNumber(country, examples)! }));

/** How people write it: anywhere in the world, and at home. */
const abroad = (phone: PhoneNumber): string[] => [
  phone.number,
  phone.formatInternational(),
  phone.number.replace("+", "00"),
  phone.formatInternational().replaceAll(" ", "-"),
  phone.formatInternational().replaceAll(" ", "\u00a0"),
  `+${phone.countryCallingCode} (0) ${phone.nationalNumber}`,
  `(+${phone.countryCallingCode})${phone.nationalNumber}`,
  wide(phone.formatInternational()),
];
const atHome = (phone: PhoneNumber): string[] => [
  phone.formatNational(),
  phone.formatNational().replaceAll(/\D/g, ""),
  phone.formatNational().replaceAll(" ", "."),
];
const wide = (text: string) =>
  text.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).replaceAll(" ", "\u3000");

async function kept(typed: string): Promise<string> {
  const made = await zhao.call(createCustomerContract, {
    body: { kind: "company", name: `电话 ${typed}`, contact_points: [{ kind: "phone", value: typed }] },
  });
  if (made.status !== 200) return `${made.status} ${JSON.stringify(made.problem.fields)}`;
  assert.equal(made.body.contact_points![0]!.value, typed.trim(), "what was typed stays");
  const row = await house.db
    .selectFrom("contact_point")
    .select("normalised")
    .where("customer_id", "=", made.body.id)
    .executeTakeFirstOrThrow();
  return row.normalised;
}

test(`numbers of ${countries.length} countries, however they are written, are kept as E.164`, async () => {
  const wrong: string[] = [];
  const expect = async (typed: string, { number }: PhoneNumber, where: string) => {
    const got = await kept(typed);
    if (got !== number) wrong.push(`${where} ${typed}: ${got} instead of ${number}`);
  };
  for (const { country, phone } of numbers) for (const typed of abroad(phone)) await expect(typed, phone, country);
  for (const { country, phone } of numbers) {
    await zhao.call(updateOrganisationContract, { body: { default_country: country } });
    for (const typed of atHome(phone)) await expect(typed, phone, `at home in ${country}`);
  }
  await zhao.call(updateOrganisationContract, { body: { default_country: "CN" } });
  none(wrong);
  await check("phones");
});

test("each is found by the whole number, the number at home and its last four digits", async () => {
  const wrong: string[] = [];
  for (const { country, phone } of numbers) {
    const name = `寻号 ${country}`;
    const body = { kind: "company" as const, name, contact_points: [{ kind: "phone" as const, value: phone.number }] };
    assert.equal((await zhao.call(createCustomerContract, { body })).status, 200);
    const last = phone.nationalNumber.slice(-4);
    for (const q of [phone.number, phone.formatInternational(), phone.formatNational(), phone.nationalNumber, last]) {
      const found = await zhao.call(searchContract, { query: { q, limit: 50 } });
      const names = found.body.hits.map((hit) => hit.name.map(({ text }) => text).join(""));
      if (!names.some((one) => one === name || one.startsWith("电话"))) wrong.push(`${country} ${q}`);
    }
  }
  none(wrong);
  await check("found phones");
});

test("imported, exported and imported again they stay the same", async () => {
  const pull = async () =>
    (await house.db.selectFrom("contact_point").select("normalised").where("kind", "=", "phone").execute())
      .map((row) => row.normalised)
      .sort();
  const expected = numbers.map(({ phone }) => phone.number as string).sort();
  const text = `客户名称,电话\n${numbers.map(({ country, phone }) => `来回 ${country},${phone.formatInternational()}`).join("\n")}`;
  let bytes: string | Buffer = text;
  for (const name of ["一.csv", "二.csv", "三.xlsx"]) {
    await house.db.deleteFrom("customer").execute();
    const { status, body } = await send(zhao, bytes, name);
    assert.equal(status, 200, JSON.stringify(body));
    await map(zhao, body, { policy: "create" });
    const one = await run(zhao, body.id);
    assert.deepEqual(await rejections(zhao, one), []);
    assert.deepEqual(await pull(), expected, name);
    const format = name === "二.csv" ? "xlsx" : "csv";
    const reply = await fetch(`${house.base}/api/customers/export?format=${format}&columns=phone`, {
      headers: { cookie: zhao.cookie },
    });
    bytes = Buffer.from(await reply.arrayBuffer());
  }
  await check("phones there and back");
});
