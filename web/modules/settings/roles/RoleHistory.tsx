import { useTranslation } from "react-i18next";
import { readRoleHistoryContract } from "../../../../server/modules/people/role_history.contract.ts";
import type { ResponseOf } from "../../../../server/platform/contract/contract.ts";
import { useRead } from "../../../api/queries.ts";
import { formatFull, formatWhen } from "../../../text/format.ts";
import { ErrorState } from "../../../ui/ErrorState.tsx";
import { type Difference, differences, levelWord } from "./grants.ts";
import type { Objects } from "./RolesPage.tsx";
import { useFieldName } from "./TriedLine.tsx";

type Entry = ResponseOf<typeof readRoleHistoryContract>["entries"][number];
const mostLines = 4;
const mostEntries = 6;

/** Who changed this role last, when, and what. */
export function RoleHistory({ roleId, objects }: { roleId: string; objects: Objects }) {
  const { t } = useTranslation();
  const read = useRead(readRoleHistoryContract, { params: { roleId } });
  const entries = (read.data?.entries ?? []).filter((entry) => isSeen(entry, objects)).slice(0, mostEntries);
  if (read.isPending) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area is reached by keyboard
    <section className="rh" tabIndex={0} aria-label={t("settings.roles.history.title")}>
      <h2>{t("settings.roles.history.title")}</h2>
      {read.isError && (
        <ErrorState title={t("settings.roles.history.failed")} error={read.error} retry={() => void read.refetch()} />
      )}
      {read.isSuccess && entries.length === 0 && <p className="small t3">{t("settings.roles.history.none")}</p>}
      {entries.map((entry) => (
        <EntryLines key={entry.event_id} entry={entry} objects={objects} />
      ))}
    </section>
  );
}

function EntryLines({ entry, objects }: { entry: Entry; objects: Objects }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const { renamed, grants } = entry;
  const all = differencesIn(entry, objects);
  return (
    <article className="small">
      <div className="row">
        <b className="el">{entry.actor?.name ?? t("settings.roles.history.system")}</b>
        <time className="t3 nw" dateTime={entry.at} title={formatFull(entry.at)}>
          {formatWhen(entry.at)}
        </time>
      </div>
      {entry.name === "role.created" && <p>{t("settings.roles.history.created")}</p>}
      {entry.name !== "role.created" && renamed && (
        <p>{change(t("settings.roles.name"), renamed.before, renamed.after)}</p>
      )}
      {grants &&
        all
          .slice(0, mostLines)
          .map((one) => <p key={keyOf(one)}>{change(whatOf(one), wordOf(one, one.was), wordOf(one, one.now))}</p>)}
      {all.length > mostLines && (
        <p className="t3">{t("settings.roles.history.more", { count: all.length - mostLines })}</p>
      )}
    </article>
  );

  function change(what: string, was: string | null, now: string | null) {
    return (
      <>
        <span className="t2">{what}</span> {was && <del className="t3">{was}</del>} → <ins>{now}</ins>
      </>
    );
  }

  function whatOf(one: Difference): string {
    const object = t(`settings.roles.object.${one.object}`, { defaultValue: one.object });
    const part =
      one.kind === "field" ? fieldName(one.name) : t(`settings.roles.action.${one.name}`, { defaultValue: one.name });
    return t("settings.roles.history.what", { object, part });
  }

  function wordOf(one: Difference, side: readonly string[]): string {
    if (one.kind === "field") return t(`settings.roles.level.${levelWord(one.name, side[0] ?? "")}`);
    if (side.length === 0) return t("settings.roles.scope.none");
    return side.map((scope) => t(`settings.roles.scope.${scope}`)).join(t("settings.comma"));
  }
}

const keyOf = (one: Difference) => `${one.kind}:${one.object}:${one.name}`;

function differencesIn({ grants }: Entry, objects: Objects): Difference[] {
  return grants ? differences(grants.before ?? [], grants.after ?? [], objects) : [];
}

/** A save that changed nothing that people see is no change to tell. */
function isSeen(entry: Entry, objects: Objects): boolean {
  return entry.name === "role.created" || entry.renamed !== null || differencesIn(entry, objects).length > 0;
}
