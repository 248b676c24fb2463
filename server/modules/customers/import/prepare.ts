import { newId } from "../../../platform/ids.ts";
import { pinyinKey } from "../../../platform/search/pinyin.ts";
import { longestText } from "../../../platform/search/tokens.ts";
import { entriesOf, type SearchSource } from "../search_entry.ts";
import type { PreparedChunk, ReadChunk } from "./chunk.ts";
import { arrayText, CopyText } from "./copy_text.ts";
import type { SortedRows } from "./merge.ts";
import type { Plan } from "./plan.ts";
import type { ImportedContact, ImportedRow, Point } from "./row.ts";

/** Turns the rows of a chunk into what COPY reads, table by table in the order of their keys. `numbers`: one a customer. */
export function prepareChunk(
  read: ReadChunk,
  sorted: SortedRows,
  numbers: readonly number[],
  bytePosition: number,
  plan: Plan,
): PreparedChunk {
  const own = [...plan.own.keys()];
  const copy = copies(own);
  const tags: PreparedChunk["tags"] = { customerIds: [], names: [] };
  const { creations, changes, met, rejections } = sorted;
  const unknown = creations.flatMap(({ made }) => made.unknownOwner ?? []);
  creations.forEach(({ row, id, made }, i) => {
    copyCustomer(copy, { id, number: numbers[i]!, made, plan });
    copy.import_customer.add(plan.importId, id, row);
    for (const name of made.tags) {
      tags.customerIds.push(id);
      tags.names.push(name);
    }
  });
  for (const { row, reason, field, value, cells } of rejections)
    copy.import_rejection.add(plan.importId, row, reason, field, value, JSON.stringify(cells));
  return {
    firstRow: read.firstRow,
    rowCount: read.rowCount,
    createdCount: creations.length,
    skippedCount: read.skipped,
    rejectedCount: rejections.length,
    joined: creations.flatMap(({ id, joined }) => joined.map((row) => ({ row, id }))),
    met,
    changes,
    bytePosition,
    unknownOwnerCount: unknown.length,
    unknownOwners: [...new Set(unknown)].slice(0, 20),
    users: [
      ...new Set([
        plan.importerId,
        ...distinct(creations.map(({ made }) => made.owner?.id)),
        ...pointed(sorted, plan, "user"),
      ]),
    ],
    teams: distinct(creations.map(({ made }) => made.owner?.teamId)),
    clients: plan.clientIds,
    customers: pointed(sorted, plan, "customer"),
    tables: Object.values(copy)
      .filter((one) => one.rows > 0)
      .map((one) => one.end()),
    tags,
  };
}

const distinct = (ids: (string | null | undefined)[]): string[] => [
  ...new Set(ids.filter((id) => id !== null && id !== undefined)),
];

/** Whom relations of the new customers point to. */
function pointed({ creations }: SortedRows, { own }: Plan, target: "customer" | "user"): string[] {
  const keys = [...own.values()].flatMap((field) => (field.target === target ? [field.key] : []));
  return distinct(creations.flatMap(({ made }) => keys.map((key) => made.facts[key] as string | null)));
}

type Copies = ReturnType<typeof copies>;

const copies = (own: readonly string[]) => ({
  customer: new CopyText(
    "customer",
    "id number kind name name_pinyin other_names owner_id team_id stage source industry tax_id founded_on staff_count revenue_this_year revenue_last_year potential_amount website payment_terms province city district street birth_on gender occupation remark created_by"
      .split(" ")
      .concat(own)
      .join(" "),
  ),
  customer_client: new CopyText("customer_client", "customer_id client_id"),
  contact: new CopyText("contact", "id customer_id name name_pinyin title created_by"),
  contact_point: new CopyText("contact_point", "id customer_id contact_id kind value normalised is_primary"),
  search_entry: new CopyText("search_entry", "object object_id root_id client_id tokens latin"),
  import_customer: new CopyText("import_customer", "import_id customer_id row"),
  import_rejection: new CopyText("import_rejection", "import_id row reason field value cells"),
});

type One = { id: string; number: number; made: ImportedRow; plan: Plan };

function copyCustomer(copy: Copies, { id, number, made, plan }: One): void {
  const { kind, name, facts: f, owner, contacts } = made;
  copy.customer.add(
    ...[id, number, kind, name, pinyinKey(name, kind), arrayText(made.otherNames), owner?.id, owner?.teamId],
    (f.stage as string | null) ?? "prospect",
    ...otherFacts.map((column) => f[column] as string | number | null),
    plan.importerId,
    ...[...plan.own.keys()].map((key) => copied(f[key])),
  );
  for (const client of plan.clientIds) copy.customer_client.add(id, client);
  copyPoints(copy, id, null, made.points);
  const named = contacts.map((contact) => ({ ...contact, id: newId() }));
  for (const contact of named) {
    copy.contact.add(contact.id, id, contact.name, pinyinKey(contact.name), contact.title, plan.importerId);
    copyPoints(copy, id, contact.id, contact.points);
  }
  for (const entry of entriesOf(sourceOf({ id, number, made, plan }, named)))
    copy.search_entry.add(entry.object, entry.object_id, entry.root_id, entry.client_id, entry.tokens, entry.latin);
}

const copied = (value: unknown): string | number | boolean | null =>
  Array.isArray(value) ? arrayText(value as string[]) : ((value ?? null) as string | number | boolean | null);

const otherFacts =
  "source industry tax_id founded_on staff_count revenue_this_year revenue_last_year potential_amount website payment_terms province city district street birth_on gender occupation remark".split(
    " ",
  );

function copyPoints(copy: Copies, customerId: string, contactId: string | null, points: readonly Point[]): void {
  const seen = new Set<string>();
  for (const { kind, value, normalised } of points) {
    copy.contact_point.add(newId(), customerId, contactId, kind, value, normalised, !seen.has(kind));
    seen.add(kind);
  }
}

function sourceOf(
  { id, number, made, plan }: One,
  contacts: readonly (ImportedContact & { id: string })[],
): SearchSource {
  const { facts: f } = made;
  const pointOf = (contact_id: string | null) => (point: Point) => ({ ...point, contact_id, client_id: null });
  return {
    id,
    number,
    kind: made.kind,
    name: made.name,
    other_names: made.otherNames,
    owner_id: made.owner?.id ?? null,
    team_id: made.owner?.teamId ?? null,
    address: [f.province, f.city, f.district, f.street].join(""),
    clients: plan.clientIds,
    share_users: [],
    share_teams: [],
    own: [...plan.own.values()].flatMap(({ key, isSearched }) =>
      isSearched && f[key] ? [String(f[key]).slice(0, longestText)] : [],
    ),
    tags: made.tags,
    contacts: contacts.map((contact) => ({ id: contact.id, client_id: null, name: contact.name })),
    points: [
      ...made.points.map(pointOf(null)),
      ...contacts.flatMap((contact) => contact.points.map(pointOf(contact.id))),
    ],
  };
}
