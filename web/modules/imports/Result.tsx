import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { readImportContract, startImportContract } from "../../../server/modules/customers/import.contract.ts";
import { readUndoContract } from "../../../server/modules/customers/import_undo.contract.ts";
import { client } from "../../api/client.ts";
import { keyOf, useCall, useRead } from "../../api/queries.ts";
import { formatNumber } from "../../text/format.ts";
import { problemText } from "../../text/problem.ts";
import { ActionButton } from "../../ui/ActionButton.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Counts } from "./Counts.tsx";
import type { Import } from "./import.ts";
import { UndoImport } from "./UndoImport.tsx";

/** What became of it, and what to do next. */
export function Result({ one }: { one: Import }) {
  const { t } = useTranslation();
  const isFailed = one.state === "failed";
  const undo = useRead(readUndoContract, { params: { importId: one.id } });
  const isUndone = undo.data?.undo?.state === "done";
  return (
    <>
      <section className="im-card" aria-live="polite">
        <h2 className="row">
          <span className={isFailed ? "danger" : one.state === "done" ? "good" : "warn"}>
            <Icon name={isFailed ? "warning" : one.state === "done" ? "check" : "info"} size={20} />
          </span>
          {t(`imports.result.${one.state}`)}
        </h2>
        <p className="t2">
          {t(`imports.result_text.${textOf(one)}`, {
            count: one.created_count,
            created: formatNumber(one.created_count),
            updated: formatNumber(one.updated_count),
          })}
        </p>
        {isFailed && <Failure one={one} />}
        <Counts one={one} />
        <div className="row im-acts">
          {one.created_count > 0 && !isUndone && (
            <Link to="/customers" search={{ view: "new" }} className={`btn ${isFailed ? "" : "primary"}`}>
              <Icon name="customers" />
              {t("imports.to_new")}
            </Link>
          )}
          <Link to="/imports/$" params={{ _splat: "new" }} className="btn">
            {t("imports.another")}
          </Link>
        </div>
      </section>
      <UndoImport one={one} />
    </>
  );
}

function textOf({ state, created_count: created, updated_count: updated }: Import): string {
  if (state !== "done" || (created > 0 && updated > 0)) return state;
  if (created > 0) return "done_created";
  return updated > 0 ? "done_updated" : "done_nothing";
}

function Failure({ one }: { one: Import }) {
  const { t } = useTranslation();
  const start = useCall(startImportContract);
  const params = { importId: one.id };
  return (
    <div className="note danger" role="alert">
      <Icon name="warning" />
      <span>
        {t(`imports.failure.${(one.error ?? "server_failed").replace(/^.*\./, "")}`)}
        {start.error && <span className="danger"> {problemText(start.error)}</span>}
      </span>
      <span className="grow" />
      <ActionButton small icon="refresh" loading={start.isPending} onClick={again}>
        {t("imports.go_on")}
      </ActionButton>
    </div>
  );

  function again() {
    start.mutate(
      { params },
      { onSuccess: (answer) => client.setQueryData(keyOf(readImportContract, { params }), answer) },
    );
  }
}
