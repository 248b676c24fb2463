import type { Random } from "./generate/random.ts";
import type { Harness } from "./harness.ts";
import type { Oracle } from "./rights_oracle.ts";
import type { FuzzCustomer, World } from "./rights_world.ts";

export interface Case {
  house: Harness;
  world: World;
  oracle: Oracle;
  random: Random;
  user: number;
}

type Filter = { stage?: string; province?: string; industry?: string; owner_id?: string; filter?: string };

/** A filter as a list takes it, the fields it reads, and what it means, said naively. */
export function drawFilter(one: Case): {
  filter: Filter;
  fields: string[];
  matches: (customer: FuzzCustomer) => boolean;
} {
  const { random, world } = one;
  const filter: Filter = {};
  const fields: string[] = [];
  const sample = random.pick(world.customers);
  for (const field of ["stage", "province", "industry"] as const) {
    if (!random.chance(0.25)) continue;
    filter[field] = sample.facts[field];
    fields.push(field);
  }
  if (random.chance(0.15) && sample.owner !== null) {
    filter.owner_id = world.users[sample.owner]!.id;
    fields.push("owner");
  }
  const tree = random.chance(0.4) ? drawTree(one) : undefined;
  if (tree) {
    filter.filter = JSON.stringify(tree.tree);
    fields.push(...tree.fields);
  }
  const matches = (customer: FuzzCustomer) =>
    (tree?.matches(customer) ?? true) &&
    (["stage", "province", "industry"] as const).every(
      (field) => filter[field] === undefined || customer.facts[field] === filter[field],
    ) &&
    (filter.owner_id === undefined || (customer.owner !== null && world.users[customer.owner]!.id === filter.owner_id));
  return { filter, fields, matches };
}

type Drawn = { tree: unknown; fields: string[]; matches: (customer: FuzzCustomer) => boolean };

/** Two or three sentences in an "any" or an "all", some of them negative: a field in any place must be open. */
function drawTree(one: Case): Drawn {
  const { random } = one;
  const parts = Array.from({ length: random.between(2, 3) }, () => drawSentence(one));
  const isAll = random.chance(0.5);
  return {
    tree: { [isAll ? "all" : "any"]: parts.map((part) => part.tree) },
    fields: parts.flatMap((part) => part.fields),
    matches: (customer) =>
      isAll ? parts.every((part) => part.matches(customer)) : parts.some((part) => part.matches(customer)),
  };
}

function drawSentence({ random, world, oracle, user }: Case): Drawn {
  const sample = random.pick(world.customers);
  const field = random.pick(["stage", "province", "industry", "phone"] as const);
  if (field === "phone") {
    const own = (customer: FuzzCustomer) =>
      customer.points.filter((point) => point.kind === "phone" && point.contact === null);
    const value = own(sample)[0]?.value ?? "+8619900000000";
    return {
      tree: { field, op: "is", value },
      fields: [field, "phone_whole"],
      matches: (customer) =>
        own(customer).some((point) => point.value === value && oracle.seesClientFact(user, point.client)),
    };
  }
  const isNot = random.chance(0.4);
  return {
    tree: { field, op: isNot ? "none" : "any", value: [sample.facts[field]] },
    fields: [field],
    matches: (customer) => (customer.facts[field] === sample.facts[field]) !== isNot,
  };
}
