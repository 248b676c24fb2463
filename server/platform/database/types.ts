import type { Kysely, Transaction } from "kysely";
import type { Database } from "./types.gen.ts";

/** For reading: outside a transaction or inside one. */
export type Db = Kysely<Database>;
/** For writing: verbs take a transaction and never open one. */
export type Tx = Transaction<Database>;
