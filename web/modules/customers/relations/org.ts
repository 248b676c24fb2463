import type { CustomerRecord } from "../record/record.ts";

export type Contact = NonNullable<CustomerRecord["contacts"]>[number];

export interface Organisation {
  /** Those at the top of a line, with at least one who reports to them or a role in buying; who decides comes first. */
  tops: Contact[];
  /** Those nobody has placed yet. */
  loose: Contact[];
  reportsOf: (id: string) => readonly Contact[];
}

const weight = { decides: 0, influences: 1, blocks: 2, uses: 3 } as const;
const weightOf = (contact: Contact): number => (contact.buying_role ? weight[contact.buying_role] : 4);
const byWeight = (one: Contact, other: Contact): number => weightOf(one) - weightOf(other);

/** Contacts as the lines between them make a tree; a superior that is out of sight counts as none. */
export function organisationOf(contacts: readonly Contact[]): Organisation {
  const reports = Map.groupBy(contacts, (one) => one.reports_to ?? "");
  const reportsOf = (id: string) => (reports.get(id) ?? []).toSorted(byWeight);
  const known = new Set(contacts.map((one) => one.id));
  const heads = contacts.filter((one) => !one.reports_to || !known.has(one.reports_to));
  const isPlaced = (one: Contact) => reports.has(one.id) || one.buying_role !== null;
  return {
    tops: heads.filter(isPlaced).toSorted((one, other) => reach(other) - reach(one) || byWeight(one, other)),
    loose: heads.filter((one) => !isPlaced(one)),
    reportsOf,
  };

  function reach(one: Contact): number {
    return reports.has(one.id) ? 1 : 0;
  }
}

/** The contact and all who report to it over any number of steps: none of them can be its superior. */
export function lineBelow(id: string, { reportsOf }: Pick<Organisation, "reportsOf">): Set<string> {
  const line = new Set([id]);
  for (const one of line) for (const report of reportsOf(one)) line.add(report.id);
  return line;
}
