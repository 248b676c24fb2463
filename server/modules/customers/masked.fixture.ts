import assert from "node:assert/strict";
import type { CastKey } from "#test/cast.ts";
import type { Caller, Harness } from "#test/harness.ts";
import { updateUserContract } from "../people/people.contract.ts";
import { createRoleContract, updateRoleContract } from "../people/role.contract.ts";
import { createCustomerContract } from "./customer.contract.ts";
import { readFields } from "./permissions.ts";

/** Everything but whole numbers. */
export const masked: string[] = readFields.filter((field) => field !== "phone_whole");

type Grant = { object: string; action: string; scope: "all" | "own" | "team"; fields: string[] | null };
const all = (object: string, ...actions: string[]): Grant[] =>
  actions.map((action) => ({ object, action, scope: "all", fields: null }));

/** What somebody may who does all the work and sees no number whole. */
export const maskedGrants: Grant[] = [
  { object: "customer", action: "read", scope: "all", fields: masked },
  { object: "customer", action: "export", scope: "all", fields: masked },
  ...all("customer", "create", "update", "merge", "erase", "import", "remove", "share"),
  ...all("trade", "read", "create"),
  ...all("consent", "create"),
  ...all("interaction", "read", "create"),
];

/** The role of somebody of the cast, made by the administrator over HTTP. */
export async function giveRole(house: Harness, key: CastKey, grants: readonly Grant[]): Promise<Caller> {
  const zhao = await house.as("zhao");
  const role = (await zhao.call(createRoleContract, { body: { name: `打码 ${key}`, copy_of: null } })).body;
  const set = await zhao.call(updateRoleContract, {
    params: { roleId: role.id },
    body: { name: role.name, grants: [...grants] },
  });
  assert.equal(set.status, 200, JSON.stringify(set.problem));
  const params = { userId: house.ids.users[key]! };
  assert.equal((await zhao.call(updateUserContract, { params, body: { role_ids: [role.id] } })).status, 200);
  return await house.as(key);
}

/** Customers with numbers of their own; `tells` says whether a text has more of one than its mask. */
export function numbers(house: Harness, from: number) {
  let serial = 0;
  return {
    async make(more: Record<string, unknown> = {}, number?: string) {
      const phone = number ?? `199${String(from + ++serial * 7919).padStart(8, "0")}`;
      const reply = await (await house.as("zhao")).call(createCustomerContract, {
        body: {
          kind: "company",
          name: `打码试验${inHan(from)}${inHan(++serial)}`,
          contact_points: [{ kind: "phone", value: phone, is_primary: true }],
          ...more,
        } as never,
      });
      assert.equal(reply.status, 200, JSON.stringify(reply.problem));
      const mask = `${phone.slice(0, 3)} **** ${phone.slice(7)}`;
      const body = reply.body;
      return { id: body.id, name: body.facts.name!, phone, mask, point: body.contact_points![0]!, body };
    },
    /** The hidden middle with what stands beside it: too long to be there by chance. */
    tells: (answer: unknown, phone: string): boolean =>
      [phone.slice(0, 7), phone.slice(3)].some((part) =>
        JSON.stringify(answer ?? null)
          .replaceAll(/[ -]/g, "")
          .includes(part),
      ),
  };
}

/** A name without digits, which would be read as numbers beside one. */
const inHan = (value: number): string =>
  String(value).replaceAll(/\d/g, (digit) => "零一二三四五六七八九"[Number(digit)]!);
