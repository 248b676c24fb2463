import type { Tx } from "../../../platform/database/types.ts";
import { type EventActor, record } from "../../../platform/event/record.ts";
import type { Query } from "./rows.ts";

/** Says that customers leave by an export: with the names of the fields that narrowed it, never their values. */
export const exported = (tx: Tx, actor: EventActor, exportId: string, query: Partial<Query>): Promise<void> =>
  record(tx, actor, "customer.exported", {
    object: "customer",
    objectId: null,
    payload: { export_id: exportId, filtered_by: filteredBy(query) },
  });

export const exportEnded = (
  tx: Tx,
  actor: EventActor,
  exportId: string,
  count: number,
  isComplete: boolean,
): Promise<void> =>
  record(tx, actor, "customer.export_ended", {
    object: "customer",
    objectId: null,
    payload: { export_id: exportId, row_count: count, is_complete: isComplete },
  });

const filteredBy = ({
  format: _format,
  columns: _columns,
  most: _most,
  sort: _sort,
  ...filter
}: Partial<Query>): string =>
  Object.entries(filter)
    .flatMap(([field, value]) => (value === undefined ? [] : [field]))
    .sort()
    .join(" ");
