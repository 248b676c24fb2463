import { once } from "node:events";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { entriesOf, type SearchSource } from "../../server/modules/customers/index.ts";
import { newId } from "../../server/platform/ids.ts";
import { pinyinKey } from "../../server/platform/search/pinyin.ts";
import { normalisePhone } from "../../server/platform/text/phone.ts";
import { type GeneratedCustomer, type GeneratedPoint, type GenerateOptions, generateCustomers } from "./customers.ts";
import { interactionsOf } from "./interactions.ts";

export interface FillOptions extends Omit<GenerateOptions, "users" | "teams" | "clients" | "teamOf"> {
  databaseUrl: string;
  /** Owners, each with the team they belong to. */
  owners: { id: string; teamId: string | null }[];
  clientIds: string[];
  /** Interactions of one customer; what the generator thinks likely when undefined. */
  interactionsOf?: (index: number) => number | undefined;
  /** Another owner than the generator chose. */
  ownerOf?: (
    index: number,
    owner: { id: string; teamId: string | null } | undefined,
  ) => { id: string; teamId: string | null } | undefined;
  /** Build the search index after the rows and not with them: for very many rows. */
  indexAfterwards?: boolean;
  log?: (line: string) => void;
}

/** Writes generated customers with contacts, timeline and search entries straight into the tables by COPY. */
export async function fill(options: FillOptions): Promise<{ customers: number; interactions: number }> {
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: "zhiyin fill" });
  await client.connect();
  try {
    const dropped = options.indexAfterwards ? await dropIndexes(client) : [];
    if (await mayWriteWholesale(client)) await client.query("set session_replication_role = replica");
    const first = await nextNumber(client);
    const tagIds = new Map<string, string>();
    const totals = { customers: 0, interactions: 0 };
    let batch = emptyBatch();
    const flush = async () => {
      await writeBatch(client, batch);
      totals.customers += batch.customers;
      totals.interactions += batch.interaction.length;
      batch = emptyBatch();
      options.log?.(`${totals.customers} of ${options.count} customers, ${totals.interactions} interactions`);
    };
    for (const customer of generateCustomers(generating(options))) {
      for (const tag of customer.tags) if (!tagIds.has(tag)) tagIds.set(tag, await tagId(client, tag));
      addCustomer(batch, customer, { options, tagIds, number: first + customer.index });
      if (batch.customers >= 5000 || batch.interaction.length >= 50_000) await flush();
    }
    await flush();
    await client.query("select setval('customer_number', $1)", [first + options.count]);
    if (options.indexAfterwards) {
      await client.query("set maintenance_work_mem = '1GB'");
      for (const create of dropped) await client.query(create);
    }
    for (const table of [
      "customer",
      "contact",
      "contact_point",
      "interaction",
      "search_entry",
      "customer_tag",
      "customer_client",
    ])
      await client.query(`vacuum analyze ${table}`);
    return totals;
  } finally {
    await client.end();
  }
}

