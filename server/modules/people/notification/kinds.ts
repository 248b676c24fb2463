import type { Db } from "../../../platform/database/types.ts";
import type { Actor } from "../../../platform/permission/actor.ts";

export type MailWay = "at_once" | "digest" | "off";
export interface Ways {
  page: boolean;
  mail: MailWay;
  /** To the person's browsers, also when no page is open. */
  push: boolean;
}

/** A kind of notice with how it reaches people who have not chosen otherwise. Its words for the page: `notice.kind.<kind>`. */
export interface NoticeKind extends Omit<Ways, "push"> {
  /** As the mail is: what goes out at once rings as well, unless told otherwise. */
  push?: boolean;
  /** "task_assigned"; the same word everywhere. */
  kind: string;
  /** For mails; `by` may be empty. */
  words: Record<Actor["locale"], (by: string) => string>;
}

/** What a reader may know of an object now: its title and the page it stands on, as `/customers/<id>`. */
export interface Described {
  title: string;
  path: string;
}

/** Answers only for objects that this actor may see now. */
export type Describe = (db: Db, actor: Actor, ids: readonly string[]) => Promise<ReadonlyMap<string, Described>>;

const kinds = new Map<string, NoticeKind>();
const describers = new Map<string, Describe>();

/** Called once by the module that gives notices of this kind. */
export function declareNotice(declared: NoticeKind): void {
  if (kinds.has(declared.kind)) throw new Error(`notice ${declared.kind} is declared twice`);
  kinds.set(declared.kind, declared);
}

/** The module that owns an object says what a reader may know of it. */
export const describeNotices = (object: string, describe: Describe): void => void describers.set(object, describe);

export const noticeKinds = (): NoticeKind[] => [...kinds.values()];

/** @throws Error for a kind that nobody declared */
export function noticeKind(kind: string): NoticeKind {
  const found = kinds.get(kind);
  if (!found) throw new Error(`notice ${kind} is not declared`);
  return found;
}

/** Titles and paths of what these notices are about, by notice id; what the actor may not see now is missing. */
export async function describeAll(
  db: Db,
  actor: Actor,
  notices: readonly { id: string; object: string; object_id: string }[],
): Promise<Map<string, Described>> {
  const told = new Map<string, Described>();
  for (const [object, all] of Map.groupBy(notices, (one) => one.object)) {
    const known = await describers.get(object)?.(db, actor, [...new Set(all.map((one) => one.object_id))]);
    for (const { id, object_id } of all) {
      const found = known?.get(object_id);
      if (found) told.set(id, found);
    }
  }
  return told;
}
