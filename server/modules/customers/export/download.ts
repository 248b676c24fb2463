import type { House } from "../../../platform/house.ts";
import { Download } from "../../../platform/http/route.ts";
import { newId } from "../../../platform/ids.ts";
import type { Actor } from "../../../platform/permission/actor.ts";
import { filteredBy, noteSensitiveExport } from "../consent/sensitive_exit.ts";
import { narrowingOf } from "../list.filter.ts";
import { written } from "./kinds.ts";
import { stillAllowed } from "./page.ts";
import { type Query, rowsOf } from "./rows.ts";
import { exportEnded, exported } from "./told.ts";
import { markOf } from "./watermark.ts";

/** The list as a file of the wished kind, streamed while it is read: recorded before the first row, and with the count after the last. */
export async function downloadExport(house: House, actor: Actor, query: Query): Promise<Download> {
  const { format, columns: _columns, most: _most, ...filter } = query;
  await narrowingOf(house.db, actor, "export", filter);
  const id = newId();
  const names = filteredBy(filter);
  const now = new Date();
  const mark = await markOf(house, actor, now);
  await house.transaction((tx) => exported(tx, actor, id, query));
  const rows = rowsOf({
    house,
    query,
    mark,
    reader: () => stillAllowed(house, actor),
    passes: (by, passed) => noteSensitiveExport(house.db, by, id, passed, names),
    ends: (count, isComplete) => house.transaction((tx) => exportEnded(tx, actor, id, count, isComplete)),
  });
  const { stream, mediaType, name } = written(format, rows, { locale: actor.locale, mark, now });
  return new Download(stream, mediaType, name);
}