/** All but those that constraints stand on. @returns how to make them again */
async function dropIndexes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; create: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as create
       from pg_index i where i.indrelid = any($1::text[]::regclass[]) and not i.indisunique`,
    [Object.keys(tables)],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map((row) => row.create);
}

/** The generator's own references are right by construction. */
async function mayWriteWholesale(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select has_parameter_privilege('session_replication_role', 'set') as may");
  return rows[0]?.may;
}

function generating({ seed, count, now, owners, clientIds }: FillOptions): GenerateOptions {
  const teams = [...new Set(owners.map((owner) => owner.teamId))];
  return {
    seed,
    count,
    now,
    users: owners.length,
    teams: teams.length,
    clients: clientIds.length,
    teamOf: (user) => teams.indexOf(owners[user]!.teamId),
  };
}

async function nextNumber(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ next: string }>("select coalesce(max(number), 0) + 1 as next from customer");
  return Number(rows[0]!.next);
}

async function tagId(client: pg.Client, name: string): Promise<string> {
  await client.query("insert into tag (id, name) values ($1, $2) on conflict do nothing", [newId(), name]);
  const { rows } = await client.query<{ id: string }>("select id from tag where lower(name) = lower($1)", [name]);
  return rows[0]!.id;
}

const tables = {
  customer:
    "id number kind name name_pinyin other_names owner_id team_id stage source industry tax_id founded_on staff_count revenue_this_year revenue_last_year currency website province city district street birth_on gender occupation remark created_by created_at updated_at",
  customer_client: "customer_id client_id",
  customer_tag: "customer_id tag_id",
  contact: "id customer_id name name_pinyin title department created_by created_at updated_at",
  contact_point: "id customer_id contact_id kind label value normalised is_primary created_at",
  interaction:
    "id customer_id contact_id kind direction department subject body user_id happened_at duration_s created_at",
  search_entry: "object object_id root_id client_id tokens latin",
} as const;
type Table = keyof typeof tables;
type Batch = Record<Table, string[]> & { customers: number };

const emptyBatch = (): Batch => ({
  customers: 0,
  customer: [],
  customer_client: [],
  customer_tag: [],
  contact: [],
  contact_point: [],
  interaction: [],
  search_entry: [],
});

interface Context {
  options: FillOptions;
  tagIds: Map<string, string>;
  number: number;
}

function addCustomer(batch: Batch, made: GeneratedCustomer, { options, tagIds, number }: Context): void {
  const id = newId(made.createdAt.getTime());
  const drawn = made.owner === undefined ? undefined : options.owners[made.owner];
  const owner = options.ownerOf ? options.ownerOf(made.index, drawn) : drawn;
  const clients = made.clients.map((index) => options.clientIds[index]!);
  const touches = interactionsOf(options.seed, made, options.now, options.interactionsOf?.(made.index));
  const createdAt = made.createdAt.toISOString();
  const updatedAt = (touches.at(-1)?.happenedAt ?? made.createdAt).toISOString();
  const contacts = made.contacts.map((contact) => ({
    ...contact,
    id: newId(made.createdAt.getTime()),
    client_id: null,
  }));
  const points = [
    ...pointsOf(made.points, made.country, null),
    ...contacts.flatMap((contact) => pointsOf(contact.points, made.country, contact.id)),
  ];
  batch.customers++;
  batch.customer.push(
    row(
      id,
      number,
      made.kind,
      made.name,
      pinyinKey(made.name),
      list(made.otherNames),
      owner?.id,
      owner?.teamId,
      made.stage,
      made.source,
      made.industry,
      made.taxId,
      made.foundedOn,
      made.staffCount,
      made.revenueThisYear,
      made.revenueLastYear,
      made.currency,
      made.website,
      made.province,
      made.city,
      made.district,
      made.street,
      made.birthOn,
      made.gender,
      made.occupation,
      made.remark,
      owner?.id,
      createdAt,
      updatedAt,
    ),
  );
  for (const client of clients) batch.customer_client.push(row(id, client));
  for (const tag of made.tags) batch.customer_tag.push(row(id, tagIds.get(tag)));
  for (const contact of contacts) {
    batch.contact.push(
      row(
        contact.id,
        id,
        contact.name,
        pinyinKey(contact.name),
        contact.title,
        contact.department,
        owner?.id,
        createdAt,
        createdAt,
      ),
    );
  }
  for (const point of points) {
    batch.contact_point.push(
      row(
        newId(),
        id,
        point.contact_id,
        point.kind,
        point.label,
        point.value,
        point.normalised,
        point.isPrimary,
        createdAt,
      ),
    );
  }
  for (const touch of touches) {
    const at = touch.happenedAt.toISOString();
    const writer = touch.user === undefined ? undefined : options.owners[touch.user]?.id;
    const contactId = touch.contact === undefined ? undefined : contacts[touch.contact]?.id;
    batch.interaction.push(
      row(
        newId(touch.happenedAt.getTime()),
        id,
        contactId,
        touch.kind,
        touch.direction,
        touch.department,
        touch.subject,
        touch.body,
        writer,
        at,
        touch.durationS,
        at,
      ),
    );
  }
  const source: SearchSource = {
    id,
    number,
    kind: made.kind,
    name: made.name,
    other_names: made.otherNames,
    owner_id: owner?.id ?? null,
    team_id: owner?.teamId ?? null,
    address: [made.province, made.city, made.district, made.street].filter(Boolean).join(""),
    clients,
    share_users: [],
    share_teams: [],
    own: [],
    tags: made.tags,
    contacts,
    points,
  };
  for (const entry of entriesOf(source)) {
    batch.search_entry.push(
      row(entry.object, entry.object_id, entry.root_id, entry.client_id, entry.tokens, entry.latin),
    );
  }
}

function pointsOf(points: readonly GeneratedPoint[], country: string, contactId: string | null) {
  const seen = new Set<string>();
  return points.flatMap((point) => {
    const phone = point.kind === "phone" ? normalisePhone(point.value, country) : undefined;
    const normalised = phone && !("error" in phone) ? phone.e164 : point.value.toLowerCase();
    if (seen.has(`${point.kind} ${normalised}`)) return [];
    seen.add(`${point.kind} ${normalised}`);
    return [{ ...point, contact_id: contactId, client_id: null, normalised }];
  });
}

const list = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replaceAll(/["\\]/g, "\\$&")}"`).join(",")}}`;

/** One line of COPY text. */
function row(...values: (string | number | boolean | null | undefined)[]): string {
  return `${values.map((value) => (value === null || value === undefined ? "\\N" : typeof value === "string" ? escapeText(value) : String(value))).join("\t")}\n`;
}

function escapeText(text: string): string {
  return /[\\\t\n\r]/.test(text)
    ? text.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    : text;
}

async function writeBatch(client: pg.Client, batch: Batch): Promise<void> {
  await client.query("begin");
  for (const table of Object.keys(tables) as Table[]) {
    const rows = batch[table];
    if (rows.length === 0) continue;
    const stream = client.query(copyFrom(`copy ${table} (${tables[table].replaceAll(" ", ", ")}) from stdin`));
    stream.end(rows.join(""));
    await once(stream, "finish");
  }
  await client.query("commit");
}
