import { ensureFirstOrganisation } from "../../../first_organisation.ts";
import { startNode } from "../../../node.ts";
import { readConfig } from "../../../platform/config.ts";
import { openInstallation } from "../../../platform/database/installation.ts";
import { migrateOrganisations } from "../../../platform/database/organisation.ts";
import { createLog } from "../../../platform/log.ts";

/** A program of its own that a test can kill: the product over the data folder in ZHIYIN_DATA, without its pages. */
const config = readConfig({ ...process.env, ZHIYIN_COMPANY: "empty" }, ["--port", "0"]);
const { directory } = await openInstallation(config);
await migrateOrganisations(directory);
await ensureFirstOrganisation(directory, config, () => undefined);
const node = await startNode(config, directory, createLog("silent"));
process.stdout.write(`ready ${node.port}\n`);
