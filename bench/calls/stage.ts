import { chmod, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Company, type CompanyOptions, openCompany } from "./company.ts";
import { Desks } from "./desks.ts";
import type { Load } from "./load.ts";
import { type Persisted, readPersisted } from "./persisted.ts";
import { type CallsProduct, startCallsProduct } from "./product.ts";
import { type Round, type RoundOptions, runRound } from "./round.ts";
import { say } from "./told.ts";

/** A company, the product that serves it, and its people's phones. */
export interface Stage {
  /** For files; it goes with the stage. */
  folder: string;
  company: Company;
  product: CallsProduct;
  /** Runs calls to the people's numbers, one after the other, and reads what was written of them. */
  run(load: Load, more?: Partial<RoundOptions>): Promise<{ round: Round; persisted: Persisted; since: Date }>;
}

export interface StageOptions extends CompanyOptions {
  /** Whether the people's desk phones sign in. */
  hasDesks?: boolean;
}

/** Opens all of it on an empty folder, does the work, and takes all away again. @throws Error when it cannot serve calls, with what it printed */
export async function onStage<T>(options: StageOptions, work: (stage: Stage) => Promise<T>): Promise<T> {
  const undo: (() => Promise<void> | void)[] = [];
  try {
    const { folder, remove } = await openFolder();
    undo.push(remove);
    const company = await openCompany(join(folder, "data"), options);
    undo.push(company.close);
    const product = await startCallsProduct(join(folder, "data"));
    undo.push(product.stop);
    const hasDesks = options.hasDesks ?? true;
    const desks = await Desks.open(product.edgePort, hasDesks ? company.agents : []);
    undo.push(() => desks.close());
    if (hasDesks) await desks.register(60_000);
    return await work({ folder, company, product, run });

    async function run(load: Load, more: Partial<RoundOptions> = {}) {
      const since = new Date();
      const { edgePort, processes } = product;
      const numbers = company.agents.map(({ number }) => number);
      const common = { name: "ours", folder: join(folder, "ours"), edgePort, load, numbers, processes };
      const round = await runRound({ ...common, ...more });
      if (desks.failures > 0) say(`    ${desks.failures} registrations of phones were not answered`);
      return { round, persisted: await readPersisted(company.db, since), since };
    }
  } finally {
    for (const one of undo.reverse()) await one();
  }
}

/** A folder of the system's temporary ones that other accounts may enter: the database and rtpengine run under their own. */
export async function openFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "zhiyin-bench-calls-")));
  await chmod(folder, 0o711);
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
