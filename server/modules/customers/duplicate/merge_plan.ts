/** A record as a merge sees it: its clients, and the values of its fields that can be merged. Pure. */
export interface MergeRecord {
  id: string;
  clients: readonly string[];
  values: Readonly<Record<string, unknown>>;
}

export interface MergeField {
  field: string;
  from: string | null;
  before: unknown;
  after: unknown;
}

export interface MergePlan {
  isCrossing: boolean;
  fields: MergeField[];
  /** What only one client knows and the people of the others must not learn. */
  clientFacts: { clientId: string; field: string; value: unknown }[];
  /** By record: the client to whom its facts belong, where it had exactly one and the merged record has more. */
  owners: ReadonlyMap<string, string>;
}

export class MergeRefusal extends Error {
  readonly reason: "client_unclear" | "client_fact";
  readonly field: string | undefined;
  constructor(reason: MergeRefusal["reason"], field?: string) {
    super(reason);
    this.reason = reason;
    this.field = field;
  }
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
export const sameValue = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Always one for all, whoever knows the record. */
const identity = new Set(["name", "stage", "currency"]);

/**
 * What becomes of each field. The winner's value stands unless another record is chosen; where it has none the first of
 * the others counts. When the records belong to different clients, a value that only one client knew stays that client's.
 * The winner is the first record. @throws MergeRefusal
 */
export function planMerge(
  records: readonly MergeRecord[],
  fields: readonly string[],
  chosen: Readonly<Record<string, string>>,
): MergePlan {
  const winner = records[0]!;
  const all = new Set(records.flatMap(({ clients }) => clients));
  const isCrossing = records.some(({ clients }) => new Set(clients).size !== all.size);
  if (isCrossing && records.some(({ clients }) => clients.length === 0)) throw new MergeRefusal("client_unclear");
  const owners = new Map(
    isCrossing ? records.flatMap(({ id, clients }) => (clients.length === 1 ? [[id, clients[0]!] as const] : [])) : [],
  );
  const clientFacts: MergePlan["clientFacts"] = [];
  const planned = fields.map((field): MergeField => {
    const before = winner.values[field] ?? null;
    const having = records.filter(({ values }) => !isEmpty(values[field]));
    const wanted = chosen[field];
    if (field === "other_names" && wanted === undefined && !isCrossing)
      return { field, from: null, before, after: otherNames(records, chosen.name ?? winner.id) };
    const isOneClients = owners.size > 0 && !identity.has(field) && !isAgreed(records, field);
    const open = isOneClients ? having.filter(({ id }) => !owners.has(id)) : having;
    if (wanted !== undefined && isOneClients && owners.has(wanted)) throw new MergeRefusal("client_fact", field);
    if (isOneClients)
      for (const { id, values } of having) {
        const clientId = owners.get(id);
        if (clientId && !isKnown(clientFacts, clientId, field))
          clientFacts.push({ clientId, field, value: values[field] });
      }
    const source = records.find(({ id }) => id === wanted) ?? (open.includes(winner) ? winner : open[0]);
    const after = source?.values[field] ?? (Array.isArray(before) ? [] : null);
    return { field, from: source?.id ?? null, before, after };
  });
  return { isCrossing, fields: planned, clientFacts, owners };
}

/** Every record says the same: nobody learns anything. */
const isAgreed = (records: readonly MergeRecord[], field: string): boolean =>
  records.every(({ values }) => sameValue(values[field], records[0]!.values[field]));

const isKnown = (facts: MergePlan["clientFacts"], clientId: string, field: string): boolean =>
  facts.some((fact) => fact.clientId === clientId && fact.field === field);

/** Every name that any of the records bore, but for the one that the winner bears now; twenty at most. */
function otherNames(records: readonly MergeRecord[], nameFrom: string): string[] {
  const name = records.find(({ id }) => id === nameFrom)?.values.name;
  const names = records.flatMap(({ values }) => [
    ...((values.other_names as string[] | undefined) ?? []),
    String(values.name),
  ]);
  return [...new Set(names)].filter((one) => one !== name).slice(0, 20);
}
