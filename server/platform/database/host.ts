import type { Directory } from "./directory.ts";
import { normaliseHost } from "./organisation.ts";

export type HostedOrganisation = { id: string; slug: string; name: string };

/**
 * Host name to organisation, remembered for `keep` milliseconds (5,000 unless told otherwise), misses too.
 * The host `*` stands for every host, but only while its organisation is the only one.
 */
export function createHostResolver(directory: Pick<Directory, "db">, keep = 5000, now: () => number = Date.now) {
  let known: Promise<Map<string, HostedOrganisation>> | undefined;
  let until = 0;

  /** Undefined: nobody's host. @param host as in the Host header, with or without a port */
  async function resolveOrganisation(host: string): Promise<HostedOrganisation | undefined> {
    if (!known || now() >= until) {
      until = now() + keep;
      known = readHosts(directory);
      known.catch(() => forget());
    }
    const hosts = await known;
    return hosts.get(normaliseHost(host)) ?? hosts.get("*");
  }

  function forget(): void {
    known = undefined;
  }

  return { resolveOrganisation, forget };
}

/** The whole list is small (some hundred rows) and read in one go: a flood of made-up hosts costs nothing. */
async function readHosts({ db }: Pick<Directory, "db">): Promise<Map<string, HostedOrganisation>> {
  const rows = await db
    .selectFrom("organisation as o")
    .leftJoin("organisation_host as h", "h.organisation_id", "o.id")
    .select(["h.host", "o.id", "o.slug", "o.name"])
    .where("o.removed_at", "is", null)
    .where("o.ready_at", "is not", null)
    .execute();
  const isOnly = new Set(rows.map(({ id }) => id)).size === 1;
  const hosts = new Map<string, HostedOrganisation>();
  for (const { host, id, slug, name } of rows) {
    if (host !== null && (host !== "*" || isOnly)) hosts.set(host, { id, slug, name });
  }
  return hosts;
}
